import Operators
import Tensors

extension Convolution: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let geometry = ConvolutionShaders(self, from: place.operands[0], to: place.output)
        return ShaderLayer(
            forward: [geometry.call(isBack: false)], backward: [[geometry.call(isBack: true)]], reads: [],
            tables: [geometry.weights, geometry.bias])
    }
}

/// The two directions of a convolution on a device.
///
/// Where a group makes many channels, a direction is a product of matrices by squares of 64 × 64; where it makes few, squares would be empty,
/// and every number is summed by itself.
private struct ConvolutionShaders {
    let convolution: Convolution
    let input: Shape
    let output: Shape

    init(_ convolution: Convolution, from input: Shape, to output: Shape) {
        (self.convolution, self.input, self.output) = (convolution, input, output)
    }

    private var groups: Int { convolution.groups }
    private var inputs: Int { convolution.inputChannels / groups }
    private var outputs: Int { convolution.outputChannels / groups }
    private var taps: Int { convolution.window.kernel.height * convolution.window.kernel.width }

    /// The channels that a group makes in a direction.
    private func made(_ isBack: Bool) -> Int { isBack ? inputs : outputs }

    private func isNarrow(_ isBack: Bool) -> Bool { made(isBack) <= (groups > 1 ? 15 : 4) }

    /// Weights as forward wants them, and as the way back does.
    var weights: ShaderTable {
        let kinds = [false, true].map { isNarrow($0) ? "narrow" : "square" }
        let convolution = convolution
        return ShaderTable(
            words: 2 * convolution.weights.values.count, areNumbers: true,
            kept: (convolution.preparations, "shaders \(kinds[0]) \(kinds[1])")
        ) {
            [false, true].flatMap { isNarrow($0) ? convolution.weights.values : turned(isBack: $0) }.map(\.bitPattern)
        }
    }

    var bias: ShaderTable {
        let bias = convolution.bias
        return ShaderTable(words: bias.count) { bias.map(\.bitPattern) }
    }

    /// Weights by group, by channel that is read and tap, and by channel that is made.
    private func turned(isBack: Bool) -> [Float] {
        let (weights, inputs, outputs, taps) = (convolution.weights.values, inputs, outputs, taps)
        let made = made(isBack)
        var turned = [Float](repeating: 0, count: weights.count)
        for group in 0..<groups {
            let first = group * outputs * inputs * taps
            for output in 0..<outputs {
                for input in 0..<inputs {
                    let (row, read) = isBack ? (input, output) : (output, input)
                    for tap in 0..<taps {
                        turned[first + (read * taps + tap) * made + row] =
                            weights[first + (output * inputs + input) * taps + tap]
                    }
                }
            }
        }
        return turned
    }

    func call(isBack: Bool) -> ShaderCall {
        let (from, to) = isBack ? (output, input) : (input, output)
        let window = convolution.window
        let count = convolution.weights.values.count
        let (made, read) = (made(isBack), made(!isBack))
        var numbers: [any ShaderNumber] = [
            made, read, from.height, from.width, to.height, to.width, window.vertical(over: input.height).before,
            window.horizontal(over: input.width).before,
        ]
        if isNarrow(isBack) { numbers.append(to.count) }
        return ShaderCall(
            isNarrow(isBack) ? "narrow-convolution" : "convolution",
            [
                isBack, window.kernel.height, window.kernel.width, window.stride.height, window.stride.width,
                window.dilation.height, window.dilation.width,
            ],
            [
                .table(0, from: isBack ? count : 0), isBack ? .seed : .operand(0), isBack ? .target(0) : .output,
                .table(1),
            ], numbers,
            groups: isNarrow(isBack)
                ? .elements(to.count) : ShaderCall.Groups(x: (to.area + 63) / 64, y: (made + 63) / 64, z: groups))
    }
}
