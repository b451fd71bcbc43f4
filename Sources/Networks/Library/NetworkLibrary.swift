import Files
import Foundation

/// The folder of installed networks: for each a manifest, `NAME.json`, with its model and labels beside it.
///
///     let squeezenet = try NetworkLibrary.standard.load("squeezenet")
public struct NetworkLibrary: Sendable {
    /// The folder.
    public let folder: String

    /// The library in a folder, which need not exist.
    public init(folder: String) { self.folder = folder }

    /// The networks that Scripts/fetch-networks fetches.
    public static let shipped = ["squeezenet", "efficientnet-lite0", "vgg16"]
    /// Those that it fetches, too, when they are named, or when a preset asks for them.
    public static let fetchable = shipped + ["dinov2-small"]

    /// The user's library: `$REVERIE_HOME/networks`, or `reverie/networks` in `$XDG_DATA_HOME` or `~/.local/share`.
    public static var standard: NetworkLibrary {
        NetworkLibrary(folder: standardFolder(environment: UserFolder.environment))
    }

    /// Where the user's library is, by the environment's variables.
    public static func standardFolder(environment: [String: String]) -> String {
        if let home = environment["REVERIE_HOME"], !home.isEmpty { return home + "/networks" }
        return UserFolder.data.path(environment) + "/reverie/networks"
    }

    /// The manifests of all installed networks, by name.
    /// - Throws: `NetworkError` for a manifest that cannot be read.
    public func list() throws -> [Manifest] {
        let files = Files.names(in: folder) ?? []
        return try files.filter { $0.hasSuffix(".json") }.sorted().map { folder + "/" + $0 }.filter(Manifest.isOne)
            .map { try Manifest(contentsOf: $0) }
    }

    /// A network by its name, or from a `.onnx` or `.caffemodel` file.
    ///
    /// A file's manifest is read from the `.json` beside it; without one its preprocessing is guessed from what the file is.
    /// - Parameter prototxt: the layers of a `.caffemodel`; beside it when nil.
    /// - Throws: `NetworkError`.
    public func load(_ name: String, prototxt: String? = nil) throws -> Network {
        if NetworkFormat(ofFile: name) != nil { return try load(model: name, prototxt: prototxt) }
        let manifests = try list()
        guard let manifest = manifests.first(where: { $0.name == name }) else {
            if Files.exists(name), let what = ForeignFile.description(ofFile: name) {
                throw NetworkError.unreadable(path: name, reason: what)
            }
            guard !manifests.isEmpty else { throw NetworkError.nothingInstalled(folder: folder) }
            throw NetworkError.unknownNetwork(name: name, installed: manifests.map(\.name), folder: folder)
        }
        return try load(manifest, in: folder)
    }

    private func load(model path: String, prototxt: String?) throws -> Network {
        let beside = Paths.beside(path, Paths.stem(of: path) + ".json")
        if Manifest.isOne(beside) {
            return try load(try Manifest(contentsOf: beside), in: Paths.folder(of: path))
        }
        var guess = try ManifestGuess(file: path, prototxt: prototxt)
        guess.manifest.sha256 = try NetworkFile.map(path).sha256
        return Network(manifest: guess.manifest, graph: guess.graph, classes: [])
    }

    private func load(_ manifest: Manifest, in folder: String) throws -> Network {
        let path = folder + "/" + manifest.model
        let graph = try NetworkFormat.graph(contentsOf: path, prototxt: manifest.prototxt.map { folder + "/" + $0 })
        let network = Network(
            manifest: manifest, graph: graph, classes: try labels(of: manifest, in: folder),
            text: manifest.text.map {
                TextEncoder(
                    name: manifest.name, model: folder + "/" + $0.model, vocabulary: folder + "/" + $0.vocabulary,
                    width: $0.width)
            })
        for (key, name) in [
            ("defaultLayer", manifest.defaultLayer), ("classes", manifest.classes), ("logits", manifest.logits),
            ("saliency", manifest.saliency), ("text.embedding", manifest.text?.embedding),
        ] {
            guard let name else { continue }
            guard (try? network.node(named: name)) != nil else {
                throw NetworkError.manifest(
                    path: folder + "/" + manifest.name + ".json",
                    problem: "\(key) is '\(name)', which is no layer of \(manifest.model)")
            }
        }
        return network
    }

    private func labels(of manifest: Manifest, in folder: String) throws -> [String] {
        guard let file = manifest.labels else { return [] }
        return try NetworkLibrary.lines(ofFile: folder + "/" + file)
    }

    /// The lines of a text file that are not empty.
    /// - Throws: `NetworkError.unreadable`.
    public static func lines(ofFile path: String) throws -> [String] {
        let text = String(decoding: try NetworkFile.map(path), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).map { String($0) }
    }
}
