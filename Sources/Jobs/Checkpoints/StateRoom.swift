import Dreams

/// Where a state may be written while the dream goes on.
///
/// What goes on changes what it shares with the state, which is copied then: for as long as it is written the process holds a state more.
/// That is done where the process comes to no more than the bound by it, and at most a tenth beyond what the plan says.
struct StateRoom {
    private let plan: RenderPlan
    private let most: Int

    /// - Parameter bound: bytes that the process may hold.
    init(_ plan: RenderPlan, bound: Int) {
        self.plan = plan
        most = min(bound, plan.memory + plan.memory / 10)
    }

    /// Whether no step comes after this one.
    func isLast(_ progress: RenderProgress) -> Bool {
        plan.frames.isEmpty && progress.step == progress.steps && progress.octave == progress.octaves
            && plan.stages[progress.stage...].allSatisfy(\.octaves.isEmpty)
    }

    /// Bytes that are left from a step on until what comes after it has begun; none in a film, which hands on more than its frames tell.
    func left(after progress: RenderProgress) -> Int {
        guard plan.frames.isEmpty else { return 0 }
        let stage = plan.stages[progress.stage - 1]
        var held = stage.octaves[progress.octave - 1].memory
        if progress.step == progress.steps {
            if progress.octave < progress.octaves {
                held = max(held, stage.octaves[progress.octave].memory)
            } else {
                held = max(held, memory(from: progress.stage))
            }
        }
        return most - held
    }

    /// The same before a stage.
    func left(before position: RenderPosition) -> Int {
        position.frame == nil && plan.frames.isEmpty ? most - memory(from: position.stage) : 0
    }

    /// From a stage on until an ascent has begun, or the picture is written.
    private func memory(from first: Int) -> Int {
        var held = 0
        for stage in plan.stages[first...] {
            held = max(held, stage.memory)
            if let octave = stage.octaves.first { return max(held, octave.memory) }
        }
        return max(held, plan.memoryBeside)
    }
}
