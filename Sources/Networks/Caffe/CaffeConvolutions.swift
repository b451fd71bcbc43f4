import Tensors

/// Convolutions, and what becomes one: fully connected layers, scales and batch normalization.
extension CaffeLayers {
    static let convolutions: [String: Reading] = [
        "BatchNorm": batchNorm, "Bias": bias, "Convolution": convolution, "ConvolutionDepthwise": convolution,
        "DepthwiseConvolution": convolution, "InnerProduct": innerProduct, "Scale": scale,
    ]

    private static let convolution: Reading = { reader, graph in
        let input = try graph.picture(0, of: reader)
        let channels = graph.shape(input).channels
        let (outputs, groups, window) = try reader.convolution(of: channels)
        let sizes = [outputs, channels / groups, window.kernel.height, window.kernel.width]
        let weights = Tensor(shape: Shape(sizes), values: try reader.weights(0, sizes))
        let bias = try reader.bias(outputs)
        try graph.append(
            .convolution(Convolution(weights: weights, bias: bias, window: window, groups: groups)), [input], of: reader
        )
    }

    /// A convolution whose kernel covers the whole activation, so that a larger picture gives a map of answers.
    private static let innerProduct: Reading = { reader, graph in
        let parameters = reader.layer.innerProductParam
        let input = try graph.value(0, of: reader).node
        let shape = graph.shape(input)
        let (outputs, inputs) = (Int(parameters.numOutput), shape.count)
        guard parameters.axis == 1, outputs >= 1 else {
            throw reader.error("it makes \(outputs) numbers from axis \(parameters.axis) on; axis 1 is supported")
        }
        var values = try reader.weights(0, parameters.transpose ? [inputs, outputs] : [outputs, inputs])
        if parameters.transpose {
            let turned = values
            for output in 0..<outputs {
                for input in 0..<inputs { values[output * inputs + input] = turned[input * outputs + output] }
            }
        }
        let kernel = Extent(height: shape.height, width: shape.width)
        let bias =
            parameters.biasTerm ? try reader.weights(1, [outputs]) : [Float](repeating: 0, count: outputs)
        let weights = Tensor(shape: Shape([outputs, shape.channels, kernel.height, kernel.width]), values: values)
        try graph.append(
            .convolution(Convolution(weights: weights, bias: bias, window: Window(kernel: kernel))), [input], of: reader
        )
    }

    /// y = (x − μ)/√(σ² + ε); the sums of both, and what they are divided by, are kept as weights.
    private static let batchNorm: Reading = { reader, graph in
        let channels = graph.shape(try graph.picture(0, of: reader)).channels
        let factor = reader.blobs.count > 2 ? try reader.weights(2, [1])[0] : 1
        let unit = factor == 0 ? 0 : 1 / factor
        let mean = try reader.weights(0, [channels]).map { $0 * unit }
        let variance = try reader.weights(1, [channels]).map { $0 * unit }
        let epsilon = reader.layer.batchNormParam.eps
        let scale = variance.map { 1 / ($0 + epsilon).squareRoot() }
        // In training its output had mean 0 and deviation 1; the scale that follows makes those its own.
        let known = Graph.ChannelStatistics(
            means: [Float](repeating: 0, count: channels), deviations: [Float](repeating: 1, count: channels))
        try graph.affine(scale, zip(mean, scale).map { -$0 * $1 }, statistics: known, of: reader)
    }

    /// y = γ·x + β with learnt numbers, or the product of two activations.
    private static let scale: Reading = { reader, graph in
        let parameters = reader.layer.scaleParam
        if reader.layer.bottom.count == 2 {
            let nodes = try [graph.value(0, of: reader), graph.value(1, of: reader)].map(\.node)
            guard graph.shape(nodes[1]).area == 1, !parameters.biasTerm else {
                throw reader.error("its second input is \(graph.shape(nodes[1])); one number a channel is supported")
            }
            return try graph.append(.arithmetic(.multiply), nodes, of: reader)
        }
        let channels = graph.shape(try graph.value(0, of: reader).node).channels
        guard parameters.axis == 1, (0...1).contains(parameters.numAxes) else {
            throw reader.error(
                "it scales \(parameters.numAxes) axes from \(parameters.axis) on; the channels are supported")
        }
        let factors = try reader.perChannel(0, channels: channels)
        let shift =
            parameters.biasTerm
            ? try reader.perChannel(1, channels: channels) : [Float](repeating: 0, count: channels)
        try graph.affine(factors, shift, of: reader)
    }

    private static let bias: Reading = { reader, graph in
        let parameters = reader.layer.biasParam
        let channels = graph.shape(try graph.value(0, of: reader).node).channels
        guard reader.layer.bottom.count == 1, parameters.axis == 1, (0...1).contains(parameters.numAxes) else {
            throw reader.error(
                "it adds to \(parameters.numAxes) axes from \(parameters.axis) on; the channels are supported")
        }
        let ones = [Float](repeating: 1, count: channels)
        try graph.affine(ones, try reader.perChannel(0, channels: channels), of: reader)
    }
}

extension CaffeLayerReader {
    /// What a convolution, or a transposed one, makes of so many channels: how many, in how many groups, and by which window.
    func convolution(of channels: Int) throws -> (outputs: Int, groups: Int, window: Window) {
        let parameters = layer.convolutionParam
        let (outputs, groups) = (Int(parameters.numOutput), Int(parameters.group))
        guard parameters.axis == 1, groups >= 1, outputs >= 1, outputs % groups == 0, channels % groups == 0 else {
            throw error("it makes \(outputs) of \(channels) channels in \(groups) groups")
        }
        let window = try window(
            kernel: parameters.hasKernelH ? [parameters.kernelH, parameters.kernelW] : parameters.kernelSize,
            stride: parameters.hasStrideH ? [parameters.strideH, parameters.strideW] : parameters.stride,
            pad: parameters.hasPadH || parameters.hasPadW ? [parameters.padH, parameters.padW] : parameters.pad,
            dilation: parameters.dilation)
        return (outputs, groups, window)
    }

    /// What such a one adds to its outputs.
    func bias(_ outputs: Int) throws -> [Float] {
        layer.convolutionParam.biasTerm ? try weights(1, [outputs]) : [Float](repeating: 0, count: outputs)
    }

    /// A window from lists of one number, for both sides, or of two, height first.
    func window(
        kernel: [UInt32], stride: [UInt32], pad: [UInt32], dilation: [UInt32] = [], isPool: Bool = true
    ) throws -> Window {
        func extent(_ list: [UInt32], _ name: String, _ range: ClosedRange<Int>, default value: Int?) throws -> Extent {
            let numbers = list.isEmpty ? value.map { [$0] } ?? [] : list.map { Int($0) }
            guard (1...2).contains(numbers.count), numbers.allSatisfy(range.contains) else {
                throw error(
                    "its \(name) is \(numbers.prefix(4)); one or two numbers in \(range.lowerBound)…\(range.upperBound) are supported"
                )
            }
            return Extent(height: numbers[0], width: numbers[numbers.count - 1])
        }
        let margin = try extent(pad, "pad", 0...1024, default: 0)
        return Window(
            kernel: isPool ? try extent(kernel, "kernel", 1...1024, default: nil) : Extent(1),
            stride: try extent(stride, "stride", 1...1024, default: 1),
            dilation: try extent(dilation, "dilation", 1...1024, default: 1),
            padding: .explicit(before: margin, after: margin))
    }
}
