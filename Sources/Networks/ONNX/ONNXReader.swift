public import Foundation
import SwiftProtobuf
import Tensors

/// Reads an ONNX model (opset 7 and later) into a graph.
///
///     let graph = try ONNXReader.graph(from: data, file: "squeezenet.onnx")
///
/// Batch normalization is folded into the convolution before it; what happens after a global pool is a convolution
/// with a 1×1 kernel; nodes that change nothing (Identity, Dropout, Flatten of 1×1) become names of what they read.
public enum ONNXReader {
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
        var builder = try ONNXGraphBuilder(model.graph, file: file)
        for node in model.graph.node { try builder.read(node) }
        return Graph(nodes: builder.nodes)
    }
}

/// A graph that grows node by node while a model is read.
struct ONNXGraphBuilder {
    private(set) var nodes: [Graph.Node] = []
    /// Constant tensors by name.
    private var constants: [String: ONNX_Tensor] = [:]
    /// Which node computes a tensor.
    private var producers: [String: Graph.NodeID] = [:]
    /// How many nodes read a tensor.
    private let readerCounts: [String: Int]
    /// By node: the channels it has.
    private var channels: [Int] = []
    /// By node: whether its activation is 1×1, because a global pool came before.
    private var isPooled: [Bool] = []

    init(_ graph: ONNX_Graph, file: String) throws {
        readerCounts = graph.node.flatMap(\.input).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        for tensor in graph.initializer { constants[tensor.name] = tensor }
        let pictures = graph.input.filter { constants[$0.name] == nil }
        guard pictures.count == 1, let picture = pictures.first else {
            throw NetworkError.notONNX(
                file: file, reason: "it has \(pictures.count) inputs, and one picture is expected")
        }
        let dimensions = picture.type.tensorType.shape.dim
        guard dimensions.count == 4, (1...64).contains(dimensions[1].dimValue) else {
            throw NetworkError.notONNX(file: file, reason: "its input is no picture of shape [N, C, H, W]")
        }
        let count = Int(dimensions[1].dimValue)
        add(
            Graph.Node(name: picture.name, operation: .input(channels: count), inputs: []), outputs: [picture.name],
            channels: count, isPooled: false)
    }

    /// Reads one node by its operator.
    mutating func read(_ node: ONNX_Node) throws {
        guard let operation = ONNXOperator.byName[node.opType], ["", "ai.onnx"].contains(node.domain) else {
            throw NetworkError.unsupported(
                operation: node.opType, node: node.name, supported: ONNXOperator.byName.keys.sorted())
        }
        guard let output = node.output.first, producers[output] == nil, constants[output] == nil else {
            throw NetworkError.node(
                name: node.name, operation: node.opType, problem: "its output has no name of its own")
        }
        try operation(ONNXNodeReader(node: node), &self)
    }
}

// MARK: - What operators do to the graph

extension ONNXGraphBuilder {
    /// The node that computes the operand at `index`.
    func operand(_ index: Int, of reader: ONNXNodeReader) throws -> Graph.NodeID {
        let name = try reader.inputName(index)
        guard let id = producers[name] else {
            throw reader.error("its input '\(name)' is computed by no node before it")
        }
        return id
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

    /// The channels of a node.
    func channelCount(_ id: Graph.NodeID) -> Int { channels[id] }

    /// Whether a node's activation is 1×1.
    func isPooled(_ id: Graph.NodeID) -> Bool { isPooled[id] }

    /// Appends what `reader`'s node computes.
    mutating func append(
        _ operation: Operation, _ inputs: [Graph.NodeID], channels: Int, isPooled: Bool, of reader: ONNXNodeReader
    ) {
        let name = reader.node.name.isEmpty ? reader.node.output[0] : reader.node.name
        let unique = nodes.contains { $0.name == name } ? reader.node.output[0] : name
        add(
            Graph.Node(name: unique, operation: operation, inputs: inputs), outputs: reader.node.output,
            channels: channels, isPooled: isPooled)
    }

    /// The node changes nothing: its output is another name of its input.
    mutating func alias(_ id: Graph.NodeID, of reader: ONNXNodeReader) {
        name(id, reader.node.output[0])
        name(id, reader.node.name)
        producers[reader.node.output[0]] = id
    }

    /// The node's output is a constant.
    mutating func define(_ tensor: ONNX_Tensor, of reader: ONNXNodeReader) {
        constants[reader.node.output[0]] = tensor
    }

    /// Whether `id` is read by `reader`'s node alone.
    func isOnlyReader(_ reader: ONNXNodeReader) -> Bool {
        readerCounts[reader.node.input[0]] == 1
    }

    /// Replaces the operation of a node that `reader`'s node, its only reader, is folded into.
    mutating func fold(_ operation: Operation, into id: Graph.NodeID, of reader: ONNXNodeReader) {
        nodes[id].operation = operation
        alias(id, of: reader)
    }

    private mutating func add(_ node: Graph.Node, outputs: [String], channels: Int, isPooled: Bool) {
        nodes.append(node)
        self.channels.append(channels)
        self.isPooled.append(isPooled)
        guard let output = outputs.first else { return }
        producers[output] = nodes.count - 1
        name(nodes.count - 1, output)
    }

    private mutating func name(_ id: Graph.NodeID, _ other: String) {
        guard !other.isEmpty, nodes[id].name != other, !nodes[id].otherNames.contains(other) else { return }
        nodes[id].otherNames.append(other)
    }
}
