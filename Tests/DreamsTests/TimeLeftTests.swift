import Dreams
import Testing

/// What is said of the time that is left.
@Suite struct TimeLeftTests {
    /// What is said after a part of a render that takes `pace` times as long as planned, in steps of one kind.
    private func said(after part: Double, planned: Double?, takes seconds: Double, firstStep: Double = 0) -> Double? {
        var time = TimeLeft(planned)
        time.add(fraction: 0, at: 0)
        let steps = 100
        for step in 1...Int(part * Double(steps)) {
            time.add(fraction: Double(step) / Double(steps), at: firstStep + Double(step) / Double(steps) * seconds)
        }
        return time.seconds
    }

    @Test func gettingReadyIsNoPace() throws {
        // A second to get ready, in a render of one: the plan holds.
        let left = try #require(said(after: 0.01, planned: 1, takes: 1, firstStep: 1))
        #expect(abs(left - 0.99) < 0.01)
        let later = try #require(said(after: 0.1, planned: 1, takes: 1, firstStep: 1))
        #expect(abs(later - 0.9) < 0.01)
    }

    @Test(arguments: [0.5, 1, 2, 4])
    func afterATenthItIsHonestWhateverThePlanSaid(_ factor: Double) throws {
        let left = try #require(said(after: 0.1, planned: 100 * factor, takes: 100))
        #expect(abs(left / 90 - 1) < 0.15, "\(left)")
    }

    @Test func withoutAPlanThePaceTells() throws {
        #expect(said(after: 0.01, planned: nil, takes: 100) == nil)
        #expect(abs(try #require(said(after: 0.1, planned: nil, takes: 100)) / 90 - 1) < 0.01)
    }

    @Test func whatWasDoneBeforeIsNoPaceEither() throws {
        var time = TimeLeft(10)
        time.add(fraction: 0, at: 0)
        time.add(fraction: 0.6, at: 0.1)
        #expect(abs(try #require(time.seconds) - 4) < 0.01)
        time.add(fraction: 0.7, at: 1.1)
        #expect(abs(try #require(time.seconds) - 3) < 0.1)
    }

    @Test func aPauseIsNoPace() throws {
        var time = TimeLeft(100)
        for step in 0...50 { time.add(fraction: Double(step) / 100, at: Double(step) + (step > 30 ? 3600 : 0)) }
        #expect(abs(try #require(time.seconds) / 50 - 1) < 0.15)
        #expect(abs(try #require(time.secondsPerStep) - 1) < 0.15)
    }

    /// A large octave of which the plan was wrong, and small ones of which it was right.
    @Test func stepsLikeTheLastOnesTakeAsLong() throws {
        var time = TimeLeft(100)
        time.add(fraction: 0, at: 0)
        for step in 1...10 {
            time.add(
                fraction: Double(step) / 100, alike: RenderProgress.Alike(kind: 0, left: Double(10 - step) / 100),
                at: Double(step))
        }
        for step in 1...6 {
            time.add(
                fraction: 0.1 + Double(step) / 100, alike: RenderProgress.Alike(kind: 1, left: Double(90 - step) / 100),
                at: 10 + 1.35 * Double(step))
        }
        #expect(abs(try #require(time.seconds) / (84 * 1.35) - 1) < 0.1)
    }

    /// Steps so short that telling of them takes as long.
    @Test func aReportIsNoPace() throws {
        var time = TimeLeft(100)
        for step in 0...20 { time.add(fraction: Double(step) * 1e-5, at: Double(step) * 0.0014) }
        #expect(abs(try #require(time.seconds) / 100 - 1) < 0.01)
    }
}
