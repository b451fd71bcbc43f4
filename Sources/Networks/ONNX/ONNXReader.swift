public import Foundation
import SwiftProtobuf
import Tensors

/// Reads an ONNX model (opset 7 and later) into a graph.
///
///     let graph = try ONNXReader.graph(from: data, file: "squeezenet.onnx")
///
/// Batch normalization, and whatever else scales and shifts channels, is folded into the convolution before it; a fully
/// connected layer becomes a convolution, so that the network runs at any size; nodes that move numbers about without
/// computing any become names of what they read (`ONNXLayout`).
public enum ONNXReader {
    /// The side that a model which leaves its own open is read for.
    static let usualSide = 224

    /// The graph of a model.
    /// - Throws: `NetworkError` naming the node and the operator, for anything that is malformed or not supported.
    public static func graph(from data: Data, file: String) throws -> Graph {
        var options = BinaryDecodingOptions()
        options.messageDepthLimit = 32
        let model: ONNX_Model
        do {
            model = try ONNX_Model(serializedBytes: data, extensions: nil, partial: true, options: options)
        } catch {
            throw NetworkError.notONNX(file: file, reason: "it is damaged or cut off")
        }
        guard model.hasGraph, !model.graph.node.isEmpty else {
            throw NetworkError.notONNX(file: file, reason: "it holds no graph")
        }
        let opset = model.opsetImport.first { ["", "ai.onnx"].contains($0.domain) }?.version ?? 13
        var builder = try ONNXGraphBuilder(model.graph, opset: Int(clamping: opset), file: file)
        for node in model.graph.node { try builder.read(node) }
        return Graph(nodes: builder.nodes).fusingActivations()
    }
}

/// A tensor of a model that an activation of the graph stands for.
struct ONNXOperand {
    let node: Graph.NodeID
    let layout: ONNXLayout
}

/// A graph that grows node by node while a model is read.
struct ONNXGraphBuilder {
    private(set) var nodes: [Graph.Node] = []
    /// The version of the operators.
    let opset: Int
    /// By node: its shape at the size the model is read for.
    private var shapes: [Shape] = []
    /// Constant tensors by name.
    private var constants: [String: ONNX_Tensor] = [:]
    /// What computes a tensor.
    private var producers: [String: ONNXOperand] = [:]
    /// How many nodes read a tensor, and one more for what the model gives out.
    private var readerCounts: [String: Int] = [:]
    private var names: Set<String> = []

    init(_ graph: ONNX_Graph, opset: Int, file: String) throws {
        self.opset = opset
        for name in graph.node.flatMap(\.input) + graph.output.map(\.name) { readerCounts[name, default: 0] += 1 }
        for tensor in graph.initializer { constants[tensor.name] = tensor }
        let pictures = graph.input.filter { constants[$0.name] == nil }
        guard pictures.count == 1, let picture = pictures.first else {
            throw NetworkError.notONNX(
                file: file, reason: "it has \(pictures.count) inputs, and one picture is expected")
        }
        let dimensions = picture.type.tensorType.shape.dim.map { $0.dimValue }
        guard dimensions.count == 4, (1...4096).contains(dimensions[1]), (0...1).contains(dimensions[0]),
            dimensions.suffix(2).allSatisfy({ (0...16384).contains($0) })
        else {
            throw NetworkError.notONNX(file: file, reason: "its input is no picture of shape [1, C, H, W]")
        }
        let sides = dimensions.suffix(2).map { $0 > 0 ? Int($0) : ONNXReader.usualSide }
        let shape = Shape(channels: Int(dimensions[1]), height: sides[0], width: sides[1])
        nodes = [Graph.Node(name: picture.name, operation: .input(channels: shape.channels), inputs: [])]
        shapes = [shape]
        names = [picture.name]
        producers[picture.name] = ONNXOperand(node: 0, layout: ONNXLayout(standard: shape))
    }

    /// Reads one node by its operator.
    mutating func read(_ node: ONNX_Node) throws {
        let reader = ONNXNodeReader(node: node)
        guard let operation = ONNXOperator.byName[node.opType], ["", "ai.onnx"].contains(node.domain) else {
            throw NetworkError.unsupported(
                operation: node.opType, node: reader.name, supported: ONNXOperator.byName.keys.sorted())
        }
        guard let output = node.output.first, !output.isEmpty,
            node.output.allSatisfy({ producers[$0] == nil && constants[$0] == nil })
        else {
            throw reader.error("its output has no name of its own")
        }
        if let folding = ONNXFolding.byName[node.opType],
            node.input.allSatisfy({ $0.isEmpty || constants[$0] != nil }), !node.input.isEmpty
        {
            let inputs = try node.input.map { try constants[$0]?.numbers(for: reader) }
            constants[output] = ONNX_Tensor(try folding(reader, inputs), name: output)
            return
        }
        try operation(reader, &self)
    }
}

// MARK: - What operators read

extension ONNXGraphBuilder {
    /// What computes the operand at `index`.
    func operand(_ index: Int, of reader: ONNXNodeReader) throws -> ONNXOperand {
        let name = try reader.inputName(index)
        if let operand = producers[name] { return operand }
        throw reader.error(
            constants[name] == nil
                ? "its input '\(name)' is computed by no node before it"
                : "its input '\(name)' is a constant, and an activation is expected")
    }

    /// The operand at `index` as the activation `[1, C, H, W]` that it is; channels in another order are brought back.
    mutating func picture(_ index: Int, of reader: ONNXNodeReader) throws -> Graph.NodeID {
        let operand = try operand(index, of: reader)
        let shape = shapes[operand.node]
        let standard = ONNXLayout(standard: shape)
        if operand.layout == standard { return operand.node }
        let dimensions = operand.layout.dimensions
        guard dimensions.count == 4, dimensions[0].isEmpty, dimensions[1].allSatisfy(\.isChannels),
            dimensions[2] == standard.dimensions[2], dimensions[3] == standard.dimensions[3],
            let order = operand.layout.channelOrder(count: shape.channels)
        else {
            throw reader.error("its input is \(operand.layout.sizes), which is no [1, channels, height, width]")
        }
        let name = try reader.inputName(index)
        let node = try append(
            Graph.Node(name: unique(name), operation: .channelSelection(order), inputs: [operand.node]), of: reader)
        producers[name] = ONNXOperand(node: node, layout: standard)
        return node
    }

    /// Whether the operand at `index` is a constant.
    func isConstant(_ index: Int, of reader: ONNXNodeReader) -> Bool {
        index < reader.node.input.count && constants[reader.node.input[index]] != nil
    }

    /// Whether the node has an input at `index`.
    func has(_ index: Int, of reader: ONNXNodeReader) -> Bool {
        index < reader.node.input.count && !reader.node.input[index].isEmpty
    }

    /// The constant at `index`; nil when the node leaves it out.
    func constant(_ index: Int, of reader: ONNXNodeReader) throws -> ONNX_Tensor? {
        guard index < reader.node.input.count, !reader.node.input[index].isEmpty else { return nil }
        guard let tensor = constants[reader.node.input[index]] else {
            throw reader.error("its input '\(reader.node.input[index])' must be a constant")
        }
        return tensor
    }

    /// The constant at `index`, which the node must have.
    func requiredConstant(_ index: Int, of reader: ONNXNodeReader) throws -> ONNX_Tensor {
        guard let tensor = try constant(index, of: reader) else {
            throw reader.error("its input \(index) is missing")
        }
        return tensor
    }

    /// Whole numbers that newer models give as an input, and older ones as an attribute; nil when in neither place.
    func integers(_ attribute: String, orInput index: Int, of reader: ONNXNodeReader) throws -> [Int]? {
        if let list = reader.integers(attribute) { return list }
        return try constant(index, of: reader)?.numbers(for: reader).integers
    }

    /// The shape of a node's activation at the size the model is read for.
    func shape(_ node: Graph.NodeID) -> Shape { shapes[node] }

    /// Whether `reader`'s node is the only one to read its input at `index`.
    func isOnlyReader(_ reader: ONNXNodeReader, ofInput index: Int) -> Bool {
        readerCounts[reader.node.input[index]] == 1
    }
}

// MARK: - What operators do to the graph

extension ONNXGraphBuilder {
    /// Appends what `reader`'s node computes; `layout` is that of output number `output`, the standard one if nil.
    mutating func append(
        _ operation: Operation, _ inputs: [Graph.NodeID], layout: ONNXLayout? = nil, output: Int = 0,
        of reader: ONNXNodeReader
    ) throws {
        let tensor = reader.node.output[output]
        let name = reader.node.name.isEmpty || output > 0 ? tensor : reader.node.name
        let node = try append(Graph.Node(name: unique(name), operation: operation, inputs: inputs), of: reader)
        give(tensor, to: node, layout: layout)
    }

    /// The node changes no number: its output is another name of its input.
    mutating func alias(_ node: Graph.NodeID, layout: ONNXLayout?, of reader: ONNXNodeReader) {
        rename(node, reader.node.name)
        give(reader.node.output[0], to: node, layout: layout)
    }

    /// Replaces a convolution by one that does `reader`'s node as well, whose only reader that node is.
    mutating func fold(
        _ convolution: Convolution, into node: Graph.NodeID, layout: ONNXLayout,
        statistics: Graph.ChannelStatistics? = nil, of reader: ONNXNodeReader
    ) {
        nodes[node].operation = .convolution(convolution)
        nodes[node].statistics = statistics ?? nodes[node].statistics
        alias(node, layout: layout, of: reader)
    }

    /// The node's output is a constant.
    mutating func define(_ tensor: ONNX_Tensor, of reader: ONNXNodeReader) {
        constants[reader.node.output[0]] = tensor
    }

    /// Appends a node that `reader`'s node needs on its way.
    mutating func append(_ node: Graph.Node, of reader: ONNXNodeReader) throws -> Graph.NodeID {
        let shape: Shape
        do {
            shape = try node.shape(
                from: node.inputs.map { shapes[$0] }, pictureHeight: shapes[0].height, pictureWidth: shapes[0].width)
        } catch NetworkError.tooSmall {
            throw reader.error(
                "it has no room for its input of \(node.inputs.map { "\(shapes[$0])" }.joined(separator: ", "))")
        }
        guard shape.channels <= 1 << 20, shape.height <= 1 << 16, shape.width <= 1 << 16, shape.count <= 1 << 31 else {
            throw reader.error("its output of \(shape) is larger than any that is supported")
        }
        nodes.append(node)
        shapes.append(shape)
        names.insert(node.name)
        return nodes.count - 1
    }

    private mutating func give(_ tensor: String, to node: Graph.NodeID, layout: ONNXLayout?) {
        producers[tensor] = ONNXOperand(node: node, layout: layout ?? ONNXLayout(standard: shapes[node]))
        rename(node, tensor)
    }

    /// `name`, or the first of `name:2`, `name:3` … that no node has.
    func unique(_ name: String) -> String {
        guard names.contains(name) else { return name }
        var number = 2
        while names.contains("\(name):\(number)") { number += 1 }
        return "\(name):\(number)"
    }

    private mutating func rename(_ id: Graph.NodeID, _ other: String) {
        guard !other.isEmpty, nodes[id].name != other, !nodes[id].otherNames.contains(other) else { return }
        nodes[id].otherNames.append(other)
    }
}
