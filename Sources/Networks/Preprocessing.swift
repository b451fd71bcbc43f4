public import Tensors

/// From a picture to a network's input, and the gradient back.
extension Manifest.Preprocessing {
    /// The network's input for a canvas of sRGB levels: `[1, 3, H, W]`, red first, 0…255.
    public func networkInput(fromLevels canvas: Tensor) -> Tensor {
        var input = canvas
        for plane in 0..<3 {
            let factor = factor(of: plane)
            let shift = mean[plane] / deviation[plane]
            let source = canvas.indices(ofChannel: colour(of: plane))
            let target = canvas.indices(ofChannel: plane)
            input.change(target, from: canvas, source) { $0 * factor - shift }
        }
        return input
    }

    /// The gradient with respect to the levels, red first, from that with respect to the network's input.
    public func levelsGradient(fromInputGradient gradient: Tensor) -> Tensor {
        var levels = gradient
        for plane in 0..<3 {
            let factor = factor(of: plane)
            let source = gradient.indices(ofChannel: plane)
            let target = gradient.indices(ofChannel: colour(of: plane))
            levels.change(target, from: gradient, source) { $0 * factor }
        }
        return levels
    }

    /// Which colour, red first, stands in a plane of the network's input.
    private func colour(of plane: Int) -> Int { channelOrder == .rgb ? plane : 2 - plane }

    /// ∂input/∂level of a plane.
    private func factor(of plane: Int) -> Float { range / 255 / deviation[plane] }
}

extension Tensor {
    /// Sets elements to a function of as many of another tensor.
    @inline(__always)
    fileprivate mutating func change(
        _ range: Range<Int>, from other: Tensor, _ source: Range<Int>, _ body: @Sendable (Float) -> Float
    ) {
        let source = other.values.span.extracting(source)
        var all = values.mutableSpan
        all.withRun(range) { target in
            target.forEachPart { part, target in
                let source = source.extracting(part)
                for i in target.indices { target[i] = body(source[i]) }
            }
        }
    }
}
