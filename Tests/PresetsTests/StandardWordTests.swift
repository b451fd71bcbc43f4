import Dreams
import Networks
import Pictures
import Recipes
import Tensors
import TestSupport
import Testing

/// Standard words by what they do to a dream: each is rendered with and without.
@Suite struct StandardWordTests {
    /// A dream of SqueezeNet at 128 pixels: `stage` is a stage's options beside its objective.
    private func dream(
        _ stage: String, maximize: String = "net:at(0.6):energy()", preset: String = "", on picture: Picture? = nil
    ) throws -> Picture {
        let source = PresetSource(
            text: """
                local r = require "reverie"
                return r.preset { api = 1, title = "Test", canvas = r.noise { width = 128, height = 128 }, \(preset)
                  recipe = function(net)
                    return { r.stage { maximize = \(maximize), octaves = { count = 2 }, \(stage.contains("steps") ? "" : "steps = 8,") \(stage) } }
                  end }
                """, name: "test.lua")
        let made = try source.recipe(settings: Settings()) { NetworkVocabulary(try Shelf.network($0)) }
        let canvas = picture ?? made.recipe.canvas.picture(size: Extent(128), seed: 0)
        return try Shelf.renderer(made.recipe, from: made).render(canvas) { _ in .goOn }.picture
    }

    /// A class is one number: by no formula does a guide say more of it than how much. The line is the preset's, and layers are named.
    @Test(arguments: ["best-match", "channel-sum", "aligned", "selective"])
    func aGuideOfOneNumberIsRefusedByTheCheck(_ formula: String) throws {
        func errors(_ layer: String) -> [String] {
            let source = PresetSource(
                text: """
                    local r = require "reverie"
                    return r.preset { api = 1, title = "Test", params = { guide = r.picture { } },
                      recipe = function(net, p)
                        return { r.stage { octaves = { count = 1 },
                          maximize = \(layer):guide(p.guide, "\(formula)"), steps = 1 } }
                      end }
                    """, name: "test.lua")
            let photo = Picture(colours: Clouds.paint(width: 80, height: 64, seed: 2))
            return PresetCheck(source) {
                NetworkVocabulary(try Shelf.network($0))
            } plan: { made in
                let network = try Shelf.network(made.recipe.network)
                let renderer = try Renderer(
                    recipe: made.recipe, network: network, pictures: [.parameter("guide"): photo])
                _ = try renderer.plan(for: Extent(height: 64, width: 80))
            }.errors
        }
        let wrong = errors("net:class(\"zebra\")")
        #expect(wrong.count == 1 && wrong[0].hasPrefix("test.lua:5: of p.guide one number is read"), "\(wrong)")
        #expect(wrong.allSatisfy { $0.contains("fire4") || $0.contains("fire5") }, "\(wrong)")
        #expect(errors("net.fire5").isEmpty)
    }

    private func deviation(_ picture: Picture, _ rows: Range<Int>) -> Float {
        var part = picture.colours.part(Region(rows: rows, columns: 0..<picture.width))
        part = part.map { $0 - 0.5 }
        return part.rootMeanSquare
    }

    @Test func aBusyBorderIsCalmed() throws {
        let (plain, calm) = (try dream(""), try dream("minimize = r.busy_border(0.15)"))
        #expect(deviation(calm, 0..<8) < 0.5 * deviation(plain, 0..<8))
        #expect(deviation(calm, 48..<80) > 0.8 * deviation(plain, 48..<80))
    }

    /// At any size: a drift of colours pulls at every pixel as hard.
    @Test(arguments: [96, 160]) func coloursDriftLess(_ side: Int) throws {
        let photo = Picture(colours: Clouds.paint(width: side, height: side, seed: 2))
        func drift(_ stage: String) throws -> Float {
            let (before, after) = (
                Oklab.fromSRGB(photo.colours), Oklab.fromSRGB(try dream(stage, on: photo).colours)
            )
            return zip(before.colourMoments, after.colourMoments).reduce(0) {
                $0 + abs($1.0.mean - $1.1.mean) + abs($1.0.deviation - $1.1.deviation)
            }
        }
        let (leashed, free) = (
            try drift("steps = 16, minimize = r.colour_drift(r.input())"), try drift("steps = 16")
        )
        #expect(leashed < 0.7 * free)
    }

    /// Layers that remember their training keep to it: the mean of what is seen stays nearer to theirs.
    @Test func whatIsTypicalIsKeptTo() throws {
        let network = "network = \"efficientnet-lite0\","
        let maximize = "net:class(\"tabby\")"
        func distance(_ stage: String) throws -> Float {
            let dreamt = try dream(stage, maximize: maximize, preset: network)
            var value: Float = 0
            let source = PresetSource(
                text: """
                    local r = require "reverie"
                    return r.preset { api = 1, title = "Look", \(network)
                      recipe = function(net)
                        return { r.stage { maximize = net:at(0.5):typical(), octaves = { count = 1 }, steps = 1, jitter = 0 } }
                      end }
                    """, name: "look.lua")
            let made = try source.recipe(settings: Settings()) { NetworkVocabulary(try Shelf.network($0)) }
            _ = try Shelf.renderer(made.recipe, from: made).render(dreamt) {
                value = $0.objective
                return .stop
            }
            return value
        }
        let (typical, free) = (try distance("minimize = 0.1 * net:at(0.5):typical()"), try distance(""))
        #expect(typical < 0.8 * free)
    }

    /// What is transparent stays so, or shows the preset's canvas and is dreamt on.
    @Test func transparentPartsAreKeptOrFilled() throws {
        var picture = Picture(colours: Clouds.paint(width: 128, height: 128, seed: 3))
        picture.alpha = Tensor.zeros(Shape(channels: 1, height: 128, width: 128))
        for i in 0..<128 * 64 { picture.alpha?.values[i] = 1 }
        let kept = try dream("", on: picture)
        #expect(kept.alpha == picture.alpha)
        let filled = try dream("", preset: "transparency = \"fill\",", on: picture)
        #expect(filled.alpha == nil)
        let rows = 70..<120
        let canvas = Canvas(.noise(.fractal), width: 128, height: 128).picture(size: Extent(128), seed: 0)
        func part(_ picture: Picture) -> Tensor {
            picture.colours.part(Region(rows: rows, columns: 0..<128))
        }
        let (near, far) = (
            part(filled).relativeDistance(to: part(canvas)), part(kept).relativeDistance(to: part(canvas))
        )
        #expect(near > 0.02 && near < 0.5 * far)
    }

    /// A circle is as wide as it is high on a canvas twice as wide as high, and the same part of it at another size.
    @Test(arguments: [1, 3]) func circlesAreRound(_ scale: Int) throws {
        let source = PresetSource(
            text: """
                local r = require "reverie"
                return r.preset { api = 1, title = "Test", canvas = r.noise { width = 128, height = 64 },
                  recipe = function() return { r.opacity(r.circle { x = 0.4, radius = 0.25, softness = 0.02 }) } end }
                """, name: "test.lua")
        let made = try source.recipe(settings: Settings()) { NetworkVocabulary(try Shelf.network($0)) }
        let (width, height) = (128 * scale, 64 * scale)
        let canvas = made.recipe.canvas.picture(size: Extent(height: height, width: width), seed: 0)
        let alpha = try Shelf.renderer(made.recipe, from: made).render(canvas) { _ in .goOn }.picture.alpha
        let opaque = try #require(alpha).values.enumerated().filter { $0.element > 0.5 }.map(\.offset)
        let (columns, rows) = (opaque.map { $0 % width }, opaque.map { $0 / width })
        #expect(Set(columns).count == 32 * scale && Set(rows).count == 32 * scale)
        let middle = Float(columns.reduce(0, +)) / Float(columns.count) / Float(width)
        #expect(abs(middle - 0.4) < 0.01)
    }

    /// The left and the right side of a panorama meet as any two columns do; top and bottom do not.
    @Test func panoramasMeetAtTheirSides() throws {
        func seam(_ picture: Picture) -> Float {
            func step(_ left: Int, _ right: Int) -> Float {
                var difference = picture.colours.part(Region(rows: 0..<128, columns: left..<left + 1))
                difference.add(picture.colours.part(Region(rows: 0..<128, columns: right..<right + 1)), times: -1)
                return difference.meanAbsolute
            }
            let inner = (0..<127).reduce(Float(0)) { $0 + step($1, $1 + 1) } / 127
            return step(127, 0) / inner
        }
        let sky = Picture(colours: Clouds.paint(width: 128, height: 128, seed: 5).seamless(fading: 0.5))
        let (panorama, picture) = (
            try seam(dream("wrap = \"horizontal\", steps = 12", on: sky)), try seam(dream("steps = 12", on: sky))
        )
        #expect(panorama < 1.2)
        #expect(picture > 1.3 * panorama)
    }
}
