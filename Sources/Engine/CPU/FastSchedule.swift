/// Where everything of a plan lies in memory, and for how long: what each step of a run reads and writes.
///
/// A gradient with respect to the input needs few activations: a ReLU's backward needs a bit, a max pool's a byte, a
/// convolution's nothing. So activations share memory with gradients as soon as their last reader is through.
struct FastSchedule {
    /// A piece of the arena, in bytes from its beginning.
    typealias Offset = Int

    /// By value, where its numbers lie; those of the network's input, value 0, lie outside.
    private(set) var offsets: [Offset]
    private(set) var steps: [ScheduledStep<Offset>]
    /// The bits of an output of the plan, which its seed is masked by.
    private(set) var seedMasks: [FastPlan.ValueID: Offset] = [:]
    /// Whether a reader writes the gradient of the network's input.
    private(set) var reachesInput = false
    /// The size of the arena.
    private(set) var floats = 0

    /// Lays out a plan.
    init(_ plan: FastPlan) {
        var layout = ArenaLayout(plan)
        layout.placeActivations()
        layout.placeBits()
        layout.routeGradients()
        let (places, floats) = layout.arena.places()
        self.floats = floats

        func offset(_ slice: ArenaLayout.Slice) -> Offset {
            places[slice.piece] * MemoryLayout<Float>.stride + slice.byte
        }
        offsets = plan.values.indices.map { value in layout.activations[value].map(offset) ?? 0 }
        steps = layout.steps.map { $0.map(offset) }
        seedMasks = layout.seedMasks.mapValues(offset)
        reachesInput = layout.reachesInput
    }
}
