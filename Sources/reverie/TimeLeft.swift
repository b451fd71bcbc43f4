import Foundation

/// How long a render will still take, and how fast it is.
///
/// The plan says what each step should take. What steps really took, relative to that, is averaged with a memory of a fifth of the whole
/// render: the machine's pace changes, and what is left takes as long as what was done lately.
struct TimeLeft {
    /// What the plan expects of the whole render, in seconds; 1, and no times known, where it was not measured.
    private let expected: Double
    private let isMeasured: Bool
    /// Lately: what steps took, and what they should have taken, both with the same weights.
    private var took: Double
    private var should: Double
    private var last: (fraction: Double, seconds: Double)?
    /// What the last steps took, on average over a second or so.
    private(set) var secondsPerStep: Double?

    /// - Parameter seconds: what the plan expects of the whole render, where that was measured.
    init(_ seconds: Double?) {
        isMeasured = (seconds ?? 0) > 0
        expected = isMeasured ? seconds ?? 1 : 1
        // The plan is believed as if it were a fiftieth of the render.
        (took, should) = isMeasured ? (expected / 50, expected / 50) : (0, 0)
    }

    /// Counts a step.
    /// - Parameter fraction: of the work that is done, with this step.
    /// - Parameter seconds: since any one moment.
    mutating func add(fraction: Double, at seconds: Double) {
        defer { last = (fraction, seconds) }
        guard let last else { return }
        let time = seconds - last.seconds
        let part = max(fraction - last.fraction, 0)
        let kept = exp(-part * 5)
        took = took * kept + time
        should = should * kept + part * expected
        let weight = min(1, time)
        secondsPerStep = secondsPerStep.map { $0 + max(weight, 0.2) * (time - $0) } ?? time
    }

    /// Seconds; nil before there is anything to tell it by.
    var seconds: Double? {
        guard let last, should > 0, isMeasured || last.fraction > 0.01 else { return nil }
        return (1 - last.fraction) * expected * took / should
    }
}
