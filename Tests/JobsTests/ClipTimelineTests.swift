import Jobs
import Testing

@Suite struct ClipTimelineTests {
    @Test func evenPicturesAreShownOnce() {
        let times = (0..<30).map { Double($0) * 1001 / 30000 }
        let plain = ClipTimeline(times: times, length: 1.001, said: FrameRate("30000/1001"), wanted: nil)
        #expect(plain.isEven && plain.isPlain && plain.dreamt == Array(0..<30))
        #expect(plain.rate == FrameRate("30000/1001"))
        // Clocks of whole milliseconds, and a file that names another rate.
        let rounded = times.map { ($0 * 1000).rounded() / 1000 }
        let told = ClipTimeline(times: rounded, length: 1.001, said: FrameRate("90000/1"), wanted: nil)
        #expect(told.isEven && told.isPlain && told.rate == FrameRate("30000/1001"))
        let single = ClipTimeline(times: [0], length: 0.04, said: nil, wanted: nil)
        #expect(single.dreamt == [0] && single.shown == [0] && single.rate == FrameRate("25/1"))
    }

    @Test func unevenPicturesWaitForTheirTime() {
        let uneven = ClipTimeline(times: [0, 0.1, 0.15, 0.5], length: 0.6, said: FrameRate("20/1"), wanted: nil)
        #expect(!uneven.isEven && uneven.rate == FrameRate("20/1"))
        #expect(uneven.dreamt == [0, 1, 2, 3])
        #expect(uneven.shown == [0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3])
        // Two at once: both are dreamt, one is shown.
        let twice = ClipTimeline(times: [0, 0.5, 0.5, 0.9], length: 1, said: nil, wanted: nil)
        #expect(twice.dreamt == [0, 1, 2, 3] && !twice.shown.contains(1) && twice.shown.contains(2))
    }

    @Test func aWantedRateTakesWhatIsShownThen() {
        let times = (0..<10).map { Double($0) / 10 }
        let half = ClipTimeline(times: times, length: 1, said: FrameRate("10/1"), wanted: FrameRate("5/1"))
        #expect(half.dreamt == [0, 2, 4, 6, 8] && half.shown == [0, 1, 2, 3, 4] && half.isPlain)
        let faster = ClipTimeline(times: times, length: 1, said: FrameRate("10/1"), wanted: FrameRate("25/1"))
        #expect(faster.dreamt == Array(0..<10) && faster.shown.count == 25)
        #expect(faster.shown == faster.shown.sorted() && Set(faster.shown) == Set(0..<10))
        let slow = ClipTimeline(times: times, length: 1, said: FrameRate("10/1"), wanted: FrameRate("1/2"))
        #expect(slow.dreamt.count == 1 && slow.shown == [0])
    }
}
