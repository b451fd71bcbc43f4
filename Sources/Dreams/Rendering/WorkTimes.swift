public import Networks

/// How long each kind of work takes on one machine with one network, as measured: what the times of plans come from.
///
/// Of each kind the time is a line over the canvas's pixels, through sizes that were measured; what a render then takes moves it.
public struct WorkTimes: Hashable, Sendable, Codable {
    /// Of one kind: seconds = fixed + perPixel · pixels.
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

        mutating func scale(by factor: Double) {
            fixed *= factor
            perPixel *= factor
        }
    }

    var lines: [WorkKind: Line] = [:]

    /// Nothing measured yet.
    public init() {}

    /// How many kinds of work were measured.
    public var count: Int { lines.count }

    /// Seconds that some work takes on a canvas; nil where its kind was not measured.
    public func seconds(_ kind: WorkKind, at size: Extent) -> Double? { lines[kind]?.seconds(size) }

    /// With what others know of kinds that were not measured here.
    public func filled(from others: WorkTimes) -> WorkTimes {
        var all = self
        all.lines.merge(others.lines) { own, _ in own }
        return all
    }

    /// Of kinds that others do not know.
    public func unknown(to others: WorkTimes) -> WorkTimes {
        var new = self
        new.lines = lines.filter { others.lines[$0.key] == nil }
        return new
    }

    /// The most that one render makes a kind of work slower: a machine that slept looks slow, and none looks faster than it is.
    private static let mostSlowing = 4.0

    /// Takes over what a render took: the line of each kind moves to what most of its time says.
    public mutating func learn(_ samples: WorkSamples) {
        for (kind, found) in samples.found {
            guard let line = lines[kind] else {
                lines[kind] = Line(found.sorted { $0.pixels < $1.pixels })
                continue
            }
            let ratios = found.map { sample in
                let expected = line.fixed + line.perPixel * Double(sample.pixels)
                return (ratio: sample.seconds / max(expected, 1e-9), weight: sample.seconds)
            }
            guard let ratio = WorkSamples.median(ratios), ratio.isFinite, ratio > 0 else { continue }
            lines[kind]?.scale(by: min(ratio, WorkTimes.mostSlowing))
        }
    }
}

/// What the parts of one render took.
public struct WorkSamples: Sendable {
    typealias Sample = (pixels: Int, seconds: Double)

    private(set) var found: [WorkKind: [Sample]] = [:]

    /// Nothing yet.
    public init() {}

    /// Counts some work on a canvas of a size.
    public mutating func add(_ kind: WorkKind, at size: Extent, seconds: Double) {
        guard seconds.isFinite, seconds >= 0, size.height * size.width > 0 else { return }
        found[kind, default: []].append((size.height * size.width, seconds))
    }

    /// Counts all of others.
    mutating func add(_ others: WorkSamples) { found.merge(others.found) { $0 + $1 } }

    /// The value that half of the weight lies below; nil of nothing.
    static func median(_ values: [(ratio: Double, weight: Double)]) -> Double? {
        let half = values.reduce(0) { $0 + $1.weight } / 2
        var below = 0.0
        for value in values.sorted(by: { $0.ratio < $1.ratio }) {
            below += value.weight
            if below >= half { return value.ratio }
        }
        return nil
    }
}
