import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// Graphs within a graph, of which a condition chooses one.
@Suite struct BranchTests {
    /// A graph of a node's attribute, with nodes, tensors and outputs as a model has them.
    private static func graph(_ name: String, _ output: String, _ write: (inout ModelBuilder) -> Void) -> ONNX_Attribute
    {
        var inner = ModelBuilder()
        write(&inner)
        inner.outputs(output)
        var attribute = ONNX_Attribute()
        attribute.name = name
        attribute.g = inner.model.graph
        attribute.g.input = []
        return attribute
    }

    /// A convolution, then a choice: of wide pictures the halves are added after a ReLU of the doubled, of others they are what they were.
    static func model(side: Int64, limit: Int64, condition: String = "Greater") -> ModelBuilder {
        var model = ModelBuilder(side: side)
        model.constant("w", [4, 3, 1, 1], (0..<12).map { Float($0 % 5) / 5 - 0.4 })
        model.constant("k", [2, 4, 1, 1], (0..<8).map { Float($0 % 3) - 1 })
        model.whole("limit", [limit])
        model.whole("two", [2])
        model.node("Conv", "conv", ["input", "w"])
        model.node("Shape", "shape", ["conv"])
        model.node("Gather", "height", ["shape", "two"])
        model.node(condition, "large", ["height", "limit"])
        let then = Self.graph("then_branch", "x") {
            $0.constant("two", [1], [2])
            $0.node("Mul", "x1", ["conv", "two"])
            $0.node("Relu", "x", ["x1"])
        }
        let otherwise = Self.graph("else_branch", "x") { $0.node("Identity", "x", ["conv"]) }
        model.node("If", "choice", ["large"], [then, otherwise])
        model.node("Conv", "end", ["choice", "k"])
        model.outputs("end")
        return model
    }

    private func plain(side: Int64, taking: Bool) -> ModelBuilder {
        var model = ModelBuilder(side: side)
        model.constant("w", [4, 3, 1, 1], (0..<12).map { Float($0 % 5) / 5 - 0.4 })
        model.constant("k", [2, 4, 1, 1], (0..<8).map { Float($0 % 3) - 1 })
        model.constant("two", [1], [2])
        model.node("Conv", "conv", ["input", "w"])
        if taking {
            model.node("Mul", "x1", ["conv", "two"])
            model.node("Relu", "x", ["x1"])
        }
        model.node("Conv", "end", [taking ? "x" : "conv", "k"])
        model.outputs("end")
        return model
    }

    private func output(_ graph: Graph, _ side: Int) throws -> Tensor {
        let x = Tensor.noise(Shape(channels: 3, height: side, width: side), seed: 4)
        let last = graph.nodes.count - 1
        let shapes = try graph.shapes(height: side, width: side, for: [last])
        var values: [Tensor] = [x]
        for node in graph.nodes.indices.dropFirst() {
            values.append(
                graph.nodes[node].operation.forward(graph.nodes[node].operands.map { values[$0] }, to: shapes[node]))
        }
        return values[last]
    }

    @Test(arguments: [true, false]) func theOneThatIsChosenStandsThere(_ isLarge: Bool) throws {
        let graph = try Self.model(side: 8, limit: isLarge ? 7 : 8).graph()
        let own = try plain(side: 8, taking: isLarge).graph()
        #expect(try output(graph, 8) == output(own, 8))
        // Of the other nothing is left.
        #expect(graph.nodes.contains { $0.operation is Clip } == isLarge)
    }

    /// A file that leaves its size open may choose otherwise at another.
    @Test func anotherSizeMayChooseTheOther() throws {
        let graph = try Self.model(side: 0, limit: 300).graph()
        func atSize(_ side: Int) throws -> Tensor {
            let fitted = try graph.fitted(height: side, width: side, for: [graph.nodes.count - 1])
            return try output(fitted.graph, side)
        }
        #expect(try atSize(224) == output(try plain(side: 224, taking: false).graph(), 224))
        #expect(try atSize(320) == output(try plain(side: 320, taking: true).graph(), 320))
    }

    @Test func aChoiceWithinAChoice() throws {
        var model = Self.model(side: 8, limit: 7)
        let inner = model.model.graph.node.first { $0.opType == "If" }
        let nested = Self.graph("then_branch", "y") { builder in
            var node = inner ?? ONNX_Node()
            (node.name, node.output) = ("y", ["y"])
            builder.node("Neg", "conv1", ["conv"])
            builder.node("Neg", "conv2", ["conv1"])
            for index in node.attribute.indices {
                for place in node.attribute[index].g.node.indices {
                    let inputs = node.attribute[index].g.node[place].input
                    node.attribute[index].g.node[place].input = inputs.map { $0 == "conv" ? "conv2" : $0 }
                }
            }
            builder.node("If", "y", node.input, node.attribute)
        }
        let otherwise = Self.graph("else_branch", "y") { $0.node("Identity", "y", ["conv"]) }
        model.node("If", "outer", ["large"], [nested, otherwise])
        model.node("Conv", "last", ["outer", "k"])
        model.outputs("last")
        #expect(try output(model.graph(), 8) == output(plain(side: 8, taking: true).graph(), 8))
    }

    @Test func aChoiceByThePictureClosesWhatLiesBehind() throws {
        var model = ModelBuilder(side: 8)
        model.constant("w", [4, 3, 1, 1], (0..<12).map { Float($0) })
        model.node("Conv", "conv", ["input", "w"])
        model.node("ReduceMax", "most", ["conv"], [integer("keepdims", 0)])
        model.node(
            "If", "choice", ["most"],
            [
                Self.graph("then_branch", "x") { $0.node("Relu", "x", ["conv"]) },
                Self.graph("else_branch", "x") { $0.node("Identity", "x", ["conv"]) },
            ])
        model.node("Relu", "behind", ["choice"])
        model.outputs("behind")
        let graph = try model.openGraph()
        #expect(graph.closed.map(\.name) == ["choice", "behind"])
        #expect(
            graph.closed[0].end.sentence
                == "node 'choice' (If): which of its two graphs is computed depends on the picture")
    }

    @Test func whatIsMalformedIsRefused() throws {
        // It gives out what no one made; or it has no graph to choose.
        for attributes in [[Self.graph("then_branch", "z") { $0.node("Identity", "x", ["conv"]) }], []] {
            var model = ModelBuilder(side: 8)
            model.constant("w", [4, 3, 1, 1], (0..<12).map { Float($0) })
            model.constant("yes", [1], [1])
            model.node("Conv", "conv", ["input", "w"])
            model.node("If", "choice", ["yes"], attributes)
            model.node("Relu", "behind", ["choice"])
            model.outputs("behind")
            #expect(throws: NetworkError.self) { try model.graph() }
        }
    }

    /// Nodes within nodes count: a file cannot hide a million of them there.
    @Test func nodesWithinNodesAreCounted() throws {
        var model = ModelBuilder(side: 8)
        model.constant("yes", [1], [1])
        let many = Self.graph("then_branch", "x") { builder in
            for index in 0..<70_000 { builder.node("Identity", "x\(index)", ["input"]) }
        }
        model.node("If", "choice", ["yes"], [many])
        model.outputs("choice")
        let error = #expect(throws: NetworkError.self) { try model.graph() }
        #expect("\(try #require(error))".contains("nodes"), "\(String(describing: error))")
    }
}
