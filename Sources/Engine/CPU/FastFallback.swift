import CPUBridge
import Operators
import Tensors

/// An operator that the fast backend has no kernel for: computed by its own loops, planar.
final class FastFallback: FastLayer {
    let needs: LayerNeeds
    let runsPlainLoops = true

    private let place: FastPlace
    private let operation: any Operator

    init(_ operation: any Operator, _ place: FastPlace) {
        self.operation = operation
        self.place = place
        let lanes = Int(kernel_variant_lanes(place.variant))
        // Forward makes planar tensors of all that it reads and writes; backward of their gradients, too.
        let planar = place.operands.reduce(place.output.count) { $0 + $1.count }
        needs = LayerNeeds(
            inputs: operation.backwardReads.contains(.operands), output: operation.backwardReads.contains(.output),
            scratch: place.operands.map { Block.floats(in: $0, lanes: lanes) }.max() ?? 0, beside: 2 * planar)
    }

    func forward(_ run: ForwardRun) {
        run.output.fill(from: operation.forward(run.inputs.map(\.tensor), to: place.output))
    }

    func backward(_ run: BackwardRun) {
        let shares = operation.backward(
            run.gradient.tensor, needs.inputs ? run.inputs.map(\.tensor) : place.operands.map { .zeros($0) },
            needs.output ? run.output.tensor : .zeros(place.output), wanted: run.targets.map { $0 != nil })
        for (target, share) in zip(run.targets, shares) {
            guard let share else { continue }
            target?.take(through: run.scratch, variant: place.variant) { result in
                Block(shape: share.shape, lanes: run.gradient.lanes, address: result).fill(from: share)
            }
        }
    }
}
