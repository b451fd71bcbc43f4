import Dreams
import Networks
import Pictures
import Recipes
import Tensors
import Testing

/// Masks that networks paint, by values: networks here are glass, so that what they see is the canvas.
@Suite struct NetworkMaskTests {
    /// 16 pixels square, black at the left, and from the middle on 100, 200 in the last four columns.
    private static let steps = Picture.greys(grid(16) { $1 < 8 ? 0 : $1 < 12 ? 100 : 200 })

    private func weights(
        _ mask: String, on canvas: Picture = steps, others: [String: Network] = [:]
    ) throws -> [[Float]] {
        let source = PresetSource(
            text: """
                local r = require "reverie"
                return r.preset { api = 1, title = "Test", recipe = function(net, p) return { r.opacity(\(mask)) } end }
                """, name: "test.lua")
        let made = try source.recipe(settings: Settings()) {
            NetworkVocabulary(others[$0] ?? WordCase.glass)
        }
        #expect(made.recipe.networksRead == Set(others.keys))
        let renderer = try Renderer(recipe: made.recipe, network: WordCase.glass, others: others)
        let alpha = try #require(try renderer.render(canvas) { _ in .goOn }.picture.alpha)
        let width = alpha.shape.width
        return (0..<alpha.shape.height).map { Array(alpha.values[$0 * width..<($0 + 1) * width]) }
    }

    private func near(_ row: [Float], _ expected: [Float]) -> Bool {
        zip(row, expected).allSatisfy { abs($0 - $1) < 1e-3 }
    }

    /// On a scale of 0…1 between what is least and what is most; the middle of the edge is at the bound.
    @Test func anyExpressionIsAMask() throws {
        let seen = "net:layer('seen'):channel(1)"
        let left = [Float](repeating: 0, count: 8)
        func row(_ middle: Float, _ right: Float) -> [Float] {
            left + [Float](repeating: middle, count: 4) + [Float](repeating: right, count: 4)
        }
        #expect(near(try weights("\(seen):mask { above = 0.5, softness = 0.2 }")[3], row(0.5, 1)))
        #expect(near(try weights("\(seen):mask { above = 0.55, softness = 0.2 }")[9], row(0.15625, 1)))
        let below = try weights("\(seen):mask { below = 0.75, softness = 0 }")[3]
        #expect(near(below, row(0, -1).map { $0 + 1 }))
        // Several channels by their length, expressions by what they are, and in masks again.
        #expect(near(try weights("net:layer('seen'):mask { above = 0.75, softness = 0.1 }")[3], row(0, 1)))
        let turned = try weights("(255 - \(seen)):mask { above = 0.5, softness = 0.2 }")[3]
        #expect(near(turned, row(0.5, 1).map { 1 - $0 }))
        let nested = try weights("(\(seen) * r.ramp(0, 0.5, 0.501)):mask { above = 0.25, softness = 0 }")[3]
        #expect(near(nested, row(1, 1)))
    }

    /// A few numbers beyond all others set no measure: of 400, four.
    @Test func outliersSetNoMeasure() throws {
        let canvas = Picture.greys(grid(20) { $0 == 0 && $1 < 4 ? 250 : $1 < 10 ? 0 : 20 })
        let row = try weights("net:layer('seen'):channel(0):mask { above = 0.5, softness = 0 }", on: canvas)[9]
        #expect(near(row, [Float](repeating: 0, count: 10) + [Float](repeating: 1, count: 10)))
    }

    /// The gradient of the mean of the right half is there, and nowhere else; noise changes nothing of what is linear.
    @Test func whatCountsIsWhereTheGradientIs() throws {
        let row = try weights("net:layer('seen'):crop { left = 0.5 }:mean():importance { views = 2 }")[8]
        #expect(row[..<6].allSatisfy { $0 < 0.01 } && row[10...].allSatisfy { $0 > 0.99 })
        let sharp = try weights("net:layer('seen'):crop { left = 0.5 }:mean():importance { views = 2, sharpness = 3 }")[
            8]
        #expect(abs(sharp[8] - row[8] * row[8] * row[8]) < 1e-3 && row[8] > 0.5 && row[8] < 0.99)
        // Of the canvas itself: what is far from grey counts more.
        let own = try weights("(r.canvas() - 100):square():mean():importance { noise = 0, views = 1 }")[8]
        #expect(own[9] < 0.01 && own[3] > 0.9 && own[14] > 0.9)
    }

    /// What overflows is refused before it reaches a pixel, whatever masks it is made into.
    @Test func masksAreNumbersEverywhere() {
        func complaint(_ mask: String) -> String {
            do { _ = try weights(mask) } catch { return "\(error)" }
            return ""
        }
        let endless = "(net:layer('seen') ^ 100):mean():importance {}"
        for mask in [endless, "1 - \(endless)", "\(endless) * r.ramp(0, 0, 1)"] {
            #expect(complaint(mask).contains("test.lua:2: the mask importance"), "\(mask)")
            #expect(complaint(mask).contains("is not finite everywhere"), "\(mask)")
        }
    }

    /// A network that looks at red, as parts of its range.
    private static func head(saliency: String?) -> Network {
        let red = Convolution(
            weights: Tensor(shape: Shape([1, 3, 1, 1]), values: [1, 0, 0]), bias: [0], window: Window(kernel: Extent(1))
        )
        return Network(
            manifest: Manifest(
                name: "dinov2-small", title: "Head", model: "", sha256: "",
                preprocessing: .init(channelOrder: .bgr, range: 1, mean: [0, 0, 0], deviation: [1, 1, 1]),
                trainedSize: 224, aliases: [:], classes: nil, logits: nil, labels: nil, defaultLayer: "red",
                licence: "",
                source: "", trainedOn: "", saliency: saliency),
            graph: Graph(nodes: [
                Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
                Graph.Node(name: "red", operation: .convolution(red), inputs: [0]),
            ]), classes: [])
    }

    /// It is asked whatever network the preset dreams with, at the size that it was trained on.
    @Test func peopleLookWhereTheHeadSays() throws {
        let canvas = Picture.greys(grid(32) { $1 < 16 ? 51 : 204 })
        let others = ["dinov2-small": Self.head(saliency: "red")]
        let row = try weights("r.saliency()", on: canvas, others: others)[16]
        #expect(abs(row[2] - 0.2) < 0.01 && abs(row[29] - 0.8) < 0.01)
        let sharp = try weights("r.saliency(2)", on: canvas, others: others)[16]
        #expect(abs(sharp[2] - 0.04) < 0.01 && abs(sharp[29] - 0.64) < 0.01)
        func complaint(_ others: [String: Network]) throws -> String {
            do { _ = try weights("r.saliency()", on: canvas, others: others) } catch { return "\(error)" }
            return ""
        }
        #expect(
            try complaint(["dinov2-small": Self.head(saliency: nil)]).contains(
                "lacks the layer that maps what people look at; 'reverie networks fetch dinov2-small' brings it"))
    }
}
