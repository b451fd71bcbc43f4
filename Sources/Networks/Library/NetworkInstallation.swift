import Files
import Foundation

/// Networks that come into the library, and that leave it.
extension NetworkLibrary {
    /// Copies a network into the library: its files into a folder of its name, its manifest beside that.
    ///
    /// - Parameters:
    ///   - manifest: what is known of it; where its files lie in the library is filled in.
    ///   - file: the model; the files that an ONNX model's weights lie in come along.
    ///   - labels: the lines of its class names; nil for none, or for a file of labels that `manifest` names already.
    ///   - text: the tower that `manifest.text` tells of, and its vocabulary; what weights the tower has beside it come along.
    ///   - replacing: whether a network of this name may be there.
    /// - Returns: the manifest as it was written.
    /// - Throws: `NetworkError`; nothing is left behind then, and a network of the name stays as it was.
    public func install(
        _ manifest: Manifest, from file: String, labels: [String]? = nil,
        text: (model: String, vocabulary: String)? = nil, replacing: Bool = false
    ) throws -> Manifest {
        let name = manifest.name
        guard NetworkLibrary.isName(name) else { throw NetworkError.badName(name) }
        let place = folder + "/" + name
        guard replacing || ![place, place + ".json"].contains(where: Files.exists) else {
            throw NetworkError.installedAlready(name: name, folder: folder)
        }
        var manifest = manifest
        let data = try NetworkFile.map(file)
        let model = Paths.name(of: file)
        manifest.model = name + "/" + model
        manifest.sha256 = data.sha256
        var files = [(from: file, to: model)]
        if NetworkFormat(ofFile: file) == .onnx {
            let home = Paths.folder(of: file)
            files += try ONNXReader.weightFiles(contentsOf: file).map { (home + "/" + $0, $0) }
        } else if let layers = manifest.prototxt ?? CaffeReader.layers(beside: file) {
            files.append((layers, "layers.prototxt"))
            manifest.prototxt = name + "/layers.prototxt"
        }
        if let text {
            manifest.text?.model = "\(name)/text/\(Paths.name(of: text.model))"
            manifest.text?.vocabulary = "\(name)/text/vocabulary.txt"
            let home = Paths.folder(of: text.model)
            files.append((text.model, "text/" + Paths.name(of: text.model)))
            files += try ONNXReader.weightFiles(contentsOf: text.model).map { (home + "/" + $0, "text/" + $0) }
            files.append((text.vocabulary, "text/vocabulary.txt"))
        }
        if labels != nil { manifest.labels = name + "/labels.txt" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let new = place + ".\(getpid()).part"
        do {
            Files.removeAll(new)
            try Files.makeFolder(new)
            for (from, to) in files {
                try Files.makeFolder(Paths.folder(of: new + "/" + to))
                try Files.write(try NetworkFile.map(from), to: new + "/" + to)
            }
            if let labels {
                try Files.write(Data((labels.joined(separator: "\n") + "\n").utf8), to: new + "/labels.txt")
            }
            if replacing {
                try? remove(name)
                Files.removeAll(place)
            }
            try Files.rename(new, to: place)
            try Files.write(try encoder.encode(manifest), to: place + ".json.part")
            try Files.rename(place + ".json.part", to: place + ".json")
        } catch {
            Files.removeAll(new)
            throw NetworkError.unwritable(path: place, reason: "\(error)")
        }
        return manifest
    }

    /// Takes a network out of the library, with those of its files that no other network needs.
    /// - Throws: `NetworkError.unknownNetwork` with the nearest guess.
    public func remove(_ name: String) throws {
        let manifests = try list()
        guard let manifest = manifests.first(where: { $0.name == name }) else {
            throw NetworkError.unknownNetwork(name: name, installed: manifests.map(\.name), folder: folder)
        }
        let others = manifests.filter { $0.name != name }.flatMap {
            [$0.model, $0.prototxt, $0.labels, $0.text?.model]
        }
        let files = [manifest.model, manifest.prototxt, manifest.labels].compactMap(\.self).filter {
            !others.contains($0)
        }
        guard Files.remove(folder + "/" + name + ".json") else {
            throw NetworkError.unwritable(path: folder + "/" + name, reason: "\(SystemProblem(errno))")
        }
        for file in files { Files.remove(folder + "/" + file) }
        // The folder is the network's own: what else an exporter put there goes with it.
        if files.contains(where: { $0.hasPrefix(name + "/") }) { Files.removeAll(folder + "/" + name) }
    }

    /// Whether a name can be that of a file: letters, digits, `-`, `_` and `.`, not at the beginning.
    static func isName(_ name: String) -> Bool {
        (1...80).contains(name.count) && !name.hasPrefix(".")
            && name.unicodeScalars.allSatisfy { scalar in
                ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                    || ["-", "_", "."].contains(scalar)
            }
    }
}
