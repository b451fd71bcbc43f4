import Networks
import Tensors
import Testing

/// Channels that models split, swap, cut and join.
@Suite struct ONNXChannelsTests {
    private func selection(_ graph: Graph, _ node: Int) -> [Int]? {
        guard let channels = (graph.nodes[node].operation as? ChannelSelection)?.indices else { return nil }
        return channels
    }

    /// ShuffleNet's shuffle: [2, 3] channels turned to [3, 2].
    private func shuffled() -> ModelBuilder {
        var builder = ModelBuilder(channels: 6, side: 4)
        builder.whole("parts", [1, 2, 3, 4, 4])
        builder.whole("whole", [1, 6, 4, 4])
        builder.node("Reshape", "split", ["input", "parts"])
        builder.node("Transpose", "turned", ["split"], [integers("perm", [0, 2, 1, 3, 4])])
        builder.node("Reshape", "joined", ["turned", "whole"])
        return builder
    }

    @Test func shuffledChannelsAreBroughtInOrder() throws {
        var builder = shuffled()
        builder.node("Relu", "relu", ["joined"])
        builder.node("GlobalAveragePool", "pool", ["relu"])
        builder.outputs("pool")
        let graph = try builder.graph()
        #expect(
            graph.nodes.compactMap { ($0.operation as? ChannelSelection)?.indices } == [
                [0, 3, 1, 4, 2, 5]
            ])
    }

    @Test func shuffledChannelsAreCut() throws {
        var builder = shuffled()
        builder.whole("start", [2])
        builder.whole("end", [5])
        builder.whole("axis", [1])
        builder.node("Slice", "half", ["joined", "start", "end", "axis"])
        builder.outputs("half")
        let graph = try builder.graph()
        #expect(graph.nodes.last?.name == "half")
        #expect(selection(graph, graph.nodes.count - 1) == [1, 4, 2])
    }

    @Test func stacksAreJoinedAlongTheirOwnDimension() throws {
        var builder = ModelBuilder(channels: 2, side: 4)
        builder.whole("inner", [2])
        builder.node("Relu", "a", ["input"])
        builder.node("Sigmoid", "b", ["input"])
        builder.node("Unsqueeze", "a2", ["a", "inner"])
        builder.node("Unsqueeze", "b2", ["b", "inner"])
        builder.node("Concat", "stack", ["a2", "b2"], [integer("axis", 2)])
        builder.whole("first", [0])
        builder.node("Gather", "part", ["stack", "first"], [integer("axis", 1)])
        builder.outputs("part")
        let graph = try builder.graph()
        // [a₀ b₀ a₁ b₁] of [a₀ a₁ b₀ b₁], of which the first two.
        #expect(selection(graph, graph.nodes.count - 2) == [0, 2, 1, 3])
        #expect(selection(graph, graph.nodes.count - 1) == [0, 1])
    }

    @Test func groupsAreNormalizedByTheirOwnMean() throws {
        var builder = ModelBuilder(channels: 6, side: 4)
        builder.whole("groups", [1, 2, -1])
        builder.whole("whole", [1, 6, 4, 4])
        builder.constant("scale", [2], [1, 1])
        builder.constant("shift", [2], [0, 0])
        builder.node("Reshape", "folded", ["input", "groups"])
        builder.node("InstanceNormalization", "norm", ["folded", "scale", "shift"])
        builder.node("Reshape", "unfolded", ["norm", "whole"])
        builder.node("Relu", "relu", ["unfolded"])
        builder.outputs("relu")
        let graph = try builder.graph()
        let averages = graph.nodes.compactMap { node -> Convolution? in
            if let c = node.operation as? Convolution, c.groups == 2 { c } else { nil }
        }
        #expect(averages.count == 2)
        #expect(averages.allSatisfy { $0.weights.values.allSatisfy { abs($0 - 1 / 3) < 1e-6 } })
        #expect(try graph.shapes(height: 9, width: 7).last?.dimensions == [1, 6, 9, 7])
    }

    @Test func aKernelOverChannelsIsABand() throws {
        var builder = ModelBuilder(channels: 4, side: 4)
        builder.whole("space", [2, 3])
        builder.whole("line", [1, 1, 4])
        builder.constant("k", [1, 1, 3], [1, 2, 3])
        builder.node("GlobalAveragePool", "pool", ["input"])
        builder.node("Reshape", "flat", ["pool", "line"])
        builder.node("Conv", "conv", ["flat", "k"], [integers("pads", [1, 1])])
        let band = try #require(try builder.graph().nodes[2].operation as? Convolution)
        #expect(band.weights.values == [2, 3, 0, 0, 1, 2, 3, 0, 0, 1, 2, 3, 0, 0, 1, 2])
    }
}
