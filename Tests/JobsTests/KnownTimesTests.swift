import Dreams
import Foundation
import Jobs
import Networks
import Pictures
import Testing

/// What is kept of a machine's speed, and for how long.
@Suite struct KnownTimesTests {
    private static func times(_ kinds: WorkKind..., seconds: Double) -> WorkTimes {
        var samples = WorkSamples()
        for kind in kinds { samples.add(kind, at: Extent(height: 100, width: 100), seconds: seconds) }
        var times = WorkTimes()
        times.learn(samples)
        return times
    }

    private let size = Extent(height: 100, width: 100)
    private let png = WorkKind.writing(.png)
    private let jpeg = WorkKind.writing(.jpeg)

    @Test func whatABusyMachineTookIsNeverKeptAsAQuietOnes() throws {
        var known = KnownTimes()
        known.learn(Self.times(png, seconds: 9), waiting: 0.9, at: 1000)
        #expect(known.quiet.count == 0 && known.times.seconds(png, at: size) == 9)
        // Something else, measured when nobody else was there.
        known.learn(Self.times(jpeg, seconds: 1), waiting: nil, at: 1010)
        #expect(known.quiet.count == 1 && known.quiet.seconds(png, at: size) == nil)
        #expect(known.busy != nil && known.times.count == 2)
        // Now the first is known as well, and nothing of the busy machine is left.
        known.learn(Self.times(png, seconds: 2), waiting: nil, at: 1020)
        #expect(known.busy == nil && known.times.seconds(png, at: size) == 2)
    }

    @Test func aQuieterMachineIsMeasuredAgain() {
        func known() -> KnownTimes {
            var known = KnownTimes()
            known.learn(Self.times(png, seconds: 9), waiting: 0.9, at: 1000)
            return known
        }
        for (waiting, moment, isKept) in [
            (0.8, 1001.0, true), (0.46, 1599, true), (0.44, 1001, false), (0, 1001, false), (0.9, 1600, false),
            (0.9, 999, false),
        ] {
            var known = known()
            known.forgetOutdated(waiting: waiting, at: moment)
            #expect((known.busy != nil) == isKept, "\(waiting), \(moment)")
        }
    }

    @Test func aRenderThatHadTheProcessorsMendsBoth() {
        var known = KnownTimes()
        known.learn(Self.times(png, seconds: 9), waiting: 0.9, at: 1000)
        var samples = WorkSamples()
        samples.add(png, at: size, seconds: 2)
        known.learn(samples)
        #expect(known.busy == nil && known.times.seconds(png, at: size) == 2)
    }
}
