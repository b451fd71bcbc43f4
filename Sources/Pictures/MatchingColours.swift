public import Tensors

/// The mean and the deviation of a plane of colour.
public struct ColourMoments: Hashable, Sendable {
    /// The arithmetic mean.
    public var mean: Float
    /// The standard deviation.
    public var deviation: Float
}

extension Tensor {
    /// By plane of `[1, C, H, W]`.
    public var colourMoments: [ColourMoments] {
        (0..<shape.channels).map { channel in
            let plane = values.span.extracting(indices(ofChannel: channel))
            let count = Double(max(plane.count, 1))
            let mean = Sums.sum(plane) / count
            let variance = max(0, Sums.squares(plane) / count - mean * mean)
            return ColourMoments(mean: Float(mean), deviation: Float(variance.squareRoot()))
        }
    }

    /// Shifts and stretches the planes in `channels` (or all) to the moments of the same planes of another picture
    /// (Reinhard et al., "Color transfer between images", 2001).
    public mutating func match(_ wanted: [ColourMoments], channels: Range<Int>? = nil) {
        precondition(shape.channels == wanted.count, "planes are matched one to one")
        let own = colourMoments
        for channel in channels ?? 0..<shape.channels {
            let stretch = own[channel].deviation > 1e-6 ? wanted[channel].deviation / own[channel].deviation : 1
            let places = indices(ofChannel: channel)
            var plane = values.mutableSpan
            for i in places { plane[i] = (plane[i] - own[channel].mean) * stretch + wanted[channel].mean }
        }
    }
}
