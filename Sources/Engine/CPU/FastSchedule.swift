/// Where everything of a plan lies in memory, and for how long: what each step of a run reads and writes.
///
/// A gradient with respect to the input needs few activations: a ReLU's backward needs a bit, a max pool's a byte, a
/// convolution's nothing. So activations share memory with gradients as soon as their last reader is through, or where they are computed anew
/// when that one is back.
struct FastSchedule {
    /// A piece of the arena, in bytes from its beginning.
    typealias Offset = Int

    /// By value, where its numbers lie on the way forward; those of the network's input, value 0, lie outside.
    let offsets: [Offset]
    /// By value, where they lie on the way back.
    let offsetsBack: [Offset]
    /// What is done on the way back, in order.
    let back: [Recomputation.Event]
    private(set) var steps: [ScheduledStep<Offset>]
    /// The bits of an output of the plan, which its seed is masked by.
    private(set) var seedMasks: [FastPlan.ValueID: Offset] = [:]
    /// Whether a reader writes the gradient of the network's input.
    private(set) var reachesInput = false
    /// The size of the arena.
    private(set) var floats = 0

    /// Lays out a plan.
    init(_ plan: FastPlan, _ recomputation: Recomputation) {
        let layout = ArenaLayout(plan, recomputation)
        back = recomputation.events
        let (places, floats) = layout.arena.places()
        self.floats = floats

        func offset(_ slice: ArenaLayout.Slice) -> Offset {
            places[slice.piece] * MemoryLayout<Float>.stride + slice.byte
        }
        offsets = layout.activations.map { $0.map(offset) ?? 0 }
        offsetsBack = layout.activationsBack.map { $0.map(offset) ?? 0 }
        steps = layout.steps.map { $0.map(offset) }
        seedMasks = layout.seedMasks.mapValues(offset)
        reachesInput = layout.reachesInput
    }
}
