import Tensors

/// How far the pixels of two pictures of one size lie apart, in levels of 8 bits.
public struct PictureDifference: Equatable, Sendable {
    /// The root of the mean square over all samples.
    public let rms: Double
    /// The largest of one sample.
    public let largest: Double
    /// The share of pixels of which a sample differs by half a level or more, 0…1.
    public let share: Double

    /// Nil where the pictures differ in size.
    public init?(_ first: Picture, _ second: Picture) {
        let (a, b) = (first.colours, second.colours)
        guard a.shape == b.shape, !a.values.isEmpty else { return nil }
        let area = a.shape.area
        let (left, right) = (a.values.span, b.values.span)
        var (squares, largest, others) = (0.0, Float(0), 0)
        for pixel in 0..<area {
            var step = Float(0)
            for channel in 0..<a.shape.channels {
                let apart = abs(left[channel * area + pixel] - right[channel * area + pixel]) * 255
                squares += Double(apart) * Double(apart)
                step = max(step, apart)
            }
            largest = max(largest, step)
            if step >= 0.5 { others += 1 }
        }
        rms = (squares / Double(a.values.count)).squareRoot()
        self.largest = Double(largest)
        share = Double(others) / Double(area)
    }
}
