/// Which of a clip's pictures are dreamt on, and which of the dreams is shown when.
///
/// Where the clip's pictures are evenly spaced each is shown once. Where they are not, the film has a rate at which each has a place of its own, and shows
/// it again until the next one's time has come: nothing is ever more than half a place early or late, and sound stays where it was.
package struct ClipTimeline: Hashable {
    /// Of the film that is made of it.
    package let rate: FrameRate
    /// The clip's pictures that are dreamt on, counted from 0.
    package let dreamt: [Int]
    /// What the film shows, one place after the other: indices of `dreamt`.
    package let shown: [Int]
    /// Whether the clip's own pictures are evenly spaced.
    package let isEven: Bool

    /// Whether every dream is shown once, one after the other.
    package var isPlain: Bool { shown == Array(dreamt.indices) }

    /// The fastest rate that places are cut at.
    private static let fastest = 120.0

    /// - Parameters:
    ///   - times: of each picture, in seconds, from 0, never falling; at least one.
    ///   - length: of all.
    ///   - said: the rate that the file names.
    ///   - wanted: the rate of the film, where the user names one: pictures are left out, or shown again, and the length stays.
    package init(times: [Double], length: Double, said: FrameRate?, wanted: FrameRate?) {
        let even = ClipTimeline.evenRate(times, length, said)
        isEven = even != nil
        guard wanted != nil || even == nil else {
            (rate, dreamt, shown) = (even ?? .cinema, Array(times.indices), Array(times.indices))
            return
        }
        rate = wanted ?? ClipTimeline.finest(times)
        let places = max(1, Int((length * rate.perSecond).rounded()))
        var (picture, pictures): (Int, [Int]) = (0, [])
        for place in 0..<places {
            // What begins within the first half of a place is shown in it.
            let time = (Double(place) + 0.5) / rate.perSecond
            while picture + 1 < times.count, times[picture + 1] < time { picture += 1 }
            pictures.append(picture)
        }
        // Without a wish nothing of the clip is left out.
        let all =
            wanted == nil
            ? Array(times.indices)
            : pictures.indices.filter { $0 == 0 || pictures[$0] != pictures[$0 - 1] }.map { pictures[$0] }
        let index = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1, $0) })
        dreamt = all
        shown = pictures.compactMap { index[$0] }
    }

    /// The rate at which every picture stands within a third of a place of its own; nil where there is none.
    private static func evenRate(_ times: [Double], _ length: Double, _ said: FrameRate?) -> FrameRate? {
        let mean = FrameRate(Double(times.count) / max(length, 1e-6))
        return [said, mean].compactMap(\.self).first { rate in
            times.indices.allSatisfy { abs(times[$0] * rate.perSecond - Double($0)) < 0.34 }
        }
    }

    /// The slowest of the usual rates at which the two pictures that are nearest to each other have a place each.
    private static func finest(_ times: [Double]) -> FrameRate {
        let gaps = zip(times.dropFirst(), times).map { $0 - $1 }.filter { $0 > 1e-4 }
        let nearest = 0.9 / max(gaps.min() ?? 1, 1 / fastest)
        let usual = [
            (10, 1), (12, 1), (15, 1), (20, 1), (24, 1), (25, 1), (30, 1), (50, 1), (60, 1), (100, 1), (120, 1),
        ]
        let rates = usual.compactMap { FrameRate($0.0, $0.1) }
        return rates.first { $0.perSecond >= nearest } ?? rates[rates.count - 1]
    }
}
