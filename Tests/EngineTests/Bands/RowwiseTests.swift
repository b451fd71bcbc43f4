import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// Lean executions ask for the picture, and give its gradient, a few rows at a time.
@Suite struct RowwiseTests {
    private let height = 1203
    private let width = 345

    /// The gradient of noise at some nodes of a graph, put together of the parts that are given; and the parts.
    private func gradient(
        _ graph: Graph, _ outputs: [Graph.NodeID], _ tiling: Tiling
    ) throws -> (activations: [Graph.NodeID: Tensor], whole: Tensor, asked: [Region], given: [Region]) {
        let x = Tensor.noise(Shape(channels: 3, height: height, width: width), seed: 1)
        let run = try TiledExecution(
            graph, height: height, width: width, outputs: outputs, tiling: tiling, backend: Backends.fast)
        var (asked, given) = ([Region](), [Region]())
        var whole = Tensor(shape: x.shape, repeating: .nan)
        let activations = try run.forward { region in
            asked.append(region)
            return x.part(region)
        }
        let seeds = activations.mapValues { Tensor.noise($0.shape, seed: UInt64($0.values.count)) }
        try run.gradient(
            seeds, reading: { x.part($0) },
            add: { region, part in
                given.append(region)
                whole.replace(region, with: part)
            })
        return (activations, whole, asked, given)
    }

    @Test(arguments: [[10], [0, 5, 10]])
    func aPictureIsSeenInRows(_ outputs: [Graph.NodeID]) throws {
        let graph = Graph(nodes: Case.fire.nodes)
        let atOnce = try gradient(graph, outputs, .whole)
        #expect(atOnce.asked.count == 1 && atOnce.given.count == 1)
        let lean = try gradient(graph, outputs, .lean)
        for (node, activation) in lean.activations {
            #expect(activation.hasBytes(of: try #require(atOnce.activations[node])))
        }
        #expect(lean.whole.hasBytes(of: atOnce.whole))
        // Only who asks for the picture itself gets all of it.
        #expect(lean.asked.count { $0.rows.count == height } == (outputs.contains(0) ? 1 : 0))
        #expect(lean.given.allSatisfy { $0.rows.count < height / 3 && $0.columns.count == width })
        #expect(lean.given.reduce(0) { $0 + $1.rows.count } == height)
    }

    @Test func aGradientThatMayHaveToBeMadeAgainIsGivenAtOnce() throws {
        let graph = Graph(nodes: Case.fire.nodes).redirected
        let (atOnce, lean) = (try gradient(graph, [10], .whole), try gradient(graph, [10], .lean))
        #expect(lean.whole.hasBytes(of: atOnce.whole))
        #expect(lean.asked.count > 1 && lean.given.count == 1)
    }

    @Test func whatItHoldsIsTold() throws {
        let graph = Graph(nodes: Case.fire.nodes)
        func memory(_ graph: Graph) throws -> LeanMemory {
            try #require(try Backends.fast.leanMemory(graph, height: 4000, width: 3000, outputs: [10]))
        }
        let plain = try memory(graph)
        let lean = try Backends.fast.bytes(graph, height: 4000, width: 3000, outputs: [10], isLean: true)
        #expect(plain.working == lean)
        #expect(plain.resting < plain.working)
        #expect(try Backends.reference.leanMemory(graph, height: 200, width: 150, outputs: [10]) == nil)
        #expect(try Backends.library.leanMemory(graph, height: 200, width: 150, outputs: [10]) == nil)
        // Where the gradient is given at once, it is there as a whole, too.
        let redirected = try memory(graph.redirected)
        let itsLean = try Backends.fast.bytes(
            graph.redirected, height: 4000, width: 3000, outputs: [10], isLean: true)
        #expect(redirected.working == itsLean + 4 * 3 * 4000 * 3000)
    }
}
