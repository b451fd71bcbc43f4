public import Tensors

/// From a picture to a network's input, and the gradient back.
extension Manifest.Preprocessing {
    /// How each plane of the network's input is made of one of a canvas's, red first, of levels 0…255.
    public var scalings: [PlaneScaling] {
        (0..<3).map {
            PlaneScaling(source: colour(of: $0), factor: factor(of: $0), offset: -mean[$0] / deviation[$0])
        }
    }

    /// How the gradient of each plane of a canvas, red first, is made of one of the network's input.
    public var gradientScalings: [PlaneScaling] {
        // The order of the colours is its own inverse.
        (0..<3).map { PlaneScaling(source: colour(of: $0), factor: factor(of: colour(of: $0))) }
    }

    /// The network's input for a canvas of sRGB levels: `[1, 3, H, W]`, red first, 0…255.
    public func networkInput(fromLevels canvas: Tensor) -> Tensor { canvas.scaled(scalings) }

    /// The gradient with respect to the levels, red first, from that with respect to the network's input.
    public func levelsGradient(fromInputGradient gradient: Tensor) -> Tensor { gradient.scaled(gradientScalings) }

    /// Which colour, red first, stands in a plane of the network's input.
    private func colour(of plane: Int) -> Int { channelOrder == .rgb ? plane : 2 - plane }

    /// ∂input/∂level of a plane.
    private func factor(of plane: Int) -> Float { range / 255 / deviation[plane] }
}
