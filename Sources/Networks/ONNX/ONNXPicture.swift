import Tensors

/// An input of a model that can be a picture: `[N, C, H, W]` or `[N, H, W, C]`, or either without the batch.
struct ONNXPicture {
    let name: String
    /// At the size that the model is read for.
    let shape: Shape
    let layout: ONNXLayout
    /// The batch that the file is exported for; 1 where it leaves that open.
    let batch: Int
    /// Whether the file fixes height and width.
    let hasFixedSides: Bool

    /// The input as a picture; nil when it has no such shape.
    /// - Parameters:
    ///   - open: the size that a model is read for which leaves its own open.
    ///   - weights: the tensors of the model, by name: what first reads a picture says how many channels one has that leaves them open.
    init?(
        _ input: ONNX_ValueInfo, of model: ONNX_Graph, open: Extent = Extent(ONNXReader.usualSide),
        weights: (String) -> ONNX_Tensor?
    ) {
        // What is open is 0, −1 or a name.
        let given = input.type.tensorType.shape.dim.map { max(0, $0.dimValue) }
        guard (3...4).contains(given.count), given.allSatisfy({ $0 <= 1 << 16 }) else { return nil }
        let isAlone = given.count == 3
        var dimensions = (isAlone ? [1] : []) + given.map { Int($0) }
        let isLast = ONNXPicture.hasChannelsLast(dimensions)
        let order = isLast ? [0, 3, 1, 2] : [0, 1, 2, 3]
        if dimensions[order[1]] == 0, !isAlone {
            dimensions[order[1]] = ONNXPicture.channels(read: input.name, of: model, weights)
        }
        // Three numbers are many things; those of a picture are few channels and two sides.
        let isPlanar =
            !isAlone
            || [1, 3].contains(dimensions[order[1]])
                && order.suffix(2).allSatisfy { dimensions[$0] == 0 || dimensions[$0] > 7 }
        guard isPlanar, (1...4096).contains(dimensions[order[1]]),
            order.suffix(2).allSatisfy({ (0...16384).contains(dimensions[$0]) })
        else { return nil }
        let sides = zip(order.suffix(2), [open.height, open.width]).map { dimensions[$0] > 0 ? dimensions[$0] : $1 }
        name = input.name
        shape = Shape(channels: dimensions[order[1]], height: sides[0], width: sides[1])
        batch = max(1, dimensions[0])
        hasFixedSides = order.suffix(2).allSatisfy { dimensions[$0] > 0 }
        let standard = ONNXLayout(standard: shape)
        let whole = isLast ? standard.transposed([0, 2, 3, 1]) : standard
        layout = isAlone ? whole.squeezed([0]) ?? whole : whole
    }

    /// Of several inputs, the picture in colour, or else in grey, or else the first that has the shape of one.
    static func best(_ pictures: [ONNXPicture]) -> ONNXPicture? {
        pictures.first { $0.shape.channels == 3 } ?? pictures.first { $0.shape.channels == 1 && $0.shape.area > 1 }
            ?? pictures.first
    }

    /// `[batch, 3, 224, 224]`
    static func words(_ input: ONNX_ValueInfo) -> String {
        let sizes = input.type.tensorType.shape.dim.prefix(8).map {
            $0.dimValue > 0 ? "\($0.dimValue)" : $0.dimParam.isEmpty ? "?" : $0.dimParam
        }
        return "[\(sizes.joined(separator: ", "))]"
    }

    /// Whether an input has its channels behind height and width, as TensorFlow's and Keras's exports have: it ends in the few
    /// channels of a picture, and has no such number where the channels would be otherwise.
    private static func hasChannelsLast(_ dimensions: [Int]) -> Bool {
        // Channels over a single column are no picture with its channels last.
        guard dimensions.count == 4, !(1...4).contains(dimensions[1]), dimensions[2] != 1 else { return false }
        return [1, 3].contains(dimensions[3]) || dimensions[3] == 4 && dimensions[1] == dimensions[2]
    }

    /// The channels that the first convolution of a picture reads; those of colour where none says it.
    private static func channels(
        read picture: String, of model: ONNX_Graph, _ weights: (String) -> ONNX_Tensor?
    ) -> Int {
        for node in model.node where node.opType == "Conv" && node.input.count > 1 && node.input[0] == picture {
            guard let sizes = weights(node.input[1])?.dims, sizes.count == 4 else { continue }
            let groups = node.attribute.first { $0.name == "group" }?.i ?? 1
            return Int(clamping: sizes[1].multipliedReportingOverflow(by: groups).partialValue)
        }
        return 3
    }
}
