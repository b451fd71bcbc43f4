import Networks

/// How long the steps of climbs take on one machine with one network, as measured: what the times of plans come from.
///
/// Climbs that differ only in numbers share a kind. Of each the time of a step is a line over the canvas's pixels, through two
/// sizes that were measured.
public struct StepTimes: Hashable, Sendable, Codable {
    /// Of one kind: seconds of a step = fixed + perPixel · pixels.
    struct Line: Hashable, Sendable, Codable {
        var fixed: Double
        var perPixel: Double

        /// The line through two measurements, neither falling nor below zero; through the larger one and zero when there is but one.
        init(_ measured: [(pixels: Int, seconds: Double)]) {
            let (first, last) = (measured[0], measured[measured.count - 1])
            let slope =
                last.pixels > first.pixels
                ? (last.seconds - first.seconds) / Double(last.pixels - first.pixels)
                : last.seconds / Double(last.pixels)
            perPixel = min(max(slope, 0.5 * last.seconds / Double(last.pixels)), last.seconds / Double(last.pixels))
            fixed = last.seconds - perPixel * Double(last.pixels)
        }

        func seconds(_ size: Extent) -> Double { fixed + perPixel * Double(size.height * size.width) }
    }

    var lines: [String: Line] = [:]

    /// Nothing measured yet.
    public init() {}

    /// How many kinds of climbs were measured.
    public var count: Int { lines.count }
}
