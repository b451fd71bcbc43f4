/// Where everything of a plan lies in memory, and for how long: what each step of a run reads and writes.
///
/// A gradient with respect to the input needs few activations: a ReLU's backward needs a bit, a max pool's a byte, a
/// convolution's nothing. So activations share memory with gradients as soon as their last reader is through.
struct FastSchedule {
    /// A piece of the arena, in floats from its beginning.
    typealias Offset = Int

    /// What a step of a plan does in a run, beside its layer's own work.
    struct Step {
        /// The output's bits; nil where nobody asks for them.
        var passes: Offset?
        var state: Offset?
        var scratch: Offset?
        /// The output's gradient.
        var gradient: Offset = 0
        /// Gradients that are set to zero before anyone adds to them: their first floats, and their number.
        var cleared: [(offset: Offset, floats: Int)] = []
        /// Whether readers have written the output's gradient, so that a seed is added to it.
        var hasGradient = false
        /// By input; nil where nothing is to be done.
        var targets: [Target?] = []
    }

    /// Where a share in an input's gradient goes.
    struct Target {
        /// Nil for the network's input, whose gradient lies outside of the arena.
        let offset: Offset?
        let accumulate: Bool
        let mask: Offset?
    }

    /// By value, where its numbers lie; those of the network's input, value 0, lie outside.
    private(set) var offsets: [Offset]
    private(set) var steps: [Step]
    /// The bits of an output of the plan, which its seed is masked by.
    private(set) var seedMasks: [FastPlan.ValueID: Offset] = [:]
    /// Whether a reader writes the gradient of the network's input.
    private(set) var reachesInput = false
    /// The size of the arena.
    private(set) var floats = 0

    /// Lays out a plan.
    init(_ plan: FastPlan) {
        var layout = ScheduleLayout(plan)
        layout.placeActivations()
        layout.placeBits()
        layout.routeGradients()
        let (places, floats) = layout.arena.places()
        self.floats = floats

        func offset(_ slice: ScheduleLayout.Slice) -> Offset { places[slice.piece] + slice.first }
        offsets = plan.values.indices.map { value in layout.activations[value].map(offset) ?? 0 }
        steps = layout.steps.map { step in
            Step(
                passes: step.passes.map(offset), state: step.state.map(offset), scratch: step.scratch.map(offset),
                gradient: step.gradient.map(offset) ?? 0,
                cleared: step.cleared.map { (places[$0.piece], $0.floats) }, hasGradient: step.hasGradient,
                targets: step.targets.map { target in
                    target.map {
                        Target(
                            offset: $0.slice.map(offset), accumulate: $0.accumulate, mask: $0.mask.map(offset))
                    }
                })
        }
        seedMasks = layout.seedMasks.mapValues(offset)
        reachesInput = layout.reachesInput
    }
}
