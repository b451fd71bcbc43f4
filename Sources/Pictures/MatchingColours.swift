public import Tensors

extension Tensor {
    /// The planes of `[1, C, H, W]`, those in `channels` (or all) shifted and stretched to the mean and the deviation of
    /// the same plane of `reference`, which may have another size (Reinhard et al., "Color transfer between images", 2001).
    public func matchingMoments(of reference: Tensor, channels: Range<Int>? = nil) -> Tensor {
        precondition(shape.channels == reference.shape.channels, "planes are matched one to one")
        var result = self
        for channel in channels ?? 0..<shape.channels {
            let own = moments(ofChannel: channel)
            let wanted = reference.moments(ofChannel: channel)
            let stretch = own.deviation > 1e-6 ? wanted.deviation / own.deviation : 1
            for i in indices(ofChannel: channel) {
                result.values[i] = (values[i] - own.mean) * stretch + wanted.mean
            }
        }
        return result
    }

    private func moments(ofChannel channel: Int) -> (mean: Float, deviation: Float) {
        let plane = values.span.extracting(indices(ofChannel: channel))
        let count = Double(max(plane.count, 1))
        let mean = Sums.sum(plane) / count
        let variance = max(0, Sums.squares(plane) / count - mean * mean)
        return (Float(mean), Float(variance.squareRoot()))
    }
}
