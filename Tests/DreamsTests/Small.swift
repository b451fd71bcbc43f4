import Dreams
import Engine
import Networks
import Pictures
import Tensors
import TestSupport

/// A small network of seeded weights, and recipes for it.
enum Small {
    static let network: Network = {
        func convolution(_ outputs: Int, _ inputs: Int, stride: Int) -> any Operator {
            var weights = Tensor.noise(Shape([outputs, inputs, 3, 3]), seed: UInt64(outputs))
            weights.scale(by: (2 / Float(inputs * 9)).squareRoot())
            let window = Window(
                kernel: Extent(3), stride: Extent(stride), padding: .explicit(before: Extent(1), after: Extent(1)))
            return .convolution(
                Convolution(weights: weights, bias: [Float](repeating: 0, count: outputs), window: window))
        }
        let graph = Graph(nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "conv1", operation: convolution(16, 3, stride: 2), inputs: [0]),
            Graph.Node(name: "relu1", operation: .relu, inputs: [1]),
            Graph.Node(name: "conv2", operation: convolution(16, 16, stride: 1), inputs: [2]),
            Graph.Node(name: "relu2", operation: .relu, inputs: [3]),
            Graph.Node(name: "dead", operation: .clip(lower: 1e6, upper: 2e6), inputs: [4]),
        ])
        let manifest = Manifest(
            name: "small", title: "Small", model: "", sha256: "",
            preprocessing: .init(channelOrder: .bgr, range: 255, mean: [120, 120, 120], deviation: [60, 60, 60]),
            trainedSize: 64, aliases: [:], classes: "conv2", logits: nil, labels: nil, defaultLayer: "relu2",
            licence: "", source: "", trainedOn: "")
        return Network(manifest: manifest, graph: graph, classes: [])
    }()

    static let photo = Picture(colours: Clouds.paint(width: 120, height: 80, seed: 4))

    static let relu2 = Dreams.Expression.activation(LayerReference(.name("relu2")))
    static let energy = Dreams.Expression.energy(of: LayerReference(.name("relu2")))

    /// An ascent of one octave, but for what is changed.
    static func ascent(
        _ objective: Dreams.Expression = energy, _ change: (inout Ascent) -> Void = { _ in }
    ) -> Ascent {
        var ascent = Ascent(maximize: objective)
        ascent.octaves = Octaves(count: 1)
        change(&ascent)
        return ascent
    }

    static func recipe(_ ascent: Ascent, seed: UInt64 = 1) -> Recipe { recipe([.ascent(ascent)], seed: seed) }

    static func recipe(_ actions: [Stage.Action], seed: UInt64 = 1) -> Recipe {
        Recipe(
            title: "test", network: "small", seed: seed, canvas: Canvas(.clouds, width: 64, height: 64),
            stages: actions.map { Stage(name: "ascent", action: $0, place: SourceLine(file: "t.lua", line: 3)) })
    }

    /// The picture that a recipe makes of the photo, and what was maximised before each step.
    static func render(
        _ recipe: Recipe, pictures: [PictureReference: Picture] = [:], on picture: Picture = photo,
        backend: any Backend = Backends.fast
    ) throws -> (Picture, objectives: [Float]) {
        var objectives: [Float] = []
        let renderer = try Renderer(recipe: recipe, network: network, pictures: pictures, backend: backend)
        let result = try renderer.render(picture) {
            objectives.append($0.objective)
            return .goOn
        }
        return (result.picture, objectives)
    }
}
