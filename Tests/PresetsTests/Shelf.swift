import Dreams
import Engine
import Foundation
import Networks
import Pictures
import Recipes
import Tensors
import TestSupport

/// The presets that are shipped, and the networks that they are tried on.
enum Shelf {
    /// `Presets/` of this checkout.
    static let folder = Fixtures.checkout + "/Presets"

    static let library = PresetLibrary(folders: [folder])

    /// Whether fixtures are written anew; the tests fail then, so that nobody records by accident.
    static let isRecording = ProcessInfo.processInfo.environment["REVERIE_RECORD"] == "1"

    /// A folder for what differs from a fixture.
    static func differences() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("reverie-golden")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    static let networkNames = NetworkLibrary.shipped

    private static let networks = LoadedNetworks()

    /// One of them, or another that is installed.
    ///
    /// `dinov2-small` comes only when it is named, and need not be there: SqueezeNet stands for it, with a map of what people look at. Nor does
    /// a CLIP: a small one stands for it, made of noise.
    static func network(_ name: String) throws -> Network {
        if name == "dinov2-small" { return try transformer.get() }
        if name == "clip" { return try clip.get() }
        return try networks.network(name)
    }

    private static let transformer: Result<Network, any Error> = Result {
        let squeezenet = try network("squeezenet")
        var manifest = squeezenet.manifest
        (manifest.name, manifest.title, manifest.saliency) = ("dinov2-small", "A stand-in", "map")
        (manifest.classes, manifest.logits) = (nil, nil)
        let nodes = squeezenet.graph.nodes
        let last = try squeezenet.node(named: "fire8")
        let shapes = try squeezenet.graph.shapes(height: 224, width: 224)
        var weights = Tensor.noise(Shape([1, shapes[last].channels, 1, 1]), seed: 7)
        weights.scale(by: 0.02)
        let map = Convolution(weights: weights, bias: [0], window: Window(kernel: Extent(1)))
        let graph = Graph(
            nodes: nodes + [
                Graph.Node(name: "evidence", operation: .convolution(map), inputs: [last]),
                Graph.Node(name: "map", operation: Sigmoid(), inputs: [nodes.count]),
            ])
        return Network(manifest: manifest, graph: graph, classes: [])
    }

    private static let clip: Result<Network, any Error> = Result {
        let graph = try ONNXReader.graph(contentsOf: Fixtures.path("Text/image.onnx"))
        let last = graph.nodes[graph.nodes.count - 1].name
        let manifest = Manifest(
            name: "clip", title: "CLIP", model: "", sha256: "", preprocessing: PreprocessingKind.clip.preprocessing,
            trainedSize: 64, aliases: [:], classes: nil, logits: nil, labels: nil, defaultLayer: last, licence: "",
            source: "", trainedOn: "", text: Manifest.Text(model: "", vocabulary: "", embedding: last, width: 12))
        let text = TextEncoder(
            name: "clip", model: Fixtures.path("Text/older.onnx"), vocabulary: Fixtures.path("Text/vocabulary.txt"),
            width: 12)
        return Network(manifest: manifest, graph: graph, classes: [], text: text)
    }

    /// What a preset becomes, with its own network or another one.
    static func made(
        _ preset: String, network: String? = nil, parameters: [String: String] = [:]
    ) throws -> MadeRecipe {
        try library.find(preset).recipe(settings: Settings(network: network, parameters: parameters)) {
            NetworkVocabulary(try self.network($0))
        }
    }

    /// A renderer of a recipe that a preset became, with the pictures that lie beside it.
    static func renderer(_ recipe: Recipe, from made: MadeRecipe, backend: any Backend = Backends.fast) throws
        -> Renderer
    {
        let pictures = try recipe.picturesRead.keys.reduce(into: [PictureReference: Picture]()) { pictures, reference in
            guard let source = made.pictures[reference] else { return }
            pictures[reference] = try Picture(source.data(), path: source.name)
        }
        let others = try recipe.networksRead.reduce(into: [:]) { $0[$1] = try network($1) }
        return try Renderer(
            recipe: recipe, network: try network(recipe.network), others: others, pictures: pictures, backend: backend)
    }

    /// A preset's own canvas at a small size, at least 64 pixels high and wide, dreamt for at most some steps on as many octaves; of a
    /// film the last frame.
    static func dream(_ preset: String, network: String? = nil, longEdge: Int, steps: Int) throws -> Picture {
        let made = try made(preset, network: network)
        let recipe = made.recipe.shortened(to: steps)
        let canvas = recipe.canvas.picture(size: recipe.canvas.size(longEdge: longEdge), seed: recipe.seed)
        let renderer = try renderer(recipe, from: made)
        guard recipe.film != nil else { return try renderer.render(canvas) { _ in .goOn }.picture }
        var last = canvas
        _ = try renderer.renderFilm(canvas) {
            last = $1
        } report: { _ in
            .goOn
        }
        return last
    }
}

/// Networks, each of which is read once, for all tests, when the first of them asks for it.
private final class LoadedNetworks: @unchecked Sendable {
    private let lock = NSLock()
    private var networks: [String: Network] = [:]

    func network(_ name: String) throws -> Network {
        try lock.withLock {
            if let network = networks[name] { return network }
            let network = try NetworkLibrary.standard.load(name)
            networks[name] = network
            return network
        }
    }
}

extension Recipe {
    /// The same with at most some steps, octaves and views a stage; a film is its first frame and its last one, and does not close.
    func shortened(to steps: Int) -> Recipe {
        var recipe = self
        recipe.stages = stages.map { $0.shortened(to: steps) }
        guard var film else { return recipe }
        film.frames = [film.frame(0), film.frame(film.count - 1)].map {
            Film.Frame(stages: $0.stages.map { $0.shortened(to: steps) })
        }
        film.count = 2
        film.loop = 0
        recipe.film = film
        return recipe
    }
}

extension Stage {
    fileprivate func shortened(to steps: Int) -> Stage {
        guard case .ascent(var ascent) = action else { return self }
        ascent.steps = ascent.steps.map { min($0, steps) }
        ascent.views = max(1, min(ascent.views, steps))
        ascent.octaves.count = max(1, min(ascent.octaves.count, steps))
        ascent.octaves.sides = []
        return Stage(name: name, action: .ascent(ascent), place: place)
    }
}

extension Canvas {
    /// Its size with a longer side, at least 64 pixels high and wide.
    func size(longEdge: Int) -> Extent {
        let longer = max(width, height)
        return Extent(height: max(64, longEdge * height / longer), width: max(64, longEdge * width / longer))
    }
}
