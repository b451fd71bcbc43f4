public import ArgumentParser
import Foundation
public import Networks
import Recipes
import Tensors
import Wording

/// `reverie networks add FILE`
struct NetworksAdd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Copies a network into the library, with what its file gives away of it.",
        discussion: """
            How pictures become the network's input is guessed, told with the reason, and checked by what the network sees in \
            photos. A Caffe model takes its layers from the .prototxt beside it. Preprocessings:

              imagenet   red first, 0–1, less ImageNet's mean, by its deviation: torchvision, timm
              caffe      blue first, 0–255, less ImageNet's mean
              inception  red first, −1–1: TensorFlow's Inception and MobileNet
              lite       red first, (v − 127) ÷ 128: EfficientNet-Lite
              unit       red first, 0–1
              clip       red first, 0–1, less CLIP's mean, by its deviation
              raw        red first, 0–255: for networks that do the rest themselves

            Examples:
              reverie networks add resnet50.onnx
              reverie networks add bvlc_googlenet.caffemodel --prototxt deploy.prototxt --name googlenet
            """)

    @Argument(help: "A .onnx or .caffemodel file.", completion: .file(extensions: ["onnx", "caffemodel"]))
    var file: String

    @Option(help: "The name in the library; the file's when absent.")
    var name: String?

    @Option(help: "The layers of a .caffemodel.", completion: .file(extensions: ["prototxt"]))
    var prototxt: String?

    @Option(help: "How it was trained to see pictures, instead of the guess.")
    var preprocessing: PreprocessingKind?

    @Option(help: "Names of its classes, one a line.", completion: .file())
    var labels: String?

    @Option(
        name: .customLong("photo"),
        help: ArgumentHelp(
            "A photo to check the preprocessing on; may be given several times. Those that presets come with when absent.",
            valueName: "FILE"), completion: .file())
    var photos: [String] = []

    @Flag(help: "Replace a network of this name.")
    var force = false

    func run() throws {
        let library = NetworkLibrary.standard
        var guess = try ManifestGuess(file: file, prototxt: prototxt)
        try guess.graph.checkReadsPictures(file: file)
        if let preprocessing { guess.choose(preprocessing, because: "you said so") }
        guess.manifest.name = name ?? guess.manifest.name
        let lines = try classNames(&guess, in: library)
        let known =
            try lines ?? guess.manifest.labels.map { try NetworkLibrary.lines(ofFile: library.folder + "/" + $0) }
        let guides = ["cat.jpg", "coffee.jpg"].map { Folders.shipped + "/Presets/guides/" + $0 }
        let check = try PreprocessingCheck(of: guess, photos: photos.isEmpty ? guides : photos, classes: known ?? [])
        let manifest = try library.install(guess.manifest, from: file, labels: lines, replacing: force)
        Console.print("added \(manifest.name): \(summary(of: guess.graph))")
        Console.print("preprocessing: \(guess.kind.rawValue), \(manifest.preprocessing.sentence); \(guess.reason)")
        check.lines(chosen: guess.kind).forEach(Console.print)
        Console.print("classes: \(classes(of: guess, manifest))")
        Console.print(
            "default layer: \(manifest.defaultLayer); \(Phrases.count(manifest.aliases.count, "short name")) "
                + "('reverie networks layers \(manifest.name)' lists them)")
    }

    private func summary(of graph: Graph) -> String {
        let weights = graph.weightBytes / 4
        return
            "\(Phrases.count(graph.nodes.count - 1, "layer")), \((Double(weights) / 1e5).rounded() / 10) million weights"
    }

    /// The names to install; nil when there are none, or when the library's own list of ImageNet's classes serves.
    private func classNames(_ guess: inout ManifestGuess, in library: NetworkLibrary) throws -> [String]? {
        if let labels {
            let lines = try NetworkLibrary.lines(ofFile: labels)
            if let count = guess.classCount, lines.count != count {
                throw ValidationError(
                    "\(Phrases.harmless(labels)) has \(Phrases.count(lines.count, "line")), and the network \(Phrases.count(count, "class", "classes"))"
                )
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

    private func classes(of guess: ManifestGuess, _ manifest: Manifest) -> String {
        guard let count = guess.classCount, let layer = manifest.classes else { return "none that were found" }
        let names =
            switch manifest.labels {
            case "imagenet-labels.txt"?: "taken to be ImageNet's, since there are 1000"
            case .some where labels == nil: "taken to be ImageNet's with one in front, since there are 1001"
            case .some: "named by \(Phrases.harmless(labels ?? ""))"
            case nil: "without names (--labels gives them)"
            }
        return "\(count), in \(layer), \(names)"
    }
}

extension PreprocessingKind: ExpressibleByArgument {}

extension Manifest.Preprocessing {
    /// `RGB, 0–1, mean 0.485 0.456 0.406, deviation 0.229 0.224 0.225`
    fileprivate var sentence: String {
        let list = { (numbers: [Float]) in numbers.map { "\($0)" }.joined(separator: " ") }
        return
            "\(channelOrder.rawValue.uppercased()), 0–\(Int(range)), mean \(list(mean)), deviation \(list(deviation))"
    }
}
