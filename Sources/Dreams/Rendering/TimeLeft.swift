import Foundation

/// How long a render will still take, and how fast it is.
///
/// The plan says what each piece of work should take. What the pieces really took, relative to that, is averaged with a memory of a
/// fifth of the whole render: the machine's pace changes, and what is left takes as long as what was done lately. The first step is no
/// measure of the pace: with it the process gets ready.
///
/// A pace that is not far from the plan's is believed by half at first. What was done is the small octaves mostly, of which plans are wrong by some
/// tenths, and may say nothing of the large ones; a machine that is slower by some tenths throughout is met by half, too. A pace that is far
/// from the plan's is believed.
public struct TimeLeft {
    /// What the plan expects of the whole render, in seconds; 1, and no times known, where it was not measured.
    private let expected: Double
    private let isMeasured: Bool
    /// Lately: what steps took, and what they should have taken, both with the same weights.
    private var took = 0.0
    private var should = 0.0
    /// Of the whole render, what was done since the first step.
    private var seen = 0.0
    private var last: (fraction: Double, seconds: Double)?
    private var isReady = false
    /// What the last steps took, on average over a second or so.
    public private(set) var secondsPerStep: Double?

    private enum Belief {
        /// As much of the render as if it had gone by the plan before it began: a fiftieth, and what is too short to tell anything. It is
        /// forgotten after a thirtieth of the render.
        static let (part, seconds, forgetting) = (0.02, 0.1, 30.0)
        /// Of a pace near the plan's, at first.
        static let ofPace = 0.5
        /// The logarithm of a pace that is far from the plan's: half as fast again.
        static let far = 0.4
        /// Of what was done long ago.
        static let memory = 5.0
    }

    /// - Parameter seconds: what the plan expects of the whole render, where that was measured.
    public init(_ seconds: Double?) {
        isMeasured = (seconds ?? 0) > 0
        expected = isMeasured ? seconds ?? 1 : 1
    }

    /// Counts a step.
    /// - Parameter fraction: of the work that is done, with this step.
    /// - Parameter seconds: since any one moment.
    public mutating func add(fraction: Double, at seconds: Double) {
        defer { last = (fraction, seconds) }
        guard let last else { return }
        let time = seconds - last.seconds
        defer { isReady = true }
        // It may be one that goes on far from the beginning, too.
        guard isReady else { return }
        let part = max(fraction - last.fraction, 0)
        let kept = exp(-part * Belief.memory)
        took = took * kept + time
        should = should * kept + part * expected
        seen += part
        let weight = min(1, time)
        secondsPerStep = secondsPerStep.map { $0 + max(weight, 0.2) * (time - $0) } ?? time
    }

    /// Seconds; nil before there is anything to tell it by.
    public var seconds: Double? {
        guard let last, isMeasured || (should > 0 && last.fraction > 0.01) else { return nil }
        return (1 - last.fraction) * expected * pace
    }

    /// What the rest takes, relative to the plan.
    private var pace: Double {
        guard isMeasured else { return took / should }
        let believed = (expected * Belief.part + Belief.seconds) * exp(-seen * Belief.forgetting)
        let ratio = (took + believed) / (should + believed)
        let distance = min(abs(log(ratio)) / Belief.far, 1)
        let near = Belief.ofPace + (1 - Belief.ofPace) * min(seen * 2, 1)
        return pow(ratio, near + (1 - near) * distance)
    }
}
