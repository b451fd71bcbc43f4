import Foundation
package import Networks
import Recipes
import Tensors
import Wording

/// A network taken into the library, with what its file gives away of it; and what the user is told of that.
package struct NetworkAdoption {
    /// What was found, a line each.
    package let lines: [String]

    /// - Parameters:
    ///   - file: a `.onnx` or `.caffemodel` file, the layers of the latter in `prototxt`, or beside it.
    ///   - name: the name in the library; the file's when nil.
    ///   - preprocessing: how it was trained to see pictures, instead of the guess.
    ///   - labels: a file of the names of its classes, one a line.
    ///   - photos: to check the preprocessing on; those that presets come with when there are none.
    ///   - text: the text tower of a CLIP, and its vocabulary, which lies beside it when nil.
    ///   - replacing: whether a network of this name is replaced.
    /// - Throws: `NetworkError`, `LabelCountError`.
    package init(
        of file: String, prototxt: String?, named name: String?, preprocessing: PreprocessingKind?, labels: String?,
        photos: [String], text: String? = nil, vocabulary: String? = nil, replacing: Bool
    ) throws {
        let library = NetworkLibrary.standard
        var guess = try ManifestGuess(file: file, prototxt: prototxt, called: name)
        try guess.graph.checkReadsPictures(file: file)
        let tower = try text.map { try TextAdoption(of: $0, vocabulary: vocabulary, for: guess) }
        if tower != nil, preprocessing == nil { guess.choose(.clip, because: "networks with a text tower read that") }
        guess.manifest.text = tower?.description
        if tower != nil { guess.forgetClasses() }
        if let preprocessing { guess.choose(preprocessing, because: "you said so") }
        guess.manifest.name = name ?? guess.manifest.name
        let names = try NetworkAdoption.classNames(&guess, labels, in: library)
        let known =
            try names ?? guess.manifest.labels.map { try NetworkLibrary.lines(ofFile: library.folder + "/" + $0) }
        let guides = ["cat.jpg", "coffee.jpg"].map { Folders.shipped + "/Presets/guides/" + $0 }
        let check = try PreprocessingCheck(of: guess, photos: photos.isEmpty ? guides : photos, classes: known ?? [])
        let manifest = try library.install(
            guess.manifest, from: file, labels: names, text: tower.map { ($0.model, $0.vocabulary) },
            replacing: replacing)
        var lines = [
            "added \(manifest.name): \(NetworkAdoption.summary(of: guess.graph))",
            "preprocessing: \(guess.kind.rawValue), \(manifest.preprocessing.sentence); \(guess.reason)",
        ]
        lines += check.lines(chosen: guess.kind)
        if guess.isQuantized {
            lines.append("quantized: it is computed in floats, with the weights as they were quantized")
        }
        lines += NetworkAdoption.outOfReach(of: guess.graph, name: manifest.name)
        if let tower { lines.append("texts: \(tower.line)") }
        lines.append("classes: \(NetworkAdoption.classes(of: guess, manifest, labels))")
        lines.append(
            "default layer: \(manifest.defaultLayer); \(Phrases.count(manifest.aliases.count, "short name")) "
                + "('reverie networks layers \(manifest.name)' lists them)")
        self.lines = lines
    }

    private static func summary(of graph: Graph) -> String {
        let weights = graph.weightBytes / 4
        return
            "\(Phrases.count(graph.nodes.indices.dropFirst().filter { !graph.isShownLine($0) }.count, "layer")), \((Double(weights) / 1e5).rounded() / 10) million weights"
    }

    /// What cannot be computed of it, and why: the first few layers that close others.
    private static func outOfReach(of graph: Graph, name: String) -> [String] {
        guard !graph.closed.isEmpty else { return [] }
        let ends = graph.closedEnds
        let shown = ends.prefix(3).map { end -> String in
            let behind = graph.closed.count { $0.end == end.end } - 1
            let others = behind == 0 ? "" : ", and \(Phrases.count(behind, "layer")) behind it"
            return "out of reach: \(Phrases.harmless(end.end.sentence, limit: 600))\(others)"
        }
        let more = ends.count - shown.count
        return shown + (more > 0 ? ["\(more) more like these ('reverie networks layers \(name)' lists them)"] : [])
    }

    /// The names to install; nil when there are none, or when the library's own list of ImageNet's classes serves.
    private static func classNames(_ guess: inout ManifestGuess, _ labels: String?, in library: NetworkLibrary) throws
        -> [String]?
    {
        if let labels {
            let lines = try NetworkLibrary.lines(ofFile: labels)
            if let count = guess.classCount, lines.count != count {
                throw LabelCountError(labels: labels, lines: lines.count, classes: count)
            }
            return lines
        }
        let imagenet = "imagenet-labels.txt"
        guard let count = guess.classCount,
            let known = try? NetworkLibrary.lines(ofFile: library.folder + "/" + imagenet),
            known.count == 1000
        else { return nil }
        // TensorFlow's nets have a class for none of them in front.
        if count == 1001 { return ["background"] + known }
        if count == 1000 { guess.manifest.labels = imagenet }
        return nil
    }

    private static func classes(of guess: ManifestGuess, _ manifest: Manifest, _ labels: String?) -> String {
        guard let count = guess.classCount, let layer = manifest.classes else {
            return guess.graph.closed.isEmpty ? "none that were found" : "out of reach"
        }
        let names =
            switch manifest.labels {
            case "imagenet-labels.txt"?: "taken to be ImageNet's, since there are 1000"
            case .some where labels == nil: "taken to be ImageNet's with one in front, since there are 1001"
            case .some: "named by \(Phrases.harmless(labels ?? ""))"
            case nil: "without names (\(SettingName.labels) gives them)"
            }
        return "\(count), in \(layer), \(names)"
    }
}

/// A file of class names that is not as long as the network has classes.
package struct LabelCountError: UsageProblem {
    let labels: String
    let lines: Int
    let classes: Int

    package var description: String {
        "\(Phrases.harmless(labels)) has \(Phrases.count(lines, "line")), and the network \(Phrases.count(classes, "class", "classes"))"
    }
}

extension Manifest.Preprocessing {
    /// `RGB, 0–1, mean 0.485 0.456 0.406, deviation 0.229 0.224 0.225`
    fileprivate var sentence: String {
        let list = { (numbers: [Float]) in numbers.map { "\($0)" }.joined(separator: " ") }
        return
            "\(channelOrder.rawValue.uppercased()), 0–\(Int(range)), mean \(list(mean)), deviation \(list(deviation))"
    }
}
