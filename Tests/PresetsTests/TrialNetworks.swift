import Networks
import Tensors
import TestSupport

/// The networks that random presets are tried on: shipped ones, and one that takes no time.
enum TrialNetworks {
    /// Some layers of each.
    static let layers: KeyValuePairs = [
        "small": ["conv1", "relu1", "pool1", "conv2", "relu2", "classes", "dead"],
        "squeezenet": ["conv1", "fire2", "fire4", "fire5", "fire8", "pool3", "relu_conv10"],
        "efficientnet-lite0": [],
    ]

    /// - Throws: `NetworkError`.
    static func network(_ name: String) throws -> Network {
        switch name {
        case "small": small
        case "dinov2-small": head
        default: try Shelf.network(name)
        }
    }

    /// What stands for the network that maps what people look at.
    private static let head: Network = {
        var manifest = small.manifest
        (manifest.name, manifest.saliency) = ("dinov2-small", "head")
        let nodes = small.graph.nodes
        let weights = Tensor.noise(Shape([1, 5, 1, 1]), seed: 9)
        let head = Convolution(weights: weights, bias: [0], window: Window(kernel: Extent(1)))
        return Network(
            manifest: manifest,
            graph: Graph(
                nodes: nodes + [
                    Graph.Node(name: "head", operation: .convolution(head), inputs: [nodes.count - 1])
                ]), classes: small.classes)
    }()

    private static let small: Network = {
        func convolution(_ outputs: Int, _ inputs: Int, kernel: Int, stride: Int) -> any Operator {
            var weights = Tensor.noise(Shape([outputs, inputs, kernel, kernel]), seed: UInt64(outputs))
            weights.scale(by: (2 / Float(inputs * kernel * kernel)).squareRoot())
            let border = Extent(kernel / 2)
            let window = Window(
                kernel: Extent(kernel), stride: Extent(stride), padding: .explicit(before: border, after: border))
            return .convolution(
                Convolution(weights: weights, bias: [Float](repeating: 0, count: outputs), window: window))
        }
        let pool = Window(
            kernel: Extent(3), stride: Extent(2), padding: .explicit(before: Extent(0), after: Extent(0)))
        let graph = Graph(nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "conv1", operation: convolution(8, 3, kernel: 3, stride: 2), inputs: [0]),
            Graph.Node(name: "relu1", operation: .relu, inputs: [1]),
            Graph.Node(name: "pool1", operation: .maxPool(pool), inputs: [2]),
            Graph.Node(name: "conv2", operation: convolution(12, 8, kernel: 3, stride: 1), inputs: [3]),
            Graph.Node(name: "relu2", operation: .relu, inputs: [4]),
            Graph.Node(name: "dead", operation: .clip(lower: 1e6, upper: 2e6), inputs: [5]),
            Graph.Node(name: "classes", operation: convolution(5, 12, kernel: 1, stride: 1), inputs: [5]),
        ])
        let manifest = Manifest(
            name: "small", title: "Small", model: "", sha256: "",
            preprocessing: .init(channelOrder: .rgb, range: 1, mean: [0.5, 0.5, 0.5], deviation: [0.25, 0.25, 0.25]),
            trainedSize: 32, aliases: [:], classes: "classes", logits: nil, labels: nil, defaultLayer: "relu2",
            licence: "", source: "", trainedOn: "",
            text: Manifest.Text(model: "", vocabulary: "", embedding: "relu2", width: 12))
        let text = TextEncoder(
            name: "small", model: Fixtures.path("Text/older.onnx"), vocabulary: Fixtures.path("Text/vocabulary.txt"),
            width: 12)
        return Network(
            manifest: manifest, graph: graph,
            classes: ["one", "zebra", "tabby, tabby cat", "golden retriever", "five"],
            text: text)
    }()
}
