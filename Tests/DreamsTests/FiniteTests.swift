import Dreams
import Networks
import Tensors
import Testing

/// Dreams that go beyond numbers: an error that says so, and never a picture of nothing.
@Suite struct FiniteTests {
    private func error(_ ascent: Ascent) throws -> String {
        let error = #expect(throws: DreamError.self) { try Small.render(Small.recipe(ascent)) }
        return "\(try #require(error))"
    }

    /// What reads the canvas alone is checked as what reads the network is.
    @Test func penaltiesThatAreNotFiniteAreErrors() throws {
        let canvas = Dreams.Expression.canvas
        let nothing = (canvas - canvas).square().mean()
        #expect(try error(Small.ascent(canvas.sum() / nothing)).contains("the gradient is not finite"))
        #expect(
            try error(Small.ascent { $0.minimize = canvas.mean().power(40) * canvas.mean().power(40) })
                .contains("the gradient is not finite"))
    }

    /// A mask of a class, on a canvas in which the network has no room, is an error of its line.
    @Test func aMaskWithoutRoomHasItsLine() throws {
        let mask = Mask("where", ["class": 0])
        let canvas = Dreams.Expression.canvas.square().mean()
        let renderer = try Renderer(
            recipe: Small.recipe(Small.ascent(canvas) { $0.mask = mask }), network: Narrow.network)
        let picture = Canvas(.clouds, width: 1, height: 1).picture(size: Extent(height: 3, width: 9), seed: 1)
        let error = #expect(throws: DreamError.self) { try renderer.render(picture) { _ in .goOn } }
        #expect("\(try #require(error))".hasPrefix("t.lua:3: a picture of 9×3 is too small for layer"))
    }
}

/// A network with a pool that no small picture has room for.
private enum Narrow {
    static let network: Network = {
        let window = Window(
            kernel: Extent(5), stride: Extent(2), padding: .explicit(before: Extent(0), after: Extent(0)))
        let nodes = Small.network.graph.nodes
        let graph = Graph(nodes: [
            nodes[0], Graph.Node(name: "pool", operation: .maxPool(window), inputs: [0]),
            Graph.Node(name: "conv2", operation: .relu, inputs: [1]),
        ])
        return Network(manifest: Small.network.manifest, graph: graph, classes: [])
    }()
}
