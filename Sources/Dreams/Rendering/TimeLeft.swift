import Foundation

/// How long a render will still take, and how fast it is.
///
/// The plan says what each piece of work should take. What the pieces really took, relative to that, is averaged with a memory of a
/// fifth of the whole render: the machine's pace changes, and what is left takes as long as what was done lately. The first step is no
/// measure of the pace: with it the process gets ready. Steps like the last ones, of the same kind at the same size, take as long as
/// those did, whatever the plan said.
///
/// Of other work, a pace that is not far from the plan's is believed by half at first. What was done is the small octaves mostly, of
/// which plans are wrong by some tenths, and may say nothing of the large ones; a machine that is slower by some tenths throughout is
/// met by half, too. A pace that is far from the plan's is believed.
public struct TimeLeft {
    /// What the plan expects of the whole render, in seconds; 1, and no times known, where it was not measured.
    private let expected: Double
    private let isMeasured: Bool
    /// Lately, of all work.
    private var lately = Pace()
    /// The same of the steps of one kind, without the first of them, which takes longer.
    private var alike: (kind: Int, left: Double, step: Double, pace: Pace)?
    /// Of the whole render, what was done since the first step.
    private var seen = 0.0
    private var last: (fraction: Double, seconds: Double)?
    private var isReady = false
    /// What the last steps took, on average over a second or so.
    public private(set) var secondsPerStep: Double?

    /// What work took, and what it should have taken, both with the same weights.
    private struct Pace {
        var took = 0.0
        var should = 0.0

        mutating func add(_ took: Double, of should: Double, keeping kept: Double) {
            self.took = self.took * kept + took
            self.should = self.should * kept + should
        }

        /// With some more work that took as long as it is thought to.
        func ratio(with should: Double, at pace: Double) -> Double {
            (took + should * pace) / (self.should + should)
        }
    }

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
        /// Of steps of one kind, after each of them.
        static let memoryOfStep = 0.95
        /// Of what steps took lately, the most that one of them counts: a machine that slept, or a process that was held, goes on as before.
        static let mostSlowing = 3.0
        /// What a step may take more or less than it should without telling anything: as long as to report it. It is half of a small step.
        static let secondsOfReport = 0.0005
    }

    /// - Parameter seconds: what the plan expects of the whole render, where that was measured.
    public init(_ seconds: Double?) {
        isMeasured = (seconds ?? 0) > 0
        expected = isMeasured ? seconds ?? 1 : 1
    }

    /// Counts a step.
    /// - Parameter fraction: of the work that is done, with this step.
    /// - Parameter alike: what is left of steps like this one, where that is known.
    /// - Parameter seconds: since any one moment.
    public mutating func add(fraction: Double, alike next: RenderProgress.Alike? = nil, at seconds: Double) {
        defer { last = (fraction, seconds) }
        guard let last else { return }
        let should = max(fraction - last.fraction, 0) * expected
        let time = seconds - last.seconds
        defer { isReady = true }
        // It may be one that goes on far from the beginning, too.
        if isReady { count(time, of: should) }
        guard let next else { return alike = nil }
        let isSame = alike?.kind == next.kind
        var pace = isSame ? alike?.pace ?? Pace() : Pace()
        if isSame, isReady { pace.add(capped(time, of: should), of: should, keeping: Belief.memoryOfStep) }
        alike = (next.kind, next.left, should, pace)
    }

    private mutating func count(_ time: Double, of should: Double) {
        let time = capped(time, of: should)
        lately.add(told(by: time, of: should), of: should, keeping: exp(-should / expected * Belief.memory))
        seen += should / expected
        let weight = min(1, time)
        secondsPerStep = secondsPerStep.map { $0 + max(weight, 0.2) * (time - $0) } ?? time
    }

    private func capped(_ time: Double, of should: Double) -> Double {
        guard lately.should > 0 else { return time }
        return min(time, Belief.mostSlowing * lately.took / lately.should * should)
    }

    /// What a step's time tells of the pace of others.
    private func told(by time: Double, of should: Double) -> Double {
        guard isMeasured else { return time }
        let more = time - should
        return should + (more < 0 ? min(more + Belief.secondsOfReport, 0) : max(more - Belief.secondsOfReport, 0))
    }

    /// Seconds; nil before there is anything to tell it by.
    public var seconds: Double? {
        guard let last, isMeasured || (lately.should > 0 && last.fraction > 0.01) else { return nil }
        let rest = 1 - last.fraction
        guard let alike else { return rest * expected * pace }
        let own = min(alike.left, rest)
        // As if one step more had gone at the pace of all work.
        let ofKind = alike.pace.should > 0 ? alike.pace.ratio(with: alike.step, at: pace) : pace
        return expected * (own * ofKind + (rest - own) * pace)
    }

    /// What the rest takes, relative to the plan.
    private var pace: Double {
        guard isMeasured else { return lately.took / lately.should }
        let believed = (expected * Belief.part + Belief.seconds) * exp(-seen * Belief.forgetting)
        let ratio = lately.ratio(with: believed, at: 1)
        let distance = min(abs(log(ratio)) / Belief.far, 1)
        let near = Belief.ofPace + (1 - Belief.ofPace) * min(seen * 2, 1)
        return pow(ratio, near + (1 - near) * distance)
    }
}
