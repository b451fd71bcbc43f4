import Files
import Foundation

/// The formats that networks come in.
public enum NetworkFormat: String, Sendable {
    case onnx
    case caffe = "caffemodel"

    /// The format of a file by the ending of its name; nil when it is none of them.
    public init?(ofFile path: String) {
        self.init(rawValue: Paths.ending(of: path))
    }

    /// The graph of a model in a file of either format.
    static func graph(contentsOf path: String, prototxt: String?) throws -> Graph {
        guard let format = NetworkFormat(ofFile: path) else {
            throw NetworkError.unreadable(
                path: path,
                reason: ForeignFile.description(ofFile: path) ?? "its name ends in neither .onnx nor .caffemodel")
        }
        let graph =
            switch format {
            case .onnx: try ONNXReader.graph(contentsOf: path)
            case .caffe: try CaffeReader.graph(contentsOf: path, prototxt: prototxt)
            }
        return graph.seeingColour()
    }
}

extension Graph {
    /// Refuses a network that reads something else than pictures: it can be evaluated, and cannot dream.
    /// - Parameter file: what it is called in the refusal.
    /// - Throws: `NetworkError.otherChannels`.
    public func checkReadsPictures(file: String) throws {
        guard inputChannels == 3 else { throw NetworkError.otherChannels(file: file, channels: inputChannels) }
    }
}
