import Files
import Foundation
import Wording

/// Weights that lie in files beside a model, as PyTorch's newer exporter puts them: `model.onnx.data`.
///
/// The file is mapped, and each tensor is a view of its part. The format lets a model name any path; here a file outside
/// of the model's folder is refused, be it by an absolute path, by `..` or through a link. Where the model itself is a link, as in the
/// cache of Hugging Face (`snapshots/…/model.onnx → ../../blobs/…`), its weights may be links to the same place.
struct ONNXExternalData {
    private let file: String
    private let folder: String?
    private var mapped: [String: Data] = [:]

    /// For the model in `file`, whose weights may be in `folder`.
    init(file: String, folder: String?) {
        self.file = file
        self.folder = folder
    }

    /// The size of the files that were mapped.
    var bytes: Int { mapped.values.reduce(0) { $0 + $1.count } }

    /// Gives every tensor that lies elsewhere its bytes.
    mutating func bringWeights(into graph: inout ONNX_Graph) throws {
        for index in graph.initializer.indices where graph.initializer[index].dataLocation != 0 {
            let tensor = graph.initializer[index]
            graph.initializer[index].rawData = try bytes(of: tensor)
            graph.initializer[index].dataLocation = 0
        }
    }

    private mutating func bytes(of tensor: ONNX_Tensor) throws -> Data {
        let entries = Dictionary(tensor.externalData.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        guard let location = entries["location"], !location.isEmpty else {
            throw error(tensor, "in another file, but not in which")
        }
        let data = try map(location, for: tensor)
        let offset = entries["offset"].map { Int($0) } ?? 0
        let length = entries["length"].map { Int($0) } ?? data.count - (offset ?? 0)
        guard let offset, let length, offset >= 0, length >= 0, offset <= data.count, length <= data.count - offset
        else {
            throw error(
                tensor,
                "in '\(location)' at \(entries["offset"] ?? "0"), \(entries["length"] ?? "all") bytes long, and that file has \(Phrases.count(data.count, "byte"))"
            )
        }
        return data[data.startIndex + offset..<data.startIndex + offset + length]
    }

    private mutating func map(_ location: String, for tensor: ONNX_Tensor) throws -> Data {
        if let known = mapped[location] { return known }
        guard let folder else { throw error(tensor, "in '\(location)', and the model's folder is not known") }
        let parts = location.split(separator: "/", omittingEmptySubsequences: false)
        let home = Files.real(folder) ?? folder
        let path = Files.real(home + "/" + location) ?? home + "/" + location
        let blobs = Files.real(file).map { Paths.folder(of: $0) }
        guard !parts.contains(".."), !location.hasPrefix("/"), !location.contains("\0"),
            path.hasPrefix(home + "/") || Paths.folder(of: path) == blobs
        else {
            throw error(tensor, "in '\(location)', which is outside of the model's folder")
        }
        let data = try NetworkFile.map(path)
        mapped[location] = data
        return data
    }

    private func error(_ tensor: ONNX_Tensor, _ problem: String) -> NetworkError {
        .notONNX(file: file, reason: "the tensor '\(tensor.name)' is said to lie \(problem)")
    }
}
