import Foundation
import Networks
import Tensors
import Testing

@Suite struct ONNXReaderTests {
    /// A convolution with batch normalization, a ReLU, a pool and a classifier.
    private func classifier() -> ModelBuilder {
        var builder = ModelBuilder()
        builder.constant("w", [4, 3, 3, 3], (0..<108).map { Float($0) / 100 })
        for (name, values) in [
            ("gamma", [1, 2, 3, 4]), ("beta", [0, 1, 0, -1]), ("mean", [1, 1, 2, 2]), ("var", [4, 9, 16, 25]),
        ] {
            builder.constant(name, [4], values.map { Float($0) })
        }
        builder.constant("fc", [2, 4], (0..<8).map { Float($0) })
        builder.constant("fc.bias", [2], [10, 20])
        builder.node("Conv", "conv", ["input", "w"], [integers("pads", [1, 1, 1, 1]), integers("strides", [2, 2])])
        builder.node("BatchNormalization", "norm", ["conv", "gamma", "beta", "mean", "var"])
        builder.node("Relu", "relu", ["norm"])
        builder.node("GlobalAveragePool", "pool", ["relu"])
        builder.node("Flatten", "flat", ["pool"])
        builder.node("Dropout", "drop", ["flat"])
        builder.node("Gemm", "logits", ["drop", "fc", "fc.bias"], [integer("transB", 1)])
        return builder
    }

    @Test func aClassifierBecomesAGraph() throws {
        let graph = try classifier().graph()
        #expect(graph.nodes.map(\.name) == ["input", "conv", "relu", "pool", "logits"])
        #expect(graph.nodes[1].otherNames == ["norm"])
        #expect(graph.nodes[3].otherNames == ["flat", "drop"])
        #expect(
            try graph.shapes(height: 9, width: 12).map(\.dimensions).suffix(4)
                == [[1, 4, 5, 6], [1, 4, 5, 6], [1, 4, 1, 1], [1, 2, 1, 1]])
    }

    @Test func batchNormalizationIsFolded() throws {
        guard let folded = try classifier().graph().nodes[1].operation as? Convolution else {
            Issue.record("the convolution is gone")
            return
        }
        // Channel 1: scale 2/√(9 + 1e-5), shift 1 − 1·scale.
        let scale = 2 / Float(9 + 1e-5).squareRoot()
        #expect(abs(folded.weights.values[27] - 0.27 * scale) < 1e-6)
        #expect(abs(folded.bias[1] - (1 - scale)) < 1e-6)
    }

    @Test func batchNormalizationAloneIsADepthwiseConvolution() throws {
        var builder = ModelBuilder()
        for name in ["gamma", "beta", "mean", "var"] { builder.constant(name, [3], [1, 2, 3]) }
        builder.node("BatchNormalization", "norm", ["input", "gamma", "beta", "mean", "var"])
        guard let affine = try builder.graph().nodes[1].operation as? Convolution else {
            Issue.record("no convolution")
            return
        }
        #expect(affine.groups == 3)
    }

    @Test(arguments: [1, 10, 11])
    func weightsOfEveryFloatType(_ type: Int32) throws {
        var tensor = ONNX_Tensor()
        tensor.name = "w"
        tensor.dims = [1, 3, 1, 1]
        tensor.dataType = type
        switch type {
        case 1: tensor.floatData = [0.5, -2, 65504]
        case 10: tensor.int32Data = [0x3800, 0xC000, 0x7BFF]
        default: tensor.doubleData = [0.5, -2, 65504]
        }
        var builder = ModelBuilder()
        builder.add(tensor)
        builder.node("Conv", "conv", ["input", "w"])
        let convolution = try #require(try builder.graph().nodes[1].operation as? Convolution)
        #expect(convolution.weights.values == [0.5, -2, 65504])
    }

    @Test func errorsNameTheFileAndTheNode() throws {
        func message(_ build: (inout ModelBuilder) -> Void) -> String {
            var builder = ModelBuilder()
            builder.constant("w", [4, 3, 1, 1], [Float](repeating: 1, count: 12))
            build(&builder)
            let error = #expect(throws: NetworkError.self) { try builder.graph() }
            return error.map { "\($0)" } ?? ""
        }
        #expect(
            message { $0.node("Cnov", "a", ["input", "w"]) }.hasPrefix(
                "'test.onnx': node 'a': the operator 'Cnov' is not supported (did you mean 'Conv'?); supported are Abs, Add, And, AveragePool"
            )
        )
        #expect(
            message { $0.node("Conv", "a", ["nothing", "w"]) }
                == "'test.onnx': node 'a' (Conv): its input 'nothing' is computed by no node before it")
        #expect(
            message { $0.node("Conv", "a", ["input", "w"], [integer("group", 2)]) }
                == "'test.onnx': node 'a' (Conv): its weights are 4×3×1×1 in 2 groups, and its input has 3 channels")
        #expect(
            message { $0.node("Conv", "a", ["input", "w"], [text("auto_pad", "SAME")]) }
                == "'test.onnx': node 'a' (Conv): auto_pad is SAME; NOTSET, SAME_UPPER, SAME_LOWER and VALID are supported"
        )
        #expect(
            message { $0.node("Gemm", "a", ["input", "w"]) }
                == "'test.onnx': node 'a' (Gemm): its weights are 4×3×1×1, or its input is transposed")
        #expect(
            message { builder in
                builder.constant("v", [1 << 40, 1 << 40, 1, 1], [1])
                builder.node("Conv", "a", ["input", "v"])
            }.hasPrefix("'test.onnx': node 'a' (Conv): tensor 'v' has the dimensions"))
        #expect(
            message { builder in
                builder.constant("v", [9, 3, 1, 1], [1])
                builder.node("Conv", "a", ["input", "v"])
            } == "'test.onnx': node 'a' (Conv): tensor 'v' says 9×3×1×1, but it holds 1 number")
    }

    @Test func damagedFilesAreRefused() throws {
        let data = try classifier().data
        for length in 0..<data.count {
            // A cut between two fields of the outermost message may leave a smaller model that is whole.
            do { _ = try ONNXReader.graph(from: data.prefix(length), file: "x") } catch is NetworkError {}
        }
        #expect(throws: NetworkError.notONNX(file: "x", reason: "it is empty; the download may have failed")) {
            try ONNXReader.graph(from: Data(), file: "x")
        }
        var dice = Philox(key: 3)
        for _ in 0..<3000 {
            var flipped = data
            for _ in 0...Int(dice.next() % 3) {
                flipped[Int(dice.next() % UInt64(data.count))] = UInt8(dice.next() & 255)
            }
            do {
                let graph = try ONNXReader.graph(from: flipped, file: "x")
                _ = try graph.facts(height: 33, width: 35)
            } catch is NetworkError {}
        }
    }
}
