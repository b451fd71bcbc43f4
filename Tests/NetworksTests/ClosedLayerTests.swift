import Foundation
import Networks
import SwiftProtobuf
import Tensors
import TestSupport
import Testing

/// What cannot be computed closes only what lies behind it.
@Suite struct ClosedLayerTests {
    /// A classifier whose end is a row of `tail`, on a trunk of two convolutions.
    private func classifier(_ tail: [(type: String, name: String)]) -> ModelBuilder {
        var model = ModelBuilder(side: 8)
        model.constant("w1", [4, 3, 3, 3], (0..<108).map { Float($0 % 7) / 7 - 0.4 })
        model.constant("w2", [12, 4, 1, 1], (0..<48).map { Float($0 % 5) / 5 - 0.4 })
        model.node("Conv", "conv1", ["input", "w1"], [integers("pads", [1, 1, 1, 1])])
        model.node("Relu", "relu1", ["conv1"])
        model.node("Conv", "logits", ["relu1", "w2"])
        model.node("GlobalAveragePool", "mean", ["logits"])
        var last = "mean"
        for (type, name) in tail {
            model.node(type, name, [last])
            last = name
        }
        model.outputs(last)
        return model
    }

    private func network(_ graph: Graph) -> Network {
        let manifest = Manifest(
            name: "net", title: "Net", model: "net.onnx", sha256: "",
            preprocessing: PreprocessingKind.imagenet.preprocessing, trainedSize: 8, aliases: ["end": "mean"],
            classes: nil,
            logits: nil, labels: nil, defaultLayer: "relu1", licence: "MIT", source: "here", trainedOn: "nothing")
        return Network(manifest: manifest, graph: graph, classes: [])
    }

    @Test func whatLiesBeforeIsThere() throws {
        let graph = try classifier([("Unheard", "strange"), ("Relu", "behind")]).openGraph()
        #expect(graph.nodes.map(\.name) == ["input", "conv1", "relu1", "logits", "mean"])
        #expect(graph.closed.map(\.name) == ["strange", "behind"])
        #expect(graph.closed.map(\.operation) == ["Unheard", "Relu"])
        #expect(graph.closed.map(\.isEnd) == [true, false])
        #expect(graph.closed[0].reads == ["mean"])
        #expect(graph.closed[1].end.sentence == "node 'strange' (Unheard): this operator is not supported")
        #expect(throws: NetworkError.self) { try graph.complete() }
        // A file without such an end goes without nothing.
        #expect(try classifier([("Relu", "behind")]).openGraph().closed.isEmpty)
    }

    @Test func layersOutOfReachAreRefusedWithTheReason() throws {
        let network = network(try classifier([("Unheard", "strange"), ("Relu", "head/behind")]).openGraph())
        for name in ["head/behind", "HEAD/BEHIND", "behind", "*behind"] {
            let error = #expect(throws: NetworkError.self) { try network.node(named: name) }
            let text = error.map { "\($0)" } ?? ""
            #expect(
                text.hasPrefix(
                    "layer 'head/behind' of net is out of reach, because it stands behind node 'strange' (Unheard): this operator is not supported"
                ), "\(text)")
        }
        let own = #expect(throws: NetworkError.self) { try network.node(named: "strange") }
        #expect(own.map { "\($0)" }?.contains("is out of reach: node 'strange' (Unheard)") == true)
        #expect(try network.node(named: "logits") == 3)
        #expect(try network.node(named: "end") == 4)
        #expect("\(network.noClasses)".contains("the classes of net are out of reach: node 'strange' (Unheard)"))
        let unknown = #expect(throws: NetworkError.self) { try network.node(named: "nothing") }
        #expect(unknown.map { "\($0)" }?.hasPrefix("net has no layer 'nothing'") == true)
    }

    /// Of a mistake in a node, too; damage and greed refuse the whole file.
    @Test func mistakesCloseAndDamageRefuses() throws {
        var model = classifier([])
        model.constant("w3", [4, 7, 1, 1], [Float](repeating: 1, count: 28))
        model.node("Conv", "odd", ["mean", "w3"])
        model.outputs("odd")
        let graph = try model.openGraph()
        #expect(graph.closed.first?.end.problem.contains("its input has 12 channels") == true)
        model.constant("w4", [4, 12, 1, 1], [1])
        model.node("Conv", "cut", ["mean", "w4"])
        #expect(throws: NetworkError.self) { try model.openGraph() }
    }

    /// Where nothing is left that computes anything, the file is refused with the reason of the first.
    @Test func whatBeginsWithItIsRefused() throws {
        var model = ModelBuilder(side: 8)
        model.node("Unheard", "strange", ["input"])
        model.node("Relu", "relu", ["strange"])
        let error = #expect(throws: NetworkError.self) { try model.openGraph() }
        #expect(error.map { "\($0)" }?.contains("the operator 'Unheard' is not supported") == true)
    }

    @Test func classesAreFoundBeforeTheLargestIsPicked() throws {
        try Fixtures.withTemporaryFolder { folder in
            let path = folder + "/net.onnx"
            try classifier([("ArgMax", "best")]).data.write(to: URL(fileURLWithPath: path))
            let guess = try ManifestGuess(file: path)
            #expect(guess.classCount == 12)
            #expect(guess.manifest.logits == "mean")
            #expect(guess.manifest.classes == "logits")
            try classifier([("Unheard", "best")]).data.write(to: URL(fileURLWithPath: path))
            #expect(try ManifestGuess(file: path).classCount == nil)
        }
    }

    /// A branch that needs another input is closed; what hangs on the picture alone is there.
    @Test func otherInputsCloseWhatReadsThem() throws {
        var model = classifier([])
        model.secondInput("scale", [1, 12, 1, 1])
        model.node("Mul", "scaled", ["mean", "scale"])
        model.outputs("scaled")
        let graph = try model.openGraph()
        #expect(graph.nodes.last?.name == "mean")
        #expect(graph.closed.map(\.name) == ["scaled"])
        #expect(
            graph.closed.first?.end.sentence
                == "node 'scale' (input): it is an input of its own, [1, 12, 1, 1], beside the picture 'input'")
    }

    @Test func inputsOfAnySort() throws {
        // Open sides may be −1; the batch may be missing.
        for dimensions: [Int64] in [[-1, 3, -1, -1], [3, 24, 20], [24, 20, 3], [4, 3, 24, 20], [-1, -1, -1, -1]] {
            var model = ModelBuilder()
            model.input(dimensions)
            model.constant("scale", [1], [2])
            model.node("Mul", "twice", ["input", "scale"])
            model.node("Relu", "relu", ["twice"])
            let graph = try model.graph()
            #expect(graph.inputChannels == 3, "\(dimensions)")
            #expect(try graph.shapes(height: 24, width: 20).last?.dimensions == [1, 3, 24, 20])
        }
    }

    @Test func aCaffeNetLosesItsEndAlone() throws {
        let layers = """
            input: "data" input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 8
            layer { name: "relu" type: "ReLU" bottom: "data" top: "a" }
            layer { name: "strange" type: "Unheard" bottom: "a" top: "b" }
            layer { name: "end" type: "ReLU" bottom: "b" top: "c" }
            """
        let graph = try CaffeReader.graph(
            weights: CaffeFurtherTests.weights([]), file: "x.caffemodel", layers: Data(layers.utf8))
        #expect(graph.nodes.map(\.name) == ["data", "relu"])
        #expect(graph.closed.map(\.name) == ["strange", "end"])
    }
}
