import Engine
import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// Models whose height and width are open, at sizes that they are not read for first.
@Suite struct FittedGraphTests {
    /// Swin's windows, filled up, rolled and cut off: at other sizes there are other layers, not only other numbers.
    private func windows() throws -> Graph {
        try ONNXReader.graph(from: Fixtures.data("Exports/padded-windows/model.onnx"), file: "windows").complete()
    }

    private func values(_ graph: Graph, _ node: Graph.NodeID, _ height: Int, _ width: Int) throws -> Tensor {
        let x = Tensor(Shape(channels: 3, height: height, width: width)) { values in
            for i in 0..<3 * height * width { values[i] = Float(i % 17) / 17 - 0.5 }
        }
        let run = try Backends.fast.prepare(graph, height: height, width: width, outputs: [node])
        return try #require(try run.forward(x)[node])
    }

    @Test(arguments: [(12, 8), (17, 15), (14, 10), (224, 224)])
    func whatIsAppendedStaysBehind(_ height: Int, _ width: Int) throws {
        let graph = try windows()
        let end = graph.nodes.count - 1
        let appended = Graph.Node(name: "appended", operation: .relu, inputs: [end])
        let longer = Graph(nodes: graph.nodes + [appended])
        let (own, behind) = try (values(graph, end, height, width), values(longer, end + 1, height, width))
        #expect(own.shape.dimensions == [1, 4, height, width])
        #expect(behind.values == own.values.map { max($0, 0) })
        #expect(own.values.contains { $0 < 0 })
        #expect(try longer.shapes(height: height, width: width, for: [end + 1])[end + 1] == own.shape)
    }

    @Test func layersThatWereChangedAreRefusedWhereTheirsAreOthers() throws {
        let graph = try windows()
        var nodes = graph.nodes
        let softmax = try #require(nodes.firstIndex { $0.operation is Softmax || $0.operation is Attention })
        nodes[softmax].inputs = nodes[softmax].inputs.map { _ in 0 }
        #expect {
            try Graph(nodes: nodes).fitted(height: 17, width: 15)
        } throws: { error in
            "\(error)".contains("known only for pictures of 224×224, and this is one of 15×17")
                && "\(error)".contains("were changed since it was read")
        }
    }

    /// In tiles, and in the room that one has, the layers are the size's own.
    @Test func tilesAreOfTheSizesOwnLayers() throws {
        let graph = try windows()
        let end = graph.nodes.count - 1
        let x = Tensor(Shape(channels: 3, height: 30, width: 26)) { values in
            for i in 0..<3 * 30 * 26 { values[i] = Float(i % 13) / 13 - 0.5 }
        }
        let whole = try Backends.fast.prepare(graph, height: 30, width: 26, outputs: [end])
        let tiles = try TiledExecution(
            graph, height: 30, width: 26, outputs: [end], tiling: Tiling(rows: 2, columns: 2), backend: Backends.fast)
        let (a, b) = try (#require(whole.forward(x)[end]), #require(tiles.forward(x)[end]))
        #expect(b.relativeDistance(to: a) < 1e-6)
        let gradient = try whole.gradient([end: a])
        #expect(try tiles.gradient([end: b]).relativeDistance(to: gradient) < 1e-5)
        #expect(try Backends.fast.bytes(graph, height: 30, width: 26, outputs: [end], isLean: true) > 0)
    }

    /// A table of 256 × 256, as a trace leaves one, of a model whose size is open: it fits no other.
    private func traced() -> ModelBuilder {
        var builder = ModelBuilder(side: 0)
        builder.producer("pytorch")
        builder.constant("table", [1, 1, 256, 256], (0..<1 << 16).map { Float($0) })
        builder.node("Relu", "relu", ["input"])
        builder.node("Add", "placed", ["relu", "table"])
        return builder
    }

    @Test func aModelIsReadForTheSizeThatItWasTracedAt() throws {
        let graph = try traced().graph().complete()
        let end = graph.nodes.count - 1
        let placed = try Backends.reference.prepare(graph, height: 256, width: 256, outputs: [end])
            .forward(Tensor(shape: Shape(channels: 3, height: 256, width: 256), repeating: 2))
        #expect(placed[end]?.values.suffix(2) == [65536, 65537])
    }

    /// A refusal names the node of the file that does not fit.
    @Test func whatDoesNotFitASizeIsNamed() throws {
        let graph = try traced().graph().complete()
        #expect {
            try graph.shapes(height: 160, width: 192, for: [graph.nodes.count - 1])
        } throws: { error in
            "\(error)".contains("known only for pictures of 256×256, and this is one of 192×160")
                && "\(error)".contains("(Add)")
        }
    }

    /// Rolled, and then cut: where nothing is cut at the size that it is read for, both are one layer, and at others they are not.
    @Test func aLayerThatIsSeveralElsewhereIsRefused() throws {
        let graph = try windows()
        let (last, rolled) = try (
            #require(graph.nodes.firstIndex { $0.name == "/end/Conv" }),
            #require(graph.nodes.firstIndex { $0.name == "/Concat_10" })
        )
        #expect(throws: Never.self) { try graph.fitted(height: 17, width: 15, for: [last]) }
        #expect(throws: NetworkError.self) { try graph.fitted(height: 17, width: 15, for: [rolled]) }
    }
}
