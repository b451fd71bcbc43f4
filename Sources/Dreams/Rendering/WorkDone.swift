import Networks

/// How much of a plan's work is done, in the time that it takes.
///
/// Where steps were not measured, one costs its multiply–accumulates, and what is done to every pixel outside of the network, which
/// takes about as long as 5000 of them; and what is no step costs nothing.
struct WorkDone {
    /// All of it, in the unit of the costs.
    let total: Double
    /// In the same unit.
    private(set) var done: Double
    private let isMeasured: Bool
    private let frame: Double
    /// Of every kind of step and size, by what tells it from others: a number, and what is left of it.
    private var kinds: [RenderPlan.Octave: RenderProgress.Alike] = [:]

    /// - Parameter before: what was done before, and all that there was to do, in a unit of its own: another process may have measured
    ///   other times.
    init(_ plan: RenderPlan, before: (done: Double, total: Double) = (0, 1)) {
        let isMeasured = plan.seconds != nil
        let steps = plan.everyStage.flatMap(\.octaves).reduce(0) {
            $0 + WorkDone.cost($1, isMeasured) * Double($1.steps)
        }
        total = plan.seconds ?? steps
        let done = before.done * (before.total > 0 ? total / before.total : 0)
        self.done = done.isFinite ? min(max(done, 0), total) : 0
        self.isMeasured = isMeasured
        frame = plan.frameSeconds
        var taken = self.done
        for octave in plan.everyStage.flatMap(\.octaves) {
            let cost = WorkDone.cost(octave, isMeasured) * Double(octave.steps)
            let unseen = RenderProgress.Alike(kind: kinds.count, left: 0)
            kinds[octave.kind, default: unseen].left += max(cost - taken, 0)
            taken = max(taken - cost, 0)
        }
    }

    /// 0…1
    var fraction: Double { total > 0 ? min(done / total, 1) : 1 }

    /// Counts one step on an octave.
    mutating func add(_ octave: RenderPlan.Octave, isFirst: Bool) {
        let cost = WorkDone.cost(octave, isMeasured)
        done += cost
        kinds[octave.kind]?.left -= cost
        if isMeasured, isFirst { done += octave.beginning ?? 0 }
    }

    /// What is left of steps like those on an octave.
    func alike(_ octave: RenderPlan.Octave) -> RenderProgress.Alike? {
        guard var alike = kinds[octave.kind], total > 0 else { return nil }
        alike.left = min(max(alike.left / total, 0), 1)
        return alike
    }

    /// Counts a stage that takes no steps.
    mutating func add(_ stage: RenderPlan.Stage) {
        if isMeasured { done += stage.operationSeconds ?? 0 }
    }

    /// Counts what a film's frame takes beside its stages.
    mutating func addFrame() {
        if isMeasured { done += frame }
    }

    private static func cost(_ octave: RenderPlan.Octave, _ isMeasured: Bool) -> Double {
        if isMeasured, let seconds = octave.seconds { return seconds }
        return Double(octave.multiplyAdds + 5000 * octave.size.height * octave.size.width)
    }
}

extension RenderPlan.Octave {
    /// What its steps have in common with those of other octaves that take as long.
    fileprivate var kind: RenderPlan.Octave {
        var kind = self
        (kind.steps, kind.beginning, kind.memory, kind.state) = (0, nil, 0, 0)
        return kind
    }
}
