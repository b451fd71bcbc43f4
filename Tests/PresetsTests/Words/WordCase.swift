import Dreams
import Networks
import Pictures
import Recipes
import Tensors
import TestSupport
import Testing

/// A word on a canvas of a few pixels, and what comes of it, by hand.
struct WordCase: CustomTestStringConvertible {
    /// As the reference has it: `r.shift`.
    let word: String
    /// Stages, a mask or a penalty, as a preset says it; `p.other` is the other picture.
    let lua: String
    /// What it is done to.
    let canvas: Picture
    /// Another picture.
    var other: Picture?
    /// What it becomes: the colours of a canvas, the opacity that a mask gives, or a number.
    let expected: Tensor
    /// In the unit of what is expected.
    var tolerance: Float = 0.02

    var testDescription: String { lua }

    /// The farthest that any number lies from what is expected.
    func error(of found: Tensor) -> Float {
        guard found.shape == expected.shape else { return .infinity }
        return zip(found.values, expected.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }

    /// What some stages make of the canvas; a film is left out. The network sees levels as they are, unless another one is asked for.
    func picture(
        _ stages: String, with network: Network = glass, report: (RenderProgress) -> Void = { _ in }
    ) throws -> Picture {
        let source = PresetSource(
            text: """
                local r = require "reverie"
                return r.preset { api = 1, title = "Test", params = { other = r.picture { optional = true } },
                  recipe = function(net, p) return { \(stages) } end }
                """, name: "test.lua")
        // Which picture it is does not matter: it is handed over below.
        let settings = Settings(pictures: other == nil ? [:] : ["other": Fixtures.path("Pictures/rgb.png")])
        let made = try source.recipe(settings: settings) { _ in NetworkVocabulary(network) }
        let renderer = try Renderer(
            recipe: made.recipe, network: network, pictures: other.map { [.parameter("other"): $0] } ?? [:])
        return try withoutActuallyEscaping(report) { report in
            try renderer.render(canvas) {
                report($0)
                return .goOn
            }.picture
        }
    }

    /// What an objective is before each step of an ascent that goes nowhere.
    func values(of objective: String, _ options: String = "steps = 1") throws -> [Float] {
        var values: [Float] = []
        let stage = """
            r.stage { maximize = \(objective), octaves = { count = 1 }, step_size = 0, jitter = 0, gradient = "none", \(options) }
            """
        _ = try picture(stage) { values.append($0.objective) }
        return values
    }

    /// A network of one layer, "seen", whose activation is the view: levels 0…255, of any size.
    static let glass = Network(
        manifest: Manifest(
            name: "glass", title: "Glass", model: "", sha256: "",
            preprocessing: .init(channelOrder: .rgb, range: 255, mean: [0, 0, 0], deviation: [1, 1, 1]),
            trainedSize: 64, aliases: [:], classes: nil, logits: nil, labels: nil, defaultLayer: "seen", licence: "",
            source: "", trainedOn: ""),
        graph: Graph(nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "seen", operation: .relu, inputs: [0]),
        ]), classes: [])
}

extension Picture {
    /// Greys, row by row, in levels 0…255.
    static func greys(_ rows: [[Float]]) -> Picture {
        Picture(colours: .greys(rows).map { $0 / 255 })
    }

    /// A row of colours, in levels 0…255.
    static func row(_ colours: SIMD3<Float>...) -> Picture {
        Picture(colours: Tensor.row(colours).map { $0 / 255 })
    }

    /// With an opacity, 0…1.
    func opaque(_ rows: [[Float]]) -> Picture {
        var picture = self
        picture.alpha = .plane(rows)
        return picture
    }
}

extension Tensor {
    /// `[1, 3, H, W]`, the same in all three planes.
    static func greys(_ rows: [[Float]]) -> Tensor {
        Tensor(
            shape: Shape(channels: 3, height: rows.count, width: rows[0].count),
            values: Array([rows, rows, rows].joined().joined()))
    }

    /// `[1, 1, H, W]`.
    static func plane(_ rows: [[Float]]) -> Tensor {
        Tensor(
            shape: Shape(channels: 1, height: rows.count, width: rows[0].count), values: Array(rows.joined()))
    }

    /// `[1, 3, 1, W]`.
    static func row(_ colours: [SIMD3<Float>]) -> Tensor {
        Tensor(
            shape: Shape(channels: 3, height: 1, width: colours.count),
            values: colours.map(\.x) + colours.map(\.y) + colours.map(\.z))
    }

    /// A number.
    static func number(_ value: Float) -> Tensor { plane([[value]]) }
}

/// Rows and columns of a square canvas by what stands in each place.
func grid(_ size: Int, _ value: (_ row: Int, _ column: Int) -> Float) -> [[Float]] {
    (0..<size).map { row in (0..<size).map { value(row, $0) } }
}

/// The weights of a Gaussian of σ = 1 at distances 0, 1, 2 …; both sides sum to 1.
let gaussian: [Float] = [0.398943, 0.241971, 0.053991, 0.004432, 0.000134]

/// How much of a pixel in the middle of nine times nine comes to another one.
func spread(_ row: Int, _ column: Int) -> Float { gaussian[abs(row - 4)] * gaussian[abs(column - 4)] }
