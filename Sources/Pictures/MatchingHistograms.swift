public import Tensors

/// How the values of each plane are distributed: its quantiles, at equal steps from the least to the greatest value.
public struct ColourQuantiles: Hashable, Sendable {
    /// By plane: `count` + 1 values that do not fall.
    public var planes: [[Float]]

    /// The steps from the least to the greatest.
    public static let count = 512

    /// The value below which a fraction 0…1 of a plane lies.
    func value(at fraction: Float, ofPlane plane: Int) -> Float {
        let place = min(max(fraction, 0), 1) * Float(ColourQuantiles.count)
        let step = min(Int(place), ColourQuantiles.count - 1)
        let (low, high) = (planes[plane][step], planes[plane][step + 1])
        return low + (high - low) * (place - Float(step))
    }
}

extension Tensor {
    /// By plane of `[1, C, H, W]`.
    public var colourQuantiles: ColourQuantiles {
        ColourQuantiles(
            planes: (0..<shape.channels).map { channel in
                let counted = CumulativeCounts(values.span.extracting(indices(ofChannel: channel)))
                return counted.quantiles(ColourQuantiles.count)
            })
    }

    /// Gives the planes in `channels` (or all) the distribution of the same planes of another picture: what stood at a
    /// quantile goes to the value at that quantile there. The order of values is kept.
    ///
    /// Values of one bin become one: the value in the middle of the quantiles that they fill, wherever in the bin they lie. So the few
    /// colours of a print go to as many colours, and not between them.
    public mutating func match(_ wanted: ColourQuantiles, channels: Range<Int>? = nil) {
        precondition(shape.channels == wanted.planes.count, "planes are matched one to one")
        for channel in channels ?? 0..<shape.channels {
            let places = indices(ofChannel: channel)
            let own = CumulativeCounts(values.span.extracting(places))
            let targets = own.middles.map { wanted.value(at: $0, ofPlane: channel) }
            var values = values.mutableSpan
            values.withRun(places) { plane in
                for i in plane.indices { plane[i] = targets[own.bin(of: plane[i])] }
            }
        }
    }
}

/// How many values of a plane lie below each of equally spaced levels.
private struct CumulativeCounts {
    private static let bins = 4096
    let lowest: Float
    let binsPerLevel: Float
    /// 0…1 at the edges of the bins. Of a plain plane, the middle everywhere.
    let fractions: [Float]

    init(_ plane: Span<Float>) {
        var (low, high) = (Float.infinity, -Float.infinity)
        for i in plane.indices {
            low = min(low, plane[i])
            high = max(high, plane[i])
        }
        lowest = low.isFinite ? low : 0
        guard high > low, (high - low).isFinite else {
            binsPerLevel = 0
            fractions = [Float](repeating: 0.5, count: CumulativeCounts.bins + 1)
            return
        }
        let scale = Float(CumulativeCounts.bins) / (high - low)
        binsPerLevel = scale
        var counts = [Int](repeating: 0, count: CumulativeCounts.bins)
        for i in plane.indices { counts[CumulativeCounts.bin(at: (plane[i] - low) * scale)] += 1 }
        var below = 0
        fractions =
            [0]
            + counts.map { count in
                below += count
                return Float(below) / Float(plane.count)
            }
    }

    /// The bin of a place in bins; the first for what is no number.
    @inline(__always)
    private static func bin(at place: Float) -> Int { Int(min(max(0, place), Float(bins - 1))) }

    /// `count` + 1 values: the levels at equal steps of the fraction.
    func quantiles(_ count: Int) -> [Float] {
        guard binsPerLevel > 0 else { return [Float](repeating: lowest, count: count + 1) }
        var bin = 0
        return (0...count).map { step in
            let fraction = Float(step) / Float(count)
            while bin < CumulativeCounts.bins - 1, fractions[bin + 1] < fraction { bin += 1 }
            let (low, high) = (fractions[bin], fractions[bin + 1])
            let part = high > low ? min(max((fraction - low) / (high - low), 0), 1) : 0
            return lowest + (Float(bin) + part) / binsPerLevel
        }
    }

    /// 0…1, by bin: half-way between its edges.
    var middles: [Float] { zip(fractions, fractions.dropFirst()).map { ($0 + $1) / 2 } }

    /// The bin of a level.
    @inline(__always)
    func bin(of level: Float) -> Int { CumulativeCounts.bin(at: (level - lowest) * binsPerLevel) }
}
