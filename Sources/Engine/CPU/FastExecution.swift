package import CPUBridge
public import Networks
public import Tensors

/// The fast backend: oneDNN and our own kernels over blocked activations.
///
/// Forward keeps only what backward needs (`FastSchedule`), or less, and some of it is computed anew (`Recomputation`). Everything lies in
/// one arena, so that a step with one seed allocates nothing but the tensors it returns.
public final class FastExecution: Execution {
    /// The layers that `forward` returns.
    public let outputs: [Graph.NodeID]

    private let plan: FastPlan
    private let schedule: FastSchedule
    private let arena: Arena
    /// Memory is given back between two steps.
    private let isLean: Bool
    /// By step of the plan, while a step is timed layer by layer.
    private var times: [LayerTime]?

    /// Makes `graph` ready for inputs of this size, as far as `outputs` need it.
    /// - Throws: `NetworkError` or `EngineError` naming the layer that does not fit or cannot be computed.
    public convenience init(graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]) throws {
        try self.init(
            graph: graph, height: height, width: width, outputs: outputs, variant: kernel_variant_best())
    }

    /// The same, with a build of the kernels that is not the best one, or with oneDNN's convolutions alone.
    package convenience init(
        graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], variant: kernel_variant,
        onlyLibrary: Bool = false
    ) throws {
        let plan = try FastPlan(
            graph: graph, height: height, width: width, outputs: outputs, variant: variant, onlyLibrary: onlyLibrary)
        try self.init(FastProgram(plan, .none(of: plan)), outputs: outputs)
    }

    /// The same, where the way forward is gone again from given steps of the plan on, as far as the way back reads it.
    package convenience init(
        graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], recomputingFrom cuts: [Int]
    ) throws {
        let plan = try FastPlan(
            graph: graph, height: height, width: width, outputs: outputs, variant: kernel_variant_best(),
            keepsPacked: false)
        let inside = cuts.filter { plan.steps.indices.dropFirst().contains($0) }
        try self.init(FastProgram(plan, Recomputation(of: PlanLives(plan), cuts: inside)), outputs: outputs)
    }

    /// The same, in the least memory that computing some of it anew leaves.
    package static func recomputing(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID]
    ) throws -> FastExecution {
        try FastExecution(
            FastProgram.recomputing(graph, height: height, width: width, outputs: outputs), outputs: outputs)
    }

    /// Runs what was planned.
    /// - Throws: `EngineError.outOfMemory`.
    init(_ program: FastProgram, outputs: [Graph.NodeID]) throws {
        self.outputs = outputs
        (plan, schedule, isLean) = (program.plan, program.schedule, program.recomputes)
        arena = try Arena(floats: schedule.floats)
    }

    /// Fills what memory holds with NaN, so that a test sees who reads what nobody wrote.
    package func poison() { arena.memory.update(repeating: .nan, count: schedule.floats) }

    /// The bytes that activations and gradients take.
    public var arenaBytes: Int { schedule.floats * MemoryLayout<Float>.stride }

    /// The nodes of the steps that are gone again on the way back.
    package var recomputed: [Graph.NodeID] {
        schedule.back.flatMap { event in
            guard case .again(let step) = event else { return [Graph.NodeID]() }
            return plan.steps[step].nodes
        }
    }

    /// Memory for an input or a seed.
    public func buffer(_ shape: Shape) -> any Buffer { HostBuffer(shape) }

    /// Computes the outputs for `input`, `[1, C, H, W]`.
    public func forward(_ input: any Buffer) throws -> [Graph.NodeID: any Buffer] {
        try EngineError.check(input: input.shape, is: plan.values[0].shape)
        var results: [Graph.NodeID: any Buffer] = [:]
        if plan.outputs.values.contains(0) { results[0] = input }
        try input.read().values.withUnsafeBufferPointer { planar in
            guard let picture = planar.baseAddress else { return }
            for (index, step) in plan.steps.enumerated() {
                try timed(index, \.forward) { try step.layer.forward(run(index, over: self.picture(picture))) }
                for (node, value) in plan.outputs where value == step.output {
                    results[node] = HostBuffer(block(of: step.output, schedule.offsets).tensor)
                }
            }
        }
        return results
    }

    /// - Parameter isAgain: on the way back, where bits have been noted, and nobody reads the picture.
    private func run(_ index: Int, over picture: Block, isAgain: Bool = false) -> ForwardRun {
        let (step, places) = (plan.steps[index], schedule.steps[index])
        let offsets = isAgain ? schedule.offsetsBack : schedule.offsets
        return ForwardRun(
            inputs: step.inputs.map { $0 == 0 ? picture : block(of: $0, offsets) },
            output: block(of: step.output, offsets), finish: finish(step, isAgain ? nil : places.passes),
            state: places.state.map(floats))
    }

    /// The gradient with respect to the last input.
    public func gradient(_ seeds: [Graph.NodeID: any Buffer]) throws -> any Buffer {
        let shape = plan.values[0].shape
        let seedsOfValues = try plan.seedsOfValues(seeds)
        let values = try [Float](unsafeUninitializedCapacity: shape.count) { planar, count in
            guard let result = planar.baseAddress else { return }
            if !schedule.reachesInput { result.initialize(repeating: 0, count: shape.count) }
            let picture = picture(result)
            for event in schedule.back {
                switch event {
                case .again(let index):
                    try timed(index, \.backward) {
                        try plan.steps[index].layer.forward(run(index, over: picture, isAgain: true))
                    }
                case .back(let index): try backward(index, seedsOfValues, into: picture)
                }
            }
            count = shape.count
        }
        var gradient = Tensor(shape: shape, values: values)
        for seed in seedsOfValues[0] ?? [] { gradient.add(seed) }
        if isLean { giveBack() }
        return HostBuffer(gradient)
    }

    private func backward(_ index: Int, _ seeds: [FastPlan.ValueID: [Tensor]], into picture: Block) throws {
        let (step, places) = (plan.steps[index], schedule.steps[index])
        for piece in places.cleared { floats(piece.place).update(repeating: 0, count: piece.floats) }
        guard let place = places.gradient else { preconditionFailure("every step's gradient has a place") }
        let gradient = Block(shape: plan.values[step.output].shape, lanes: plan.lanes, address: floats(place))
        try add(seeds[step.output] ?? [], to: gradient, of: step.output, isEmpty: !places.hasGradient)
        let run = BackwardRun(
            gradient: gradient, inputs: step.inputs.map { $0 == 0 ? picture : block(of: $0, schedule.offsetsBack) },
            output: block(of: step.output, schedule.offsetsBack),
            targets: zip(step.inputs, places.targets).map { target($0, $1, picture: picture) },
            state: places.state.map(floats), scratch: places.scratch.map(floats))
        try timed(index, \.backward) { try step.layer.backward(run) }
    }

    /// Gives the system back what a large execution holds between two steps.
    private func giveBack() {
        guard arenaBytes >= FastProgram.smallestGivenBack else { return }
        kernel_memory_release(arena.memory, arena.memory + schedule.floats)
    }
}

// MARK: - Times

/// How long a layer takes, in the network that it stands in.
package struct LayerTime: Sendable {
    /// The nodes that it computes: several where they were made one layer.
    package let nodes: [Graph.NodeID]
    /// Whether plain loops compute it, oneDNN's or ours: it may be a hundred times slower than it could be.
    package var runsPlainLoops: Bool
    /// In seconds.
    package var forward = 0.0
    /// In seconds.
    package var backward = 0.0
}

extension FastExecution {
    /// Runs forward, and back from the outputs themselves, and times each layer. The picture's own node stands for bringing
    /// it into blocks.
    package func layerTimes(of input: Tensor) throws -> [LayerTime] {
        times = timesOfSteps
        defer { times = nil }
        _ = try gradient(try forward(input))
        return FastExecution.byLayer(times ?? [])
    }

    /// The layers, and what is known of them without running any.
    package var unmeasured: [LayerTime] { FastExecution.byLayer(timesOfSteps) }

    private var timesOfSteps: [LayerTime] {
        plan.steps.map { LayerTime(nodes: $0.nodes, runsPlainLoops: $0.layer.runsPlainLoops) }
    }

    /// Steps that compute a layer between them follow each other.
    private static func byLayer(_ steps: [LayerTime]) -> [LayerTime] {
        steps.reduce(into: []) { layers, step in
            guard let last = layers.last, last.nodes == step.nodes else { return layers.append(step) }
            layers[layers.count - 1].forward += step.forward
            layers[layers.count - 1].backward += step.backward
            layers[layers.count - 1].runsPlainLoops = last.runsPlainLoops || step.runsPlainLoops
        }
    }

    private func timed(
        _ step: Int, _ direction: WritableKeyPath<LayerTime, Double>, _ body: () throws -> Void
    ) rethrows {
        guard times != nil else { return try body() }
        times?[step][keyPath: direction] = try ContinuousClock().measure(body) / .seconds(1)
    }
}

// MARK: - Blocks

extension FastExecution {
    private func picture(_ values: UnsafePointer<Float>) -> Block {
        Block(shape: plan.values[0].shape, lanes: 1, address: UnsafeMutablePointer(mutating: values))
    }

    private func block(of value: FastPlan.ValueID, _ offsets: [FastSchedule.Offset]) -> Block {
        Block(shape: plan.values[value].shape, lanes: plan.lanes, address: floats(offsets[value]))
    }

    private func floats(_ offset: FastSchedule.Offset) -> UnsafeMutablePointer<Float> {
        (UnsafeMutableRawPointer(arena.memory) + offset).assumingMemoryBound(to: Float.self)
    }

    private func bits(_ offset: FastSchedule.Offset) -> UnsafeMutablePointer<UInt8> {
        (UnsafeMutableRawPointer(arena.memory) + offset).assumingMemoryBound(to: UInt8.self)
    }

    /// - Parameter passes: where bits are noted.
    private func finish(_ step: FastPlan.Step, _ passes: FastSchedule.Offset?) -> kernel_finish {
        var finish = kernel_finish()
        guard let clip = step.clip else { return finish }
        finish.clipped = true
        finish.lower = clip.lowerBound
        finish.upper = clip.upperBound
        finish.passes = passes.map { bits($0) }
        return finish
    }

    private func target(
        _ value: FastPlan.ValueID, _ target: ScheduledStep<Int>.Target?, picture: Block
    ) -> GradientTarget? {
        guard let target else { return nil }
        let block = target.place.map {
            Block(shape: plan.values[value].shape, lanes: plan.lanes, address: floats($0))
        }
        return GradientTarget(
            block: block ?? picture, accumulate: target.accumulate, mask: target.mask.map { UnsafePointer(bits($0)) })
    }

    /// Seeds pass their layer's clip like every other share of a gradient.
    private func add(_ seeds: [Tensor], to gradient: Block, of value: FastPlan.ValueID, isEmpty: Bool) throws {
        let mask = schedule.seedMasks[value].map { UnsafePointer(bits($0)) }
        let target = GradientTarget(block: gradient, accumulate: true, mask: mask)
        var rest = seeds[...]
        if isEmpty {
            if let first = rest.popFirst() { gradient.fill(from: first) } else { gradient.clear() }
            target.maskInPlace(variant: plan.variant)
        }
        for seed in rest {
            let scratch = try Arena(floats: gradient.count)
            Block(shape: gradient.shape, lanes: gradient.lanes, address: scratch.memory).fill(from: seed)
            target.take(scratch.memory, variant: plan.variant)
        }
    }
}
