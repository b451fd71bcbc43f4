import Engine
import Foundation
import Networks
import SwiftProtobuf
import Tensors
import Testing

/// What a model computes at other sizes than that of its export: what PyTorch would, or nothing.
@Suite struct SizeSemanticsTests {
    /// The last layer for rising numbers of a size.
    private func last(_ graph: Graph, _ height: Int, _ width: Int) throws -> Tensor {
        let end = graph.nodes.count - 1
        let shape = Shape(channels: 3, height: height, width: width)
        let x = Tensor(shape: shape, values: (0..<shape.count).map { Float($0) })
        return try #require(
            try Backends.reference.prepare(graph, height: height, width: width, outputs: [end]).forward(x)[end])
    }

    private func pytorch(side: Int64 = 8) -> ModelBuilder {
        var builder = ModelBuilder(side: side)
        builder.producer("pytorch")
        return builder
    }

    @Test func sumsAreOverWhatIsThere() throws {
        var builder = pytorch()
        builder.node("ReduceSum", "sum", ["input"], [integers("axes", [2, 3])])
        // 0 + 1 + 2 + 3, and on; at the size of the export 8 × 8 positions would be counted.
        #expect(try last(try builder.graph(), 2, 2).values == [6, 22, 38])
    }

    @Test func aMeanOverOneSideLeavesTheOther() throws {
        var builder = pytorch()
        builder.node("ReduceMean", "mean", ["input"], [integers("axes", [2])])
        #expect(try last(try builder.graph(), 2, 2).values == [1, 2, 5, 6, 9, 10])
    }

    @Test(arguments: ["GlobalMaxPool", "ReduceMax", "MaxPool"])
    func theLargestIsOfAll(_ kind: String) throws {
        var builder = pytorch()
        switch kind {
        case "ReduceMax": builder.node(kind, "max", ["input"], [integers("axes", [2, 3])])
        // PyTorch's AdaptiveMaxPool2d(1), which leaves out ceil_mode.
        case "MaxPool":
            builder.node(
                kind, "max", ["input"],
                [integers("kernel_shape", [8, 8]), integers("strides", [8, 8]), integers("pads", [0, 0, 0, 0])])
        default: builder.node(kind, "max", ["input"])
        }
        #expect(try last(try builder.graph(), 16, 16).values == [255, 511, 767])
    }

    @Test func adaptivePoolsFollowTheirOutput() throws {
        var builder = pytorch(side: 8)
        builder.node(
            "AveragePool", "pool", ["input"], [integers("kernel_shape", [4, 4]), integers("strides", [4, 4])])
        let graph = try builder.graph()
        // Of 3 into 2, the windows overlap: rows and columns 0–1 and 1–2.
        #expect(Array(try last(graph, 3, 3).values.prefix(4)) == [2, 3, 5, 6])
        // One that says its margins is a pool of windows.
        var windows = pytorch(side: 8)
        windows.node(
            "AveragePool", "pool", ["input"],
            [integers("kernel_shape", [4, 4]), integers("strides", [4, 4]), integers("pads", [0, 0, 0, 0])])
        #expect(try windows.graph().shapes(height: 16, width: 12).last?.dimensions == [1, 3, 4, 3])
    }

    /// PyTorch's AdaptiveMaxPool2d(2): the largest of windows that overlap where they must.
    @Test func adaptivePoolsOfTheLargestFollowTheirOutput() throws {
        var builder = pytorch(side: 8)
        builder.node("MaxPool", "pool", ["input"], [integers("kernel_shape", [4, 4]), integers("strides", [4, 4])])
        let graph = try builder.graph()
        #expect(Array(try last(graph, 8, 8).values.prefix(4)) == [27, 31, 59, 63])
        #expect(Array(try last(graph, 3, 3).values.prefix(4)) == [4, 5, 7, 8])
    }

    /// What DeepLab and PSPNet do: the mean of all is brought back to the size of what it is joined with.
    @Test func aMeanOfAllIsBroughtBack() throws {
        var builder = pytorch(side: 8)
        builder.node("GlobalAveragePool", "mean", ["input"])
        builder.whole("sizes", [1, 3, 8, 8])
        builder.node(
            "Resize", "back", ["mean", "", "", "sizes"],
            [text("mode", "linear"), text("coordinate_transformation_mode", "half_pixel")])
        builder.node("Concat", "joined", ["input", "back"], [integer("axis", 1)])
        let joined = try last(try builder.graph(), 2, 3)
        #expect(joined.shape.dimensions == [1, 6, 2, 3])
        #expect(Array(joined.values.suffix(18)) == [2.5, 8.5, 14.5].flatMap { [Float](repeating: $0, count: 6) })
    }

    /// A resize to 8 × 8, beside the picture of that size or not.
    private func resized(isJoined: Bool, side: Int64) -> ModelBuilder {
        var builder = pytorch(side: side)
        builder.whole("sizes", [1, 3, 8, 8])
        builder.node(
            "MaxPool", "half", ["input"],
            [integers("kernel_shape", [2, 2]), integers("strides", [2, 2]), integer("ceil_mode", 0)])
        builder.node(
            "Resize", "resize", ["half", "", "", "sizes"],
            [
                text("mode", "nearest"), text("coordinate_transformation_mode", "asymmetric"),
                text("nearest_mode", "floor"),
            ])
        if isJoined { builder.node("Add", "add", ["input", "resize"]) }
        return builder
    }

    @Test func whatIsJoinedIsAsLarge() throws {
        let graph = try resized(isJoined: true, side: 8).graph()
        #expect(try last(graph, 5, 7).shape.dimensions == [1, 3, 5, 7])
        // 0…3 and the largest of the window below them.
        #expect(Array(try last(graph, 2, 2).values.prefix(4)) == [3, 4, 5, 6])
    }

    @Test func whatAFileOfOneSizeLeavesOpenIsRefusedAtOthers() throws {
        let graph = try resized(isJoined: false, side: 8).graph()
        #expect(try last(graph, 8, 8).shape.dimensions == [1, 3, 8, 8])
        let error = #expect(throws: NetworkError.self) { try last(graph, 12, 8) }
        #expect(
            "\(error.map { "\($0)" } ?? "")".hasPrefix(
                "layer 'resize' is known only for pictures of 8×8, and this is one of 8×12"))
        // The layers before it are not asked.
        #expect(try graph.shapes(height: 12, width: 8, for: [1])[1].dimensions == [1, 3, 6, 4])
    }

    @Test func aNumberInAFileOfOpenSizeIsOne() throws {
        let graph = try resized(isJoined: false, side: 0).graph()
        #expect(try last(graph, 12, 6).shape.dimensions == [1, 3, 8, 8])
    }

    @Test func aSizeThatIsComputedFollows() throws {
        var builder = pytorch(side: 0)
        builder.whole("first", [0])
        builder.whole("two", [2])
        builder.whole("four", [4])
        builder.node(
            "MaxPool", "half", ["input"],
            [integers("kernel_shape", [2, 2]), integers("strides", [2, 2]), integer("ceil_mode", 0)])
        builder.node("Shape", "of half", ["half"])
        builder.node("Slice", "front", ["of half", "first", "two", "first"])
        builder.node("Shape", "of input", ["input"])
        builder.node("Slice", "back", ["of input", "two", "four", "first"])
        builder.node("Concat", "sizes", ["front", "back"], [integer("axis", 0)])
        builder.node(
            "Resize", "resize", ["half", "", "", "sizes"],
            [text("mode", "linear"), text("coordinate_transformation_mode", "half_pixel")])
        #expect(try last(try builder.graph(), 9, 5).shape.dimensions == [1, 3, 9, 5])
    }

    @Test func cutsUpToANumberAreKnownAtOneSize() throws {
        for (end, isKnown) in [(Int64.max, true), (-1, true), (6, false)] {
            var builder = pytorch(side: 8)
            builder.whole("starts", [1])
            builder.whole("ends", [end])
            builder.whole("axes", [2])
            builder.node("Slice", "cut", ["input", "starts", "ends", "axes"])
            let graph = try builder.graph()
            #expect(try graph.shapes(height: 8, width: 8).last?.height == (end == 6 ? 5 : end == -1 ? 6 : 7))
            #expect(((try? graph.shapes(height: 9, width: 9)) != nil) == isKnown)
        }
    }

    /// Over one side, over all with the channels, and as the root of a mean of squares or the logarithm of a mean.
    @Test(
        arguments: [
            ("ReduceSum", [2], "Div", 8, false), ("ReduceSum", [2], "Mul", 0.125, false),
            ("ReduceSum", [3], "Div", 8, false),
            ("ReduceSum", [1, 2, 3], "Div", 192, false), ("ReduceSum", [2, 3], "Div", 192, true),
            ("ReduceSum", [2, 3], "Div", 8, false), ("ReduceL2", [2, 3], "Div", 8, false),
            ("ReduceL2", [2, 3], "Mul", 0.125, false),
            ("ReduceLogSumExp", [2, 3], "Sub", 4.158883, false), ("ReduceLogSumExp", [2, 3], "Sub", 4, true),
            ("ReduceSum", [2], "Div", 3, true), ("ReduceSum", [2], "Add", 8, true),
        ] as [(String, [Int64], String, Float, Bool)])
    func countsOfWhatIsSummedAreKnownAtOneSize(
        _ reduction: String, _ axes: [Int64], _ arithmetic: String, _ number: Float, _ isKnown: Bool
    ) throws {
        var builder = pytorch(side: 8)
        builder.constant("number", [], [number])
        builder.node(reduction, "of all", ["input"], [integers("axes", axes)])
        builder.node(arithmetic, "scaled", ["of all", "number"])
        let graph = try builder.graph()
        #expect((try? graph.shapes(height: 8, width: 8)) != nil)
        #expect(((try? graph.shapes(height: 9, width: 9)) != nil) == isKnown)
    }

    @Test func aSumThatIsDividedByTheAreaIsKnownAtOneSize() throws {
        for (number, isKnown) in [(Float(64), false), (63, false), (2, true)] {
            var builder = pytorch(side: 8)
            builder.constant("number", [], [number])
            builder.node("ReduceSum", "sum", ["input"], [integers("axes", [2, 3])])
            builder.node("Div", "mean", ["sum", "number"])
            #expect(((try? builder.graph().shapes(height: 9, width: 9)) != nil) == isKnown)
        }
    }
}

/// Inputs that are not one picture of three channels, channels first.
@Suite struct InputFormTests {
    private func builder(_ dimensions: [Int64]) -> ModelBuilder {
        var builder = ModelBuilder(side: 8)
        builder.input(dimensions)
        return builder
    }

    @Test func ofABatchOneIsRead() throws {
        var model = builder([8, 3, 8, 8])
        model.whole("rows", [8, -1])
        model.constant("w", [2, 192], [Float](repeating: 1, count: 384))
        model.node("Reshape", "flat", ["input", "rows"])
        model.node("Gemm", "logits", ["flat", "w"], [integer("transB", 1)])
        #expect(try model.graph().shapes(height: 8, width: 8).last?.dimensions == [1, 2, 1, 1])
    }

    @Test func channelsMayComeLast() throws {
        var model = builder([0, 8, 6, 3])
        model.constant("scale", [3], [1, 2, 3])
        model.constant("w", [4, 3, 1, 1], [Float](repeating: 1, count: 12))
        model.whole("pads", [0, 1, 0, 0, 0, 1, 0, 0])
        model.node("Mul", "scaled", ["input", "scale"])
        model.node("Pad", "padded", ["scaled", "pads"])
        model.node("Transpose", "first", ["padded"], [integers("perm", [0, 3, 1, 2])])
        model.node("Conv", "conv", ["first", "w"])
        let graph = try model.graph()
        #expect(graph.inputChannels == 3)
        #expect(try graph.shapes(height: 8, width: 6).last?.dimensions == [1, 4, 10, 6])
        // Without the transposition it is told how it lies.
        var bare = builder([0, 8, 6, 3])
        bare.constant("w", [4, 3, 1, 1], [Float](repeating: 1, count: 12))
        bare.node("Conv", "conv", ["input", "w"])
        let error = #expect(throws: NetworkError.self) { try bare.graph() }
        #expect(
            "\(error.map { "\($0)" } ?? "")".contains(
                "[1, 8 rows, 6 columns, 3 channels], and [1, channels, height, width] is expected"))
    }

    @Test func otherInputsAreSaid() throws {
        let error = #expect(throws: NetworkError.self) {
            var model = builder([1, 3, 8])
            model.node("Relu", "relu", ["input"])
            return try model.graph()
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains("[1, 3, 8]"))
    }

    /// Up to 13 five outputs say that it is in training, from 14 on an attribute does.
    @Test func aNormalizationInTrainingIsRefused() throws {
        let none: [ONNX_Attribute] = []
        for (opset, attributes, outputs) in [
            (7, none, 5), (9, none, 5), (13, none, 5), (14, [integer("training_mode", 1)], 3),
            (17, [integer("training_mode", 1)], 1),
        ] as [(Int64, [ONNX_Attribute], Int)] {
            var model = ModelBuilder(opset: opset)
            for name in ["gamma", "beta", "mean", "var"] { model.constant(name, [3], [1, 2, 3]) }
            model.node(
                "BatchNormalization", "norm", ["input", "gamma", "beta", "mean", "var"], attributes, outputs: outputs)
            let error = #expect(throws: NetworkError.self) { try model.graph() }
            let text = error.map { "\($0)" } ?? ""
            #expect(
                text.contains("training mode") && text.contains("model.eval()") && text.contains("track_running_stats"))
        }
    }
}

/// Files that ask for more than they hold.
@Suite struct GreedyModelTests {
    @Test func constantsThatAreFoldedAgainAndAgainAreRefused() throws {
        var model = ModelBuilder(side: 8)
        model.constant("a", [1], [1])
        model.whole("sizes", [1 << 24])
        for index in 0..<50 { model.node("Expand", "b\(index)", ["a", "sizes"]) }
        model.node("Relu", "relu", ["input"])
        for index in 0..<50 { model.node("Add", "c\(index)", [index == 0 ? "relu" : "c\(index - 1)", "b\(index)"]) }
        let clock = ContinuousClock()
        let time = clock.measure {
            let error = #expect(throws: NetworkError.self) { try model.graph() }
            #expect("\(error.map { "\($0)" } ?? "")".contains("more would be computed while reading"))
        }
        #expect(time < .seconds(20))
    }

    @Test func weightsThatAreScaledAgainAndAgainAreRefused() throws {
        var model = ModelBuilder(side: 8)
        model.whole("sizes", [8192, 3, 32, 32])
        model.constant("two", [], [1])
        model.node("ConstantOfShape", "w", ["sizes"])
        model.node("Conv", "c0", ["input", "w"], [integers("pads", [16, 16, 16, 16])])
        for index in 0..<200 { model.node("Mul", "c\(index + 1)", ["c\(index)", "two"]) }
        #expect(throws: NetworkError.self) { try model.graph() }
    }

    @Test func aChainOfAMillionIsCountedBeforeItIsRead() throws {
        var one = ModelBuilder(side: 8)
        one.node("Relu", "a", ["input"])
        // A node that reads "input" and gives "a", as bytes of the message of the graph.
        let node = try one.model.graph.node[0].serializedData()
        var graph = Data()
        for _ in 0..<200_000 { graph += [0x0A, UInt8(node.count)] + node }
        var length = graph.count
        var bytes: [UInt8] = []
        while length > 127 {
            bytes.append(UInt8(length & 127) | 128)
            length >>= 7
        }
        let file = Data([0x3A] + bytes + [UInt8(length)]) + graph
        let error = #expect(throws: NetworkError.self) { try ONNXReader.graph(from: file, file: "chain.onnx") }
        #expect("\(error.map { "\($0)" } ?? "")".contains("65536 at most are read"))
    }

    @Test(arguments: [
        ("version https://git-lfs.github.com/spec/v1\noid", "git lfs pull"), ("\n<!DOCTYPE html><html>", "web page"),
        ("PK\u{3}\u{4}....archive/data.pkl", "torch.onnx.export"), ("{\"a\": 1}", "JSON"), ("", "empty"),
    ])
    func whatIsNoModelIsSaid(_ content: String, _ word: String) throws {
        for read in [
            { try ONNXReader.graph(from: $0, file: "x.onnx") },
            { try CaffeReader.graph(weights: $0, file: "x.caffemodel") },
        ] as [(Data) throws -> Graph] {
            let error = #expect(throws: NetworkError.self) { _ = try read(Data(content.utf8)) }
            #expect("\(error.map { "\($0)" } ?? "")".contains(word))
        }
    }

    @Test func anOperatorOfAnotherDomainIsNamedWithIt() throws {
        var model = ModelBuilder(side: 8)
        model.node("Conv", "conv", ["input"], domain: "com.example")
        let error = #expect(throws: NetworkError.self) { try model.graph() }
        #expect("\(error.map { "\($0)" } ?? "")".contains("'com.example::Conv'"))
    }

    /// An operator that is supported elsewhere is told so, and is no guess for itself.
    @Test func anOperatorInAnotherFormIsToldSo() throws {
        var model = ModelBuilder(side: 8)
        model.constant("w", [4, 3, 1, 1], [Float](repeating: 1, count: 12))
        model.constant("numbers", [3], [1, 2, 3])
        model.node("Conv", "conv", ["input", "w"])
        model.node("Einsum", "outer", ["numbers", "numbers"])
        model.node("Mul", "out", ["conv", "outer"])
        let error = #expect(throws: NetworkError.self) { try model.graph() }
        let said = error.map { "\($0)" } ?? ""
        #expect(
            said
                == "node 'outer' (Einsum): it is supported over activations and in its common forms, and this is another one"
        )
    }
}
