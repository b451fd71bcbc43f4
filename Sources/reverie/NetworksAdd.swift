public import ArgumentParser
import Jobs
public import Networks
import Terminal

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
              reverie networks add image.onnx --text text.onnx --name clip
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

    @Option(
        help: "The text tower of a CLIP, so that presets can say net:text(\"…\").",
        completion: .file(extensions: ["onnx"]))
    var text: String?

    @Option(
        help: "The tower's vocabulary, bpe_simple_vocab_16e6.txt or merges.txt; beside the tower when absent.",
        completion: .file(extensions: ["txt"]))
    var vocabulary: String?

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
        let added = try NetworkAdoption(
            of: file, prototxt: prototxt, named: name, preprocessing: preprocessing, labels: labels, photos: photos,
            text: text, vocabulary: vocabulary,
            replacing: force)
        added.lines.forEach(Console.print)
    }
}

extension PreprocessingKind: ExpressibleByArgument {}
