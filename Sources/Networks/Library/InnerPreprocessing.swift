import Foundation
import Tensors

/// Preprocessing that a model does itself, in its first layers.
struct InnerPreprocessing {
    /// By channel behind it: the channel of the input that it is made of, and what is done to that: x·scale + shift.
    let parts: [(channel: Int, scale: Float, shift: Float)]

    /// `multiplies by 0.0171 0.0175 0.0174 and adds −2.12 −2.04 −1.8`
    var inWords: String {
        func list(_ numbers: [Float]) -> String {
            let rounded = numbers.map { String(format: "%.3g", $0) }
            return (Set(rounded).count == 1 ? [rounded[0]] : rounded).joined(separator: " ")
        }
        let turns = parts.map(\.channel) == [0, 1, 2] ? "" : "turn the colours, "
        return "\(turns)multiply by \(list(parts.map(\.scale))) and add \(list(parts.map(\.shift)))"
    }

    /// How far what it makes of a picture that is brought to it so is from what networks are trained on, of mean 0 and deviation 1.
    ///
    /// Levels of photographs have about the mean and the deviation of ImageNet's.
    func strangeness(after outer: Manifest.Preprocessing) -> Float {
        let photographs = PreprocessingKind.imagenet.preprocessing
        return parts.reduce(0) { sum, part in
            // Which colour the plane is, and what of it comes in.
            let colour = outer.channelOrder == .rgb ? part.channel : 2 - part.channel
            let factor = outer.range / outer.deviation[part.channel]
            let mean = photographs.mean[colour] * factor - outer.mean[part.channel] / outer.deviation[part.channel]
            let deviation = abs(part.scale) * photographs.deviation[colour] * factor
            return sum + abs(part.scale * mean + part.shift) + abs(log(max(deviation, 1e-9)))
        } / Float(parts.count)
    }
}

extension Graph {
    /// What has to be done to pictures before the model's own preprocessing, and that in words; nil where it has none.
    func preprocessingOutside() -> (PreprocessingKind, String)? {
        guard let inner = innerPreprocessing else { return nil }
        let ways: [PreprocessingKind] = [.raw, .unit, .imagenet, .inception]
        let best = ways.min { inner.strangeness(after: $0.preprocessing) < inner.strangeness(after: $1.preprocessing) }
        return best.map { ($0, inner.inWords) }
    }

    /// What the layers that only scale, shift and turn the three channels of the picture do together; nil where none does.
    private var innerPreprocessing: InnerPreprocessing? {
        guard inputChannels == 3 else { return nil }
        var known: [NodeID: InnerPreprocessing] = [0: InnerPreprocessing(parts: (0..<3).map { ($0, 1, 0) })]
        var last: NodeID?
        for (index, node) in nodes.enumerated().dropFirst().prefix(64) {
            let inputs = node.operands.compactMap { known[$0] }
            guard inputs.count == node.operands.count, let first = inputs.first,
                let made = node.pointwise(first, inputs)
            else { continue }
            known[index] = made
            if made.parts.count == 3 { last = index }
        }
        guard let last, let found = known[last] else { return nil }
        // Everything else reads the picture through it.
        let isGate = nodes.indices.dropFirst().allSatisfy { index in
            known[index] != nil || nodes[index].operands.allSatisfy { known[$0] == nil || $0 == last }
        }
        return isGate ? found : nil
    }
}

extension Graph.Node {
    /// What a node makes of channels that are scaled and shifted ones of the picture; nil when it does anything else.
    fileprivate func pointwise(_ first: InnerPreprocessing, _ inputs: [InnerPreprocessing]) -> InnerPreprocessing? {
        if let selection = operation as? ChannelSelection, selection.indices.count <= 3 {
            return InnerPreprocessing(parts: selection.indices.map { first.parts[$0] })
        }
        if operation is Concatenation {
            let parts = inputs.flatMap(\.parts)
            return parts.count <= 3 ? InnerPreprocessing(parts: parts) : nil
        }
        guard let line = operation as? Convolution, line.window == Window(kernel: Extent(1)),
            line.outputChannels == first.parts.count, line.groups == line.outputChannels,
            line.inputChannels == line.outputChannels
        else { return nil }
        return InnerPreprocessing(
            parts: first.parts.enumerated().map { index, part in
                let scale = line.weights.values[index]
                return (part.channel, part.scale * scale, part.shift * scale + line.bias[index])
            })
    }
}
