/// What a step of a plan does in a run, beside its layer's own work: where it reads and writes.
///
/// While a schedule is laid out a `Place` is a slice of a piece of memory; afterwards, an offset in the arena.
struct ScheduledStep<SourceLine> {
    /// Where a share in an input's gradient goes.
    struct Target {
        /// Nil for the network's input, whose gradient lies outside of the arena.
        let place: SourceLine?
        let accumulate: Bool
        let mask: SourceLine?
    }

    /// The output's bits; nil where nobody asks for them.
    var passes: SourceLine?
    var state: SourceLine?
    var scratch: SourceLine?
    /// The output's gradient.
    var gradient: SourceLine?
    /// Gradients that are set to zero before anyone adds to them: where they begin, and their number of floats.
    var cleared: [(place: SourceLine, floats: Int)] = []
    /// Whether readers have written the output's gradient, so that a seed is added to it.
    var hasGradient = false
    /// By input; nil where nothing is to be done.
    var targets: [Target?] = []
}

extension ScheduledStep {
    /// The same step with its places told another way.
    func map<Other>(_ other: (SourceLine) -> Other) -> ScheduledStep<Other> {
        ScheduledStep<Other>(
            passes: passes.map(other), state: state.map(other), scratch: scratch.map(other),
            gradient: gradient.map(other), cleared: cleared.map { (other($0.place), $0.floats) },
            hasGradient: hasGradient,
            targets: targets.map { target in
                target.map {
                    ScheduledStep<Other>.Target(
                        place: $0.place.map(other), accumulate: $0.accumulate, mask: $0.mask.map(other))
                }
            })
    }
}
