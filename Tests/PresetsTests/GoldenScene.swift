import Dreams
import Engine
import Foundation
import Networks
import Pictures
import Recipes
import Tensors
import TestSupport
import Testing

/// A preset as golden pictures show it: on what, how large, and how far it goes.
///
/// `Tests/Fixtures/Presets/scenes.txt` has one a line: the preset, what it begins with, the longer side, the steps, the seeds of the
/// grain, the tolerance in parts of a hundred of the dream, and settings, where there are any.
struct GoldenScene: CustomTestStringConvertible {
    /// A preset's name.
    let preset: String
    let beginning: Beginning
    /// Of the picture, in pixels.
    let longEdge: Int
    /// The most that an ascent does on an octave; and the most octaves and views.
    let steps: Int
    /// Of the grain; there is a picture of each.
    let seeds: [UInt64]
    /// How far a picture may be from the golden one, as a part of how far that is from what the dream began with.
    let tolerance: Float
    /// Parameters of the preset.
    let parameters: [String: String]

    /// What is dreamt on.
    enum Beginning: String, CaseIterable {
        /// The preset's own canvas.
        case canvas
        /// A photo; two frames of it, of which the second lies farther to the right, for a film that follows what moves.
        case photo
    }

    /// All scenes.
    static let all: [GoldenScene] = {
        guard let text = try? String(contentsOfFile: Fixtures.path("Presets/scenes.txt"), encoding: .utf8) else {
            return []
        }
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { GoldenScene(String($0)) }
    }()

    private init?(_ line: String) {
        let words = line.split(separator: " ").map(String.init)
        guard words.count >= 6, let beginning = Beginning(rawValue: words[1]), let longEdge = Int(words[2]),
            let steps = Int(words[3]), let tolerance = Float(words[5])
        else { return nil }
        preset = words[0]
        (self.beginning, self.longEdge, self.steps) = (beginning, longEdge, steps)
        seeds = words[4].split(separator: ",").compactMap { UInt64($0) }
        self.tolerance = tolerance / 100
        parameters = words[6...].reduce(into: [:]) { settings, setting in
            let sides = setting.split(separator: "=").map(String.init)
            if sides.count == 2 { settings[sides[0]] = sides[1] }
        }
    }

    var testDescription: String { "\(preset)-\(beginning)-\(longEdge)" }

    /// The golden picture of a seed.
    func path(_ seed: UInt64) -> String { Fixtures.path("Presets/\(testDescription)-\(seed).png") }
}

extension GoldenScene {
    /// What the preset becomes, in full.
    func made() throws -> MadeRecipe { try Shelf.made(preset, parameters: parameters) }

    /// What the dream begins with, as far as it is compared.
    func beginning(_ made: MadeRecipe, seed: UInt64) throws -> Picture {
        try begin(made.recipe, seed).inLevels.middle
    }

    /// The picture of a recipe, which the preset became or which was made of that, or a film's second frame: shortened, in whole levels.
    /// - Parameters:
    ///   - steps: the most that an ascent does on an octave; the scene's own where nothing is said.
    ///   - nudge: the seed of noise, of a standard deviation of a millionth, that is added to what it begins with.
    func render(
        _ recipe: Recipe, _ made: MadeRecipe, seed: UInt64, backend: any Backend = Backends.fast, steps: Int? = nil,
        nudge: UInt64? = nil
    ) throws -> Picture {
        let recipe = recipe.shortened(to: steps ?? self.steps)
        var renderer = try Shelf.renderer(recipe, from: made, backend: backend)
        // What a film goes by grows louder.
        renderer.soundtrack = Soundtrack(Dictionary(uniqueKeysWithValues: made.heard.map { ($0, [0.5, 1]) }))
        let first = try begin(recipe, seed).nudged(nudge)
        guard let film = recipe.film else {
            return try renderer.render(first) { _ in .goOn }.picture.inLevels.middle
        }
        let follows = beginning == .photo && film.camera.isStill
        var last = first
        _ = try renderer.renderFilm(
            first, over: follows ? FrameSource(count: 2) { try photo($0, seed).nudged(nudge) } : nil,
            emit: { last = $1 }, report: { _ in .goOn })
        return last.inLevels.middle
    }

    private func begin(_ recipe: Recipe, _ seed: UInt64) throws -> Picture {
        guard beginning == .canvas else { return try photo(0, seed) }
        let canvas = recipe.canvas.picture(size: recipe.canvas.size(longEdge: longEdge), seed: recipe.seed)
        return Picture(colours: canvas.colours.grained(seed))
    }

    private static let cat = Result { try Picture.read(contentsOf: Shelf.folder + "/guides/cat.jpg") }

    private func photo(_ frame: Int, _ seed: UInt64) throws -> Picture {
        let (height, shift) = (longEdge * 2 / 3, 4)
        let cat = try Self.cat.get().colours.resized(height: height, width: longEdge + shift).grained(seed)
        let columns = shift * frame..<longEdge + shift * frame
        return Picture(colours: cat.part(Region(rows: 0..<height, columns: columns)))
    }
}

extension Tensor {
    /// With noise of 8 levels. Where many pixels are alike, a network has ties, and which of some equal numbers is the largest differs from
    /// one processor to the next, and so do dreams.
    fileprivate func grained(_ seed: UInt64) -> Tensor {
        var grained = self
        grained.add(.noise(shape, seed: seed), times: 0.03)
        grained.clamp(to: 0...1)
        return grained
    }
}

extension Picture {
    /// Rounded to levels of 0…255, as files have them.
    fileprivate var inLevels: Picture {
        Picture(
            colours: colours.map { ($0 * 255).rounded() / 255 }, alpha: alpha?.map { ($0 * 255).rounded() / 255 })
    }

    fileprivate func nudged(_ seed: UInt64?) -> Picture {
        guard let seed else { return self }
        var colours = colours
        colours.add(.noise(colours.shape, seed: seed), times: 1e-6)
        return Picture(colours: colours, alpha: alpha)
    }

    /// At most 160 pixels by as many, in the middle: what is kept of a large one.
    fileprivate var middle: Picture {
        func part(_ count: Int) -> Range<Int> {
            let kept = min(count, 160)
            return (count - kept) / 2..<(count + kept) / 2
        }
        let region = Region(rows: part(height), columns: part(width))
        return Picture(colours: colours.part(region), alpha: alpha?.part(region))
    }

    /// The root mean square difference over all colours and the opacity, in levels of 0…255.
    func distance(to other: Picture) -> Float {
        guard colours.shape == other.colours.shape else { return .infinity }
        func squares(_ a: Tensor, _ b: Tensor) -> Float {
            zip(a.values, b.values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        let opaque = Tensor(shape: Shape(channels: 1, height: height, width: width), repeating: 1)
        let sum = squares(colours, other.colours) + squares(alpha ?? opaque, other.alpha ?? opaque)
        return 255 * (sum / Float(colours.shape.count)).squareRoot()
    }
}
