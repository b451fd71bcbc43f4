import Dreams
import Engine
import Foundation
import Networks
import Pictures
import Recipes
import Tensors
import TestSupport
import Testing

/// Dreams of what a text says, with the small tower of Tests/Fixtures/Text.
@Suite struct TextObjectiveTests {
    private let canvas = Picture(colours: Clouds.paint(width: 64, height: 64, seed: 3))

    /// What is maximised before each step.
    private func values(_ objective: String, _ options: String = "steps = 1, step_size = 0") throws -> [Float] {
        let network = try Shelf.network("clip")
        let source = PresetSource(
            text: """
                local r = require "reverie"
                return r.preset { api = 1, title = "Test", recipe = function(net, p)
                  return { r.stage { maximize = \(objective), octaves = { count = 1 }, jitter = 0, \(options) } }
                end }
                """, name: "test.lua")
        let made = try source.recipe(settings: Settings()) { _ in NetworkVocabulary(network) }
        var values: [Float] = []
        _ = try Renderer(recipe: made.recipe, network: network).render(canvas) {
            values.append($0.objective)
            return .goOn
        }
        return values
    }

    private func cosine(_ a: [Float], _ b: [Float]) -> Float {
        func product(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
    }

    /// The cosine of both vectors; weighted, and negative.
    @Test func aTextIsAnObjectiveLikeAnyOther() throws {
        let network = try Shelf.network("clip")
        let run = try Backends.fast.prepare(
            network.graph, height: 64, width: 64, outputs: [network.graph.nodes.count - 1])
        let input = network.manifest.preprocessing.networkInput(fromLevels: canvas.colours.map { $0 * 255 })
        let picture = try #require(try run.forward(input).first?.value).values
        let encoder = try #require(network.text)
        let (storm, cat) = (try encoder.vector(of: "a lighthouse in a storm"), try encoder.vector(of: "a cat"))
        let value = try values("net:text('a lighthouse in a storm')")[0]
        #expect(abs(value - cosine(picture, storm)) < 1e-5)
        let both = try values("net:text('a lighthouse in a storm') - 0.5 * net:text('a cat')")[0]
        #expect(abs(both - cosine(picture, storm) + 0.5 * cosine(picture, cat)) < 1e-5)
        let direction = try values("net:embedding():direction(net:text_vector('a cat'))")[0]
        #expect(abs(direction - zip(picture, cat).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-3)
    }

    /// Maximised it grows, over random crops as well; of a larger canvas it is the mean.
    @Test func itIsClimbed() throws {
        let plain = try values("net:text('a lighthouse in a storm')", "steps = 30, step_size = 3")
        #expect(plain[29] > plain[0] + 0.05)
        let away = try values("-1 * net:text('a lighthouse in a storm')", "steps = 30, step_size = 3")
        #expect(away[29] > away[0] + 0.05)
        let crops = try values(
            "net:text('a lighthouse in a storm')",
            "steps = 40, step_size = 3, views = 4, transforms = { r.random_crop { fraction = 0.6, side = 64 } }")
        #expect(crops[35...].reduce(0, +) / 5 > crops[..<5].reduce(0, +) / 5 + 0.05)
    }

    @Test func whatCannotBeReadIsToldWithItsLine() throws {
        func said(_ objective: String, with network: Network) -> String {
            let source = PresetSource(
                text: "local r = require 'reverie'\nreturn r.preset { api = 1, title = 'T', recipe = function(net)\n"
                    + "return { r.stage { maximize = \(objective) } } end }", name: "t.lua")
            do {
                let made = try source.recipe(settings: Settings()) { _ in NetworkVocabulary(network) }
                _ = try Renderer(recipe: made.recipe, network: network)
            } catch { return "\(error)" }
            return ""
        }
        #expect(
            said("net:text('a cat')", with: WordCase.glass)
                == "t.lua:3: text: glass makes nothing of texts: it was added without a text tower; CLIP's networks have one, and "
                + "'reverie networks add image.onnx --text text.onnx' takes both; Scripts/networks/export makes them of a CLIP that you have"
        )
        let long = "net:text('" + String(repeating: "a ", count: 80) + "')"
        #expect(said(long, with: try Shelf.network("clip")).hasPrefix("t.lua:3: 'a a a"))
        #expect(
            said(long, with: try Shelf.network("clip")).contains("82 tokens long, its ends counted, and clip reads 77"))
        #expect(said("net:text('')", with: try Shelf.network("clip")).isEmpty)
    }
}
