import Operators
import Tensors

extension LocalResponse: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        guard region == .acrossChannels else { return nil }
        let shape = place.output
        func call(_ isBack: Bool) -> ShaderCall {
            ShaderCall(
                "local-response", [isBack], [.operand(0), .output, .state, .seed, isBack ? .target(0) : .nothing],
                [shape.channels, shape.area, size / 2, alpha / Float(size), beta, bias],
                groups: .elements(shape.count))
        }
        return ShaderLayer(forward: [call(false)], backward: [[call(true)]], reads: .operands, state: shape.count)
    }
}

extension ChannelNormalization: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let shape = place.output
        func call(_ isBack: Bool) -> ShaderCall {
            ShaderCall(
                "layer-norm", [isBack], [.operand(0), .output, .seed, isBack ? .target(0) : .nothing, .table(0)],
                [shape.channels, shape.area, epsilon], groups: .elements(shape.area, by: 64))
        }
        return ShaderLayer(
            forward: [call(false)], backward: [[call(true)]], reads: .operands,
            tables: [ShaderTable(words: 2 * scale.count) { (scale + shift).map(\.bitPattern) }])
    }
}

/// A softmax, or its logarithm.
private func softmaxLayer(over shape: Shape, isLogarithm: Bool) -> ShaderLayer {
    func call(_ isBack: Bool) -> ShaderCall {
        ShaderCall(
            "softmax", [isBack, isLogarithm], [.operand(0), .output, .seed, isBack ? .target(0) : .nothing],
            [shape.channels, shape.area], groups: .elements(shape.area, by: 64))
    }
    return ShaderLayer(forward: [call(false)], backward: [[call(true)]], reads: .output)
}

extension Softmax: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? { softmaxLayer(over: place.output, isLogarithm: false) }
}

extension LogSoftmax: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? { softmaxLayer(over: place.output, isLogarithm: true) }
}
