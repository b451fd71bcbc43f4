import Pictures
import Tensors

extension Mask {
    /// The mask `[1, 1, H, W]`, 0…1, of a canvas of levels.
    func weights(for canvas: Tensor) -> Tensor {
        switch self {
        case .luminance(let threshold, let softness, let above):
            var encoded = canvas
            encoded.scale(by: 1 / 255)
            let lightness = Oklab.fromSRGB(encoded).values[0..<canvas.shape.area]
            let edge = max(softness, 1e-4)
            let weights = lightness.map { light in
                let t = min(max((light - threshold) / edge + 0.5, 0), 1)
                let over = t * t * (3 - 2 * t)
                return above ? over : 1 - over
            }
            return Tensor(
                shape: Shape(channels: 1, height: canvas.shape.height, width: canvas.shape.width), values: weights)
        }
    }
}

extension Tensor {
    /// Every channel multiplied by the one channel of `mask`, which has the same area.
    mutating func multiply(byMask mask: Tensor) {
        let (channels, area) = (shape.channels, shape.area)
        let weights = mask.values.span
        var target = values.mutableSpan
        for channel in 0..<channels {
            for i in 0..<area { target[channel * area + i] *= weights[i] }
        }
    }
}
