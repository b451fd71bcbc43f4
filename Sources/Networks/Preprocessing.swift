public import Tensors

/// From a picture to a network's input, and the gradient back.
extension Manifest.Preprocessing {
    /// The network's input for a canvas of sRGB levels: `[1, 3, H, W]`, red first, 0…255.
    public func networkInput(fromLevels canvas: Tensor) -> Tensor {
        var input = canvas
        for plane in 0..<3 {
            let factor = factor(of: plane)
            let shift = mean[plane] / deviation[plane]
            let source = canvas.indices(ofChannel: colour(of: plane)).lowerBound
            let target = canvas.indices(ofChannel: plane).lowerBound
            for i in 0..<canvas.shape.area { input.values[target + i] = canvas.values[source + i] * factor - shift }
        }
        return input
    }

    /// The gradient with respect to the levels, red first, from that with respect to the network's input.
    public func levelsGradient(fromInputGradient gradient: Tensor) -> Tensor {
        var levels = gradient
        for plane in 0..<3 {
            let factor = factor(of: plane)
            let source = gradient.indices(ofChannel: plane).lowerBound
            let target = gradient.indices(ofChannel: colour(of: plane)).lowerBound
            for i in 0..<gradient.shape.area { levels.values[target + i] = gradient.values[source + i] * factor }
        }
        return levels
    }

    /// Which colour, red first, stands in a plane of the network's input.
    private func colour(of plane: Int) -> Int { channelOrder == .rgb ? plane : 2 - plane }

    /// ∂input/∂level of a plane.
    private func factor(of plane: Int) -> Float { range / 255 / deviation[plane] }
}
