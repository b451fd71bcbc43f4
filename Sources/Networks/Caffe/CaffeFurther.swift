import Foundation
import Tensors
import Wording

/// Layers of later Caffes and of their forks: transposed convolutions, other sizes, other normalizations, and functions of one number.
extension CaffeLayers {
    static let further: [String: Reading] = [
        "Clip": { reader, graph in
            let (clip, value) = (reader.layer.clipParam, try graph.value(0, of: reader))
            guard clip.min < clip.max else { throw reader.error("it clips to \(clip.min)…\(clip.max), which is empty") }
            try graph.append(.clip(lower: clip.min, upper: clip.max), [value.node], isFlat: value.isFlat, of: reader)
        },
        "Deconvolution": deconvolution,
        "Exp": { reader, graph in
            // γ^(α·x + β) is e^(ln γ·(α·x + β))
            let exp = reader.layer.expParam
            guard exp.base == -1 || exp.base > 0 else { throw reader.error("its base is \(exp.base)") }
            let factor = exp.base == -1 ? 1 : log(exp.base)
            let value = try graph.value(0, of: reader)
            let line = try graph.line(exp.scale * factor, exp.shift * factor, value.node, of: reader)
            try graph.append(.exponential, [line], isFlat: value.isFlat, of: reader)
        },
        "Interp": interpolation,
        "Log": { reader, graph in
            let parameters = reader.layer.logParam
            guard parameters.base == -1 || parameters.base > 0 && parameters.base != 1 else {
                throw reader.error("its base is \(parameters.base)")
            }
            let value = try graph.value(0, of: reader)
            let inner = try graph.line(parameters.scale, parameters.shift, value.node, of: reader)
            guard parameters.base != -1 else {
                return try graph.append(.logarithm, [inner], isFlat: value.isFlat, of: reader)
            }
            let natural = try graph.step(.logarithm, [inner], of: reader)
            let outer = graph.lineOperator(1 / log(parameters.base), 0, natural)
            try graph.append(outer, [natural], isFlat: value.isFlat, of: reader)
        },
        "MVN": meanVariance, "Normalize": normalization,
        "Permute": { reader, graph in
            let order = reader.layer.permuteParam.order.map { Int($0) }
            let whole = order + (0..<4).filter { !order.contains($0) }
            guard whole.sorted() == [0, 1, 2, 3], whole[0] == 0 else {
                throw reader.error("its order is \(order.prefix(8)); one of channels, height and width is supported")
            }
            let input = try graph.picture(0, of: reader)
            try graph.append(Transposition(whole.dropFirst().map { $0 - 1 }), [input], of: reader)
        },
        "ShuffleChannel": { reader, graph in
            let (input, groups) = (try graph.picture(0, of: reader), Int(reader.layer.shuffleChannelParam.group))
            let channels = graph.shape(input).channels
            guard groups >= 1, channels % groups == 0 else {
                throw reader.error("it makes \(groups) groups of \(Phrases.count(channels, "channel"))")
            }
            let order = (0..<channels).map { $0 % groups * (channels / groups) + $0 / groups }
            try graph.append(.channelSelection(order), [input], of: reader)
        },
        "Swish": { reader, graph in
            let (beta, value) = (reader.layer.swishParam.beta, try graph.value(0, of: reader))
            if beta == 1 { return try graph.append(.swish, [value.node], isFlat: value.isFlat, of: reader) }
            let line = try graph.line(beta, 0, value.node, of: reader)
            let gate = try graph.step(.sigmoid, [line], of: reader)
            try graph.append(.arithmetic(.multiply), [value.node, gate], isFlat: value.isFlat, of: reader)
        },
        "Upsample": { reader, graph in
            let scale = reader.layer.upsampleParam.scale
            guard reader.layer.bottom.count == 1, (1...64).contains(scale) else {
                throw reader.error(
                    "it has \(Phrases.count(reader.layer.bottom.count, "input")) and a scale of \(scale); copies of each pixel of one are supported"
                )
            }
            let resize = Resize(height: Float(scale), width: Float(scale), method: .nearest)
            try graph.append(.resize(resize), [try graph.picture(0, of: reader)], of: reader)
        },
    ]

    private static let deconvolution: Reading = { reader, graph in
        let input = try graph.picture(0, of: reader)
        let channels = graph.shape(input).channels
        let (outputs, groups, window) = try reader.convolution(of: channels)
        guard case .explicit(let before, let after) = window.padding,
            max(window.stride.height, window.stride.width) <= 64
        else {
            throw reader.error("its stride is \(window.stride.height)×\(window.stride.width); 64 at most is supported")
        }
        let sizes = [channels, outputs / groups, window.kernel.height, window.kernel.width]
        let transposed = TransposedConvolution(
            weights: Tensor(shape: Shape(sizes), values: try reader.weights(0, sizes)),
            bias: try reader.bias(outputs), stride: window.stride, dilation: window.dilation, before: before,
            after: after, added: Extent(0),
            groups: groups)
        try graph.append(transposed.operators, to: input, of: reader)
    }

    /// Samples at the corners: enlarged to so many times as many steps between them, or made smaller, or to a size.
    private static let interpolation: Reading = { reader, graph in
        let parameters = reader.layer.interpParam
        let input = try graph.picture(0, of: reader)
        let shape = graph.shape(input)
        let (zoom, shrink) = (Int(parameters.zoomFactor), Int(parameters.shrinkFactor))
        guard parameters.padBeg == 0, parameters.padEnd == 0, reader.layer.bottom.count <= 2, (1...64).contains(zoom),
            (1...64).contains(shrink), zoom == 1 || shrink == 1
        else { throw reader.error("it is padded, or made both larger and smaller") }
        if reader.layer.bottom.count == 2 {
            let other = try graph.picture(1, of: reader)
            return try graph.append(
                .resize(Resize(to: .ofSecondInput, method: .linearAlignedCorners)), [input, other], of: reader)
        }
        if parameters.height > 0, parameters.width > 0 {
            let size = Extent(height: Int(parameters.height), width: Int(parameters.width))
            guard max(size.height, size.width) <= 1 << 16 else {
                throw reader.error("it makes \(size.height)×\(size.width)")
            }
            return try graph.append(
                .resize(Resize(to: .size(size), method: .linearAlignedCorners)), [input], of: reader)
        }
        func side(_ size: Int) -> Int { (shrink > 1 ? (size - 1) / shrink + 1 : size + (size - 1) * (zoom - 1)) }
        let size = Extent(height: side(shape.height), width: side(shape.width))
        try graph.append(.resize(Resize(to: .size(size), method: .linearAlignedCorners)), [input], of: reader)
        // Steps between samples are no multiple of a size.
        if zoom > 1 || shrink > 1 { graph.pinLast() }
    }

    /// Less the mean of a channel, or of all, by the deviation.
    private static let meanVariance: Reading = { reader, graph in
        let parameters = reader.layer.mvnParam
        let input = try graph.picture(0, of: reader)
        func mean(_ node: Graph.NodeID) throws -> Graph.NodeID {
            let own = try graph.step(.globalAveragePool, [node], of: reader)
            return parameters.acrossChannels ? try graph.step(.channelMean, [own], of: reader) : own
        }
        let average = try mean(input)
        guard parameters.normalizeVariance else {
            return try graph.append(.arithmetic(.subtract), [input, average], of: reader)
        }
        let centred = try graph.step(.arithmetic(.subtract), [input, average], of: reader)
        let variance = try mean(try graph.step(.power(2), [centred], of: reader))
        let deviation = try graph.step(.power(0.5), [variance], of: reader)
        let safe = try graph.line(1, parameters.eps, deviation, of: reader)
        try graph.append(.arithmetic(.divide), [centred, safe], of: reader)
    }

    /// By the length of the channels at each position, or of everything, times a number a channel (Liu, Rabinovich and Berg,
    /// "ParseNet", 2015).
    private static let normalization: Reading = { reader, graph in
        let parameters = reader.layer.normParam
        let input = try graph.picture(0, of: reader)
        let channels = graph.shape(input).channels
        let square = try graph.step(.power(2), [input], of: reader)
        let sum = try graph.step(
            Reduction(.sum, over: parameters.acrossSpatial ? .all : .channels), [square], of: reader)
        let length = try graph.step(.power(0.5), [try graph.line(1, parameters.eps, sum, of: reader)], of: reader)
        let unit = try graph.step(.arithmetic(.divide), [input, length], of: reader)
        let scale =
            reader.blobs.isEmpty ? [Float](repeating: 1, count: channels) : try reader.perChannel(0, channels: channels)
        let shift = [Float](repeating: 0, count: channels)
        try graph.append(.convolution(Convolution(scale: scale, shift: shift)), [unit], of: reader)
    }
}

extension CaffeGraphBuilder {
    /// slope·x + shift in every channel of a node.
    func lineOperator(_ slope: Float, _ shift: Float, _ node: Graph.NodeID) -> any Operator {
        let channels = shape(node).channels
        return .convolution(
            Convolution(
                scale: [Float](repeating: slope, count: channels), shift: [Float](repeating: shift, count: channels)))
    }

    /// The same as a node on the way; the node itself where nothing is changed.
    mutating func line(
        _ slope: Float, _ shift: Float, _ node: Graph.NodeID, of reader: CaffeLayerReader
    ) throws -> Graph.NodeID {
        slope == 1 && shift == 0 ? node : try step(lineOperator(slope, shift, node), [node], of: reader)
    }

    /// Several operators, one after the other; the last is what the layer computes.
    mutating func append(_ operators: [any Operator], to input: Graph.NodeID, of reader: CaffeLayerReader) throws {
        var last = input
        for operation in operators.dropLast() { last = try step(operation, [last], of: reader) }
        guard let operation = operators.last else { return give(Value(node: last), of: reader) }
        try append(operation, [last], of: reader)
    }
}
