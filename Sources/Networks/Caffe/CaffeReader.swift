import Files
public import Foundation
import SwiftProtobuf

/// Reads a Caffe model into a graph: the weights of a `.caffemodel` and the layers of its `.prototxt`.
///
///     let graph = try CaffeReader.graph(contentsOf: "bvlc_googlenet.caffemodel")
///
/// Layers of the first format (`layers`, with types as numbers) and of the second (`layer`, with types as words) are read.
/// What is only for training, data, losses and auxiliary classifiers, is left out, and the batch is one. As in Caffe, the
/// name of a blob means what it holds in the end: `conv1/7x7_s2` is read after the ReLU that works in its place, and
/// `conv1/7x7_s2:pre` before it.
public enum CaffeReader {
    /// The most bytes of a text file that are read.
    private static let textLimit = 16 << 20

    /// The graph of the model in a file.
    ///
    /// - Parameter prototxt: the file of the layers; without one, `NAME.prototxt` or `deploy.prototxt` beside the model, or
    ///   else the layers that it was trained with, which most models carry.
    /// - Throws: `NetworkError`.
    public static func graph(contentsOf path: String, prototxt: String? = nil) throws -> Graph {
        let text = prototxt ?? layers(beside: path)
        let data = try NetworkFile.map(path)
        return try graph(
            weights: data, file: path, layers: try text.map { try NetworkFile.map($0) }, layersFile: text ?? path,
            isRead: { Files.unload(data) })
    }

    /// The file of the layers that lies beside a model; nil when there is none.
    public static func layers(beside path: String) -> String? {
        let own = Paths.beside(path, Paths.stem(of: path) + ".prototxt")
        return [own, Paths.beside(path, "deploy.prototxt")].first(where: Files.exists)
    }

    /// The graph of a model.
    ///
    /// - Parameters:
    ///   - weights: the bytes of a `.caffemodel`, from the file `file`.
    ///   - layers: the text of a `.prototxt`, from the file `layersFile`; nil takes the layers of the model itself.
    /// - Throws: `NetworkError` naming the file and the layer, for anything that is malformed or not supported.
    public static func graph(
        weights: Data, file: String, layers: Data? = nil, layersFile: String = "the prototxt"
    ) throws -> Graph {
        try graph(weights: weights, file: file, layers: layers, layersFile: layersFile, isRead: {})
    }

    /// - Parameter isRead: is called when the bytes have become a message, which has its own.
    private static func graph(
        weights: Data, file: String, layers: Data?, layersFile: String, isRead: () -> Void
    ) throws -> Graph {
        let model = try net(fromBinary: weights, file: file)
        isRead()
        let blobs = try CaffeWeights(model, file: file)
        let description = try layers.map { try net(fromText: $0, file: layersFile) } ?? model
        let described = layers == nil ? file : layersFile
        return try NetworkError.naming(described) {
            let wired = try CaffeNet(description, file: described, hasText: layers != nil)
            var builder = try CaffeGraphBuilder(wired, weights: blobs, bytes: weights.count)
            return try builder.graph()
        }
    }

    private static func net(fromBinary data: Data, file: String) throws -> Caffe_Net {
        if let what = ForeignFile.description(of: data) { throw NetworkError.notCaffe(file: file, reason: what) }
        guard data.count < 1 << 31, data.count <= FreeMemory.bytes else {
            throw NetworkError.notCaffe(
                file: file, reason: "it is larger than a file of the format can be, or than memory is")
        }
        if let excess = MessageCensus(data, .caffe).excess { throw NetworkError.notCaffe(file: file, reason: excess) }
        var options = BinaryDecodingOptions()
        options.messageDepthLimit = 32
        options.discardUnknownFields = true
        do {
            return try Caffe_Net(serializedBytes: data, extensions: nil, partial: true, options: options)
        } catch {
            throw NetworkError.notCaffe(file: file, reason: "it is damaged or cut off")
        }
    }

    private static func net(fromText data: Data, file: String) throws -> Caffe_Net {
        guard data.count <= textLimit else {
            throw NetworkError.notCaffe(file: file, reason: "it is larger than any description of layers")
        }
        if let what = ForeignFile.description(of: data) { throw NetworkError.notCaffe(file: file, reason: what) }
        guard data.lazy.filter({ $0 == UInt8(ascii: "{") }).count <= 4 * ReadingWork.mostNodes else {
            throw NetworkError.notCaffe(file: file, reason: "it describes more layers than are read")
        }
        var options = TextFormatDecodingOptions()
        options.messageDepthLimit = 32
        options.ignoreUnknownFields = true
        options.ignoreUnknownExtensionFields = true
        do {
            return try Caffe_Net(
                textFormatString: String(decoding: data, as: UTF8.self), options: options, extensions: nil)
        } catch {
            throw NetworkError.notCaffe(file: file, reason: "it is no description of layers in protobuf's text format")
        }
    }
}

/// The weights of a model, by the layer's name.
struct CaffeWeights {
    private let byName: [String: [Caffe_Blob]]

    init(_ model: Caffe_Net, file: String) throws {
        let layers = model.layer.map { ($0.name, $0.blobs) } + model.layers.map { ($0.name, $0.blobs) }
        guard !layers.isEmpty else { throw NetworkError.notCaffe(file: file, reason: "it holds no layers") }
        byName = Dictionary(layers.filter { !$0.1.isEmpty }, uniquingKeysWith: { first, _ in first })
    }

    /// The blobs of a layer; none when the model has none for it.
    func blobs(of layer: String) -> [Caffe_Blob] { byName[layer] ?? [] }
}
