import Files
public import Foundation
import Tensors
import SwiftProtobuf
import Wording

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

    /// The graph of the model in a file, with the weights that newer exporters put into files beside it.
    /// - Throws: `NetworkError`.
    public static func graph(contentsOf path: String) throws -> Graph {
        let folder = Paths.folder(of: path)
        let data = try NetworkFile.map(path)
        return try ONNXSource(data: data, file: path, folder: folder, isRead: { Files.unload(data) }).graph()
    }

    /// The graph of a model.
    ///
    /// - Parameter folder: where the files lie that the model's weights may be in; nil refuses such models.
    /// - Throws: `NetworkError` naming the file, the node and the operator, for anything that is malformed or not supported.
    public static func graph(from data: Data, file: String, folder: String? = nil) throws -> Graph {
        try ONNXSource(data: data, file: file, folder: folder).graph()
    }

    /// The name of the program that wrote the model in a file; empty when it does not say.
    /// - Throws: `NetworkError`.
    static func producer(contentsOf path: String) throws -> String {
        try model(from: try NetworkFile.map(path), file: path).producerName
    }

    /// The side of the square pictures that the model in a file is made for; nil where it takes others, too, or none that is likely.
    /// - Throws: `NetworkError`.
    static func side(contentsOf path: String) throws -> Int? {
        let graph = try model(from: try NetworkFile.map(path), file: path).graph
        let weights = Set(graph.initializer.map(\.name))
        let pictures = graph.input.filter { !weights.contains($0.name) }.compactMap {
            ONNXPicture($0, of: graph) { _ in nil }
        }
        guard let picture = ONNXPicture.best(pictures), picture.hasFixedSides,
            picture.shape.height == picture.shape.width, (16...1024).contains(picture.shape.width)
        else { return nil }
        return picture.shape.width
    }

    /// Whether the numbers of the model in a file are whole ones that stand for others.
    /// - Throws: `NetworkError`.
    static func isQuantized(contentsOf path: String) throws -> Bool {
        let kinds: Set = [
            "ConvInteger", "DequantizeLinear", "DynamicQuantizeLinear", "MatMulInteger", "QLinearConv", "QLinearMatMul",
            "QuantizeLinear",
        ]
        return try model(from: try NetworkFile.map(path), file: path).graph.node.contains { kinds.contains($0.opType) }
    }

    /// The files beside a model that its weights lie in, as the model names them.
    /// - Throws: `NetworkError`.
    static func weightFiles(contentsOf path: String) throws -> [String] {
        let model = try Self.model(from: try NetworkFile.map(path), file: path)
        let places = model.graph.initializer.filter { $0.dataLocation != 0 }.flatMap(\.externalData)
        return Set(places.filter { $0.key == "location" }.map(\.value)).sorted()
    }

    /// The message that a model's bytes hold.
    static func model(from data: Data, file: String) throws -> ONNX_Model {
        if let what = ForeignFile.description(of: data) { throw NetworkError.notONNX(file: file, reason: what) }
        guard data.count < 1 << 31, data.count <= FreeMemory.bytes else {
            throw NetworkError.notONNX(
                file: file,
                reason:
                    "it has \(Phrases.bytes(data.count)), and a file of the format holds 2 GiB at most, or what memory there is; larger "
                    + "weights lie beside it")
        }
        if let excess = MessageCensus(data, .onnx).excess { throw NetworkError.notONNX(file: file, reason: excess) }
        var options = BinaryDecodingOptions()
        options.messageDepthLimit = 32
        options.discardUnknownFields = true
        do {
            return try ONNX_Model(serializedBytes: data, extensions: nil, partial: true, options: options)
        } catch {
            throw NetworkError.notONNX(file: file, reason: "it is damaged or cut off")
        }
    }
}
