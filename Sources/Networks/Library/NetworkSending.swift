import Files
import Foundation

/// A network that another library was given.
public struct SentNetwork: Codable, Hashable, Sendable {
    /// What it is called there: its name; of one from a file, that file's place.
    public let name: String
    /// Its weights, below the library's folder.
    public let model: String
    /// Of the weights, lowercase hexadecimal.
    public let sha256: String
}

extension NetworkLibrary {
    /// Gives another library a network of this one, or from a file: all its files, in a folder that is named by the hash of the weights.
    ///
    /// Where both are on one disk they share the files; what is there already stays.
    /// - Throws: `NetworkError`.
    public func send(_ name: String, to other: NetworkLibrary) throws -> SentNetwork {
        guard NetworkFormat(ofFile: name) == nil else { return try other.take(model: name) }
        let manifests = try list()
        guard var manifest = manifests.first(where: { $0.name == name }) else {
            throw NetworkError.unknownNetwork(name: name, installed: manifests.map(\.name), folder: folder)
        }
        let model = folder + "/" + manifest.model
        let digest = try NetworkFile.map(model).sha256
        func sent(_ file: String) -> String { digest + "/" + Paths.name(of: file) }
        for file in [manifest.model, manifest.prototxt, manifest.labels].compactMap(\.self) {
            try other.take(folder + "/" + file, as: sent(file))
        }
        for file in try NetworkLibrary.weightFiles(of: model) {
            try other.take(Paths.beside(model, file), as: digest + "/" + file)
        }
        (manifest.model, manifest.prototxt) = (sent(manifest.model), manifest.prototxt.map(sent))
        manifest.labels = manifest.labels.map(sent)
        try other.put(try JSONEncoder().encode(manifest), as: name + ".json")
        return SentNetwork(name: name, model: manifest.model, sha256: digest)
    }

    /// Takes a model from a file, with what lies beside it and belongs to it, under the names that they have.
    private func take(model path: String) throws -> SentNetwork {
        let home = Paths.folder(of: path)
        let beside = Paths.stem(of: path) + ".json"
        var (model, files) = (Paths.name(of: path), [Paths.name(of: path)])
        if Manifest.isOne(home + "/" + beside) {
            let manifest = try Manifest(contentsOf: home + "/" + beside)
            model = manifest.model
            files += [beside, manifest.model] + [manifest.prototxt, manifest.labels].compactMap(\.self)
        } else if let layers = CaffeReader.layers(beside: path) {
            files.append(Paths.name(of: layers))
        }
        files += try NetworkLibrary.weightFiles(of: home + "/" + model)
        let digest = try NetworkFile.map(home + "/" + model).sha256
        for file in Set(files) { try take(home + "/" + file, as: digest + "/" + file) }
        return SentNetwork(
            name: "\(folder)/\(digest)/\(Paths.name(of: path))", model: digest + "/" + model, sha256: digest)
    }

    private static func weightFiles(of model: String) throws -> [String] {
        NetworkFormat(ofFile: model) == .onnx ? try ONNXReader.weightFiles(contentsOf: model) : []
    }

    private func take(_ file: String, as name: String) throws {
        let path = folder + "/" + name
        guard !Files.exists(path) else { return }
        try making(path) { new in
            let isShared = file.withPath { file in new.withPath { link(file, $0) } } == 0
            if !isShared { try Files.write(try NetworkFile.map(file), to: new) }
        }
    }

    private func put(_ data: Data, as name: String) throws {
        try making(folder + "/" + name) { try Files.write(data, to: $0) }
    }

    /// Lets a file be made under another name first.
    private func making(_ path: String, _ body: (String) throws -> Void) throws {
        let new = "\(path).\(ThisProcess.place)-\(getpid()).part"
        do {
            try Files.makeFolder(Paths.folder(of: path))
            Files.remove(new)
            try body(new)
            try Files.rename(new, to: path)
        } catch let problem as SystemProblem {
            Files.remove(new)
            throw NetworkError.unwritable(path: path, reason: "\(problem)")
        }
    }
}
