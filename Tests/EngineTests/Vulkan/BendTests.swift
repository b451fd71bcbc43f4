import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// Whether a gradient that is off is wrong, or lies on the other side of a bend.
///
/// Two ways forward that agree to a millionth leave a few of a million units on the other side of their ReLU, or another number the largest of
/// its window: each has a gradient of its own, and both are right. So the way back is held to the operators' own loops over the very
/// numbers that the device made; then nothing is left but what its way back does wrong.
@Suite(.onPlayedCard) struct BendTests {
    /// The gradient with respect to the picture, by the operators' own loops, over activations of all nodes.
    static func gradient(
        of graph: Graph, _ seed: Tensor, at last: Graph.NodeID, over made: [Graph.NodeID: Tensor]
    ) throws -> Tensor {
        var gradients = [last: seed]
        for node in graph.computed(for: [last]).sorted().reversed() where node != 0 {
            guard let own = gradients.removeValue(forKey: node) else { continue }
            let operands = graph.nodes[node].operands
            let numbers = try operands.map { try #require(made[$0]) }
            let shares = graph.nodes[node].operation.backward(
                own, numbers, try #require(made[node]), wanted: operands.map { _ in true })
            for (operand, share) in zip(operands, shares) {
                guard let share else { continue }
                if gradients[operand]?.add(share) == nil { gradients[operand] = share }
            }
        }
        return try #require(gradients[0])
    }

    /// How many units of two ways forward have different signs behind a ReLU.
    private static func turned(_ graph: Graph, _ a: [Graph.NodeID: Tensor], _ b: [Graph.NodeID: Tensor]) -> Int {
        graph.nodes.indices.filter { graph.nodes[$0].operation is Clip }.reduce(0) { count, node in
            guard let a = a[node], let b = b[node] else { return count }
            return count + zip(a.values, b.values).count { ($0 > 0) != ($1 > 0) }
        }
    }

    @Test(arguments: [("squeezenet", "fire9", 256), ("vgg16", "relu3_1", 96)])
    func gradientsDifferAtBendsAlone(_ name: String, _ layer: String, _ side: Int) throws {
        let network = try NetworkLibrary.standard.load(name)
        let (graph, last) = (network.graph, try network.node(named: layer))
        var x = Tensor.noise(Shape(channels: 3, height: side, width: side), seed: 1)
        x.scale(by: 1.7)
        let all = graph.computed(for: [last]).sorted()
        let backends = [try #require(PlayedCard.backend), Backends.fast]
        let ways = try backends.map { backend in
            let run = try backend.prepare(graph, height: side, width: side, outputs: all)
            let made = try run.forward(x)
            var seed = try #require(made[last])
            seed.scale(by: 2 / Float(seed.values.count))
            return (made: made, seed: seed, gradient: try run.gradient([last: seed]))
        }
        for node in all where ways[0].made[node] != nil {
            let (a, b) = (try #require(ways[0].made[node]), try #require(ways[1].made[node]))
            #expect(a.relativeDistance(to: b) < 1e-5, "\(graph.nodes[node].name)")
        }
        // Over its own numbers each is right,
        let distances = try ways.map {
            try Self.gradient(of: graph, $0.seed, at: last, over: $0.made).relativeDistance(to: $0.gradient)
        }
        for distance in distances { #expect(distance < 1e-5) }
        // and so they are as far apart as the loops are over the one's numbers and the other's.
        let apart = ways[0].gradient.relativeDistance(to: ways[1].gradient)
        let turned = Self.turned(graph, ways[0].made, ways[1].made)
        print("| \(name) \(layer), \(side)² | \(apart) | \(turned) | \(distances[0]) | \(distances[1]) |")
        #expect(turned > 0 || apart < 1e-5)
    }
}
