import Networks
import Tensors

// Operators without shaders: the device brings what they read, and the host computes them by their own loops, between two submissions.

extension VulkanRecording {
    func recordLoops(of step: VulkanPlan.Step) throws {
        let shapes = step.operands.map { plan.shapes[$0] }
        let output = plan.shapes[step.node]
        try download(step.operands.map(place))
        try interrupt { [unowned self] in
            bring([step.operation.forward(fetch(shapes), to: output)])
        }
        try upload([place(of: step.node)])
    }

    /// - Parameter written: the nodes whose gradients hold something already, to which shares are added.
    func recordLoopsBack(of step: VulkanPlan.Step, _ written: Set<Graph.NodeID>) throws {
        let targets = Set(step.operands.filter(plan.varies)).sorted()
        let (operands, output) = (step.operands.map { plan.shapes[$0] }, plan.shapes[step.node])
        let wanted = step.operands.map(plan.varies)
        let sums = targets.map { plan.shapes[$0] }
        let reads = step.operation.backwardReads
        try download(
            [gradient(step.node)] + targets.filter(written.contains).map(gradient)
                + (reads.contains(.operands) ? step.operands.map(place) : [])
                + (reads.contains(.output) ? [place(of: step.node)] : []))
        try interrupt { [unowned self] in
            let kept = zip(targets, sums).filter { written.contains($0.0) }
            var brought =
                fetch(
                    [output] + kept.map(\.1) + (reads.contains(.operands) ? operands : [])
                        + (reads.contains(.output) ? [output] : []))[...]
            let seed = brought.removeFirst()
            var gradients = Dictionary(uniqueKeysWithValues: kept.map { ($0.0, brought.removeFirst()) })
            let values = operands.map { reads.contains(.operands) ? brought.removeFirst() : .zeros($0) }
            let shares = step.operation.backward(
                seed, values, brought.popFirst() ?? .zeros(output), wanted: wanted)
            for (target, share) in zip(step.operands, shares) {
                guard let share, plan.varies(target) else { continue }
                if gradients[target]?.add(share) == nil { gradients[target] = share }
            }
            bring(zip(targets, sums).map { gradients[$0] ?? .zeros($1) })
        }
        try upload(targets.map(gradient))
    }
}
