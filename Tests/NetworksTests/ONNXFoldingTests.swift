import Foundation
import Networks
import Tensors
import Testing

/// What models compute of constants, and what the reader puts together again.
@Suite struct ONNXFoldingTests {
    @Test func marginsThatFollowTheSizeBecomeSame() throws {
        var builder = ModelBuilder(side: 8)
        builder.constant("w", [4, 3, 3, 3], [Float](repeating: 1, count: 108))
        builder.constant("two", [], [2])
        builder.whole("axis", [2])
        builder.whole("zeros", [0, 0, 0, 0, 0, 0])
        builder.whole("one", [1])
        builder.node("Shape", "shape", ["input"])
        builder.node("Gather", "height", ["shape", "axis"])
        builder.node("Cast", "real", ["height"], [integer("to", 1)])
        builder.node("Div", "half", ["real", "two"])
        builder.node("Ceil", "count", ["half"])
        // (count − 1)·2 + 3 − height = 1 at 8: the margin goes right and below.
        builder.node("Mul", "twice", ["count", "two"])
        builder.constant("one.real", [], [1])
        builder.node("Add", "reach", ["twice", "one.real"])
        builder.node("Sub", "margin", ["reach", "real"])
        builder.node("Cast", "whole", ["margin"], [integer("to", 7)])
        builder.node("Concat", "pads", ["zeros", "whole", "whole"], [integer("axis", 0)])
        builder.node("Pad", "pad", ["input", "pads"])
        builder.node("Conv", "conv", ["pad", "w"], [integers("strides", [2, 2])])
        builder.outputs("conv")
        let graph = try builder.graph()
        #expect(graph.nodes.map(\.name) == ["input", "conv"])
        let convolution = try #require(graph.nodes[1].operation as? Convolution)
        #expect(convolution.window.padding == .same)
        #expect(try graph.shapes(height: 9, width: 8)[1].dimensions == [1, 4, 5, 4])
    }

    @Test func fixedMarginsBecomeThoseOfTheConvolution() throws {
        var builder = ModelBuilder(side: 8)
        builder.constant("w", [4, 3, 3, 3], [Float](repeating: 1, count: 108))
        builder.whole("pads", [0, 0, 0, 1, 0, 0, 2, 3])
        builder.node("Pad", "pad", ["input", "pads"])
        builder.node("Conv", "conv", ["pad", "w"], [integers("pads", [1, 1, 1, 1])])
        guard let convolution = try builder.graph().nodes[1].operation as? Convolution else {
            Issue.record("the margins are still there")
            return
        }
        #expect(
            convolution.window.padding
                == .explicit(before: Extent(height: 1, width: 2), after: Extent(height: 3, width: 4)))
    }

    @Test func weightsAreStandardizedWhileReading() throws {
        var builder = ModelBuilder()
        builder.constant("w", [1, 3, 1, 1], [1, 2, 3])
        builder.node("ReduceMean", "mean", ["w"], [integers("axes", [1, 2, 3])])
        builder.node("Sub", "centred", ["w", "mean"])
        builder.node("ReduceL2", "length", ["centred"], [integers("axes", [1, 2, 3])])
        builder.node("Div", "standard", ["centred", "length"])
        builder.node("Conv", "conv", ["input", "standard"])
        let convolution = try #require(try builder.graph().nodes[1].operation as? Convolution)
        let expected: [Float] = [-0.70710677, 0, 0.70710677]
        #expect(convolution.weights.values == expected)
    }

    @Test func shapesOfConstantsAreConstants() throws {
        var builder = ModelBuilder(channels: 4, side: 6)
        builder.whole("four", [7, 7, 7, 7])
        builder.constant("zero", [], [0])
        builder.node("Shape", "count", ["four"])
        builder.node("Cast", "real", ["count"], [integer("to", 1)])
        builder.node("Clip", "low", ["real", "", "zero"])
        builder.node("Add", "shifted", ["input", "low"])
        builder.node("Add", "twice", ["shifted", "real"])
        guard let line = try builder.graph().nodes.last?.operation as? Convolution else {
            Issue.record("no line")
            return
        }
        #expect(line.bias == [4, 4, 4, 4])
    }

    @Test func aDecomposedLayerNormalizationIsOneAgain() throws {
        var builder = ModelBuilder(channels: 4, side: 6)
        builder.constant("two", [], [2])
        builder.constant("eps", [], [1e-6])
        builder.constant("gamma", [4], [1, 2, 3, 4])
        builder.constant("beta", [4], [5, 6, 7, 8])
        builder.node("Transpose", "last", ["input"], [integers("perm", [0, 2, 3, 1])])
        builder.node("ReduceMean", "mean", ["last"], [integers("axes", [-1])])
        builder.node("Sub", "centred", ["last", "mean"])
        builder.node("Pow", "square", ["centred", "two"])
        builder.node("ReduceMean", "variance", ["square"], [integers("axes", [-1])])
        builder.node("Add", "raised", ["variance", "eps"])
        builder.node("Sqrt", "deviation", ["raised"])
        builder.node("Div", "normal", ["centred", "deviation"])
        builder.node("Mul", "scaled", ["normal", "gamma"])
        builder.node("Add", "shifted", ["scaled", "beta"])
        builder.node("Transpose", "first", ["shifted"], [integers("perm", [0, 3, 1, 2])])
        builder.node("Relu", "relu", ["first"])
        builder.outputs("relu")
        let graph = try builder.graph()
        #expect(graph.nodes.count == 3)
        guard let normalization = graph.nodes[1].operation as? ChannelNormalization else {
            Issue.record("\(graph.nodes.map(\.operation.summary))")
            return
        }
        #expect(
            normalization
                == ChannelNormalization(scale: [1, 2, 3, 4], shift: [5, 6, 7, 8], epsilon: 1e-6))
    }

    @Test func auxiliaryHeadsAreLeftOut() throws {
        var builder = ModelBuilder()
        builder.constant("w", [3, 3, 1, 1], [Float](repeating: 1, count: 9))
        builder.node("Conv", "a", ["input", "w"])
        builder.node("Softmax", "head", ["a"], [integer("axis", 1)])
        builder.node("Relu", "b", ["a"])
        builder.node("Conv", "c", ["b", "w"])
        builder.outputs("head", "c")
        #expect(try builder.graph().nodes.map(\.name) == ["input", "a", "b", "c"])
    }

    @Test func statisticsOfTrainingAreKept() throws {
        for isAlone in [true, false] {
            var builder = ModelBuilder()
            builder.constant("w", [3, 3, 1, 1], [Float](repeating: 1, count: 9))
            builder.constant("gamma", [3], [1, -2, 3])
            builder.constant("beta", [3], [4, 5, 6])
            builder.constant("mean", [3], [0, 0, 0])
            builder.constant("var", [3], [1, 1, 1])
            if !isAlone { builder.node("Conv", "conv", ["input", "w"]) }
            builder.node("BatchNormalization", "norm", [isAlone ? "input" : "conv", "gamma", "beta", "mean", "var"])
            let statistics = try builder.graph().nodes[1].statistics
            #expect(statistics?.means == [4, 5, 6])
            #expect(statistics?.deviations == [1, 2, 3])
        }
    }
}
