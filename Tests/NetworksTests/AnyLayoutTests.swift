import Engine
import Foundation
import Networks
import Tensors
import Testing

/// Operators over dimensions that lie anywhere in an activation: windows, lines of positions, rows and columns.
@Suite struct AnyLayoutTests {
    /// The last layer for rising numbers of a size, times `scale`.
    private func last(_ graph: Graph, _ height: Int, _ width: Int, scale: Float = 1) throws -> Tensor {
        let end = graph.nodes.count - 1
        let shape = Shape(channels: graph.inputChannels, height: height, width: width)
        let x = Tensor(shape: shape, values: (0..<shape.count).map { scale * Float($0) })
        let found = try Backends.fast.prepare(graph, height: height, width: width, outputs: [end]).forward(x)[end]
        return try #require(found)
    }

    private func open(channels: Int64) -> ModelBuilder { ModelBuilder(channels: channels) }

    /// The weights of all positions sum to 1, at any size: a global context (Cao et al., "GCNet", 2019).
    @Test(arguments: [(2, 2), (3, 5)])
    func aSoftmaxOverPositionsWeighsThem(_ height: Int, _ width: Int) throws {
        var builder = open(channels: 1)
        builder.whole("line", [1, 1, -1])
        builder.node("Reshape", "logits", ["input", "line"])
        builder.node("Softmax", "weights", ["logits"])
        builder.whole("column", [1, 1, -1, 1])
        builder.whole("row", [1, 1, 1, -1])
        builder.node("Reshape", "right", ["weights", "column"])
        builder.node("Reshape", "left", ["input", "row"])
        builder.node("MatMul", "context", ["left", "right"])
        builder.node("Relu", "end", ["context"])
        let found = try last(try builder.graph(), height, width)
        let numbers = (0..<height * width).map { Double($0) }
        let powers = numbers.map { exp($0 - numbers[numbers.count - 1]) }
        let right = zip(numbers, powers).reduce(0) { $0 + $1.0 * $1.1 } / powers.reduce(0, +)
        #expect(found.values.count == 1)
        #expect(abs(Double(found.values[0]) - right) < 1e-5 * right)
    }

    @Test func sidesThatAreNoWindowsSaySo() {
        let windows = Rearrangement(
            PartSizes([nil, nil, 2, 2, 3]), from: Arrangement(channels: [4], rows: [0, 2], columns: [1, 3]),
            to: Arrangement(channels: [4], rows: [0, 1], columns: [2, 3]))
        let graph = Graph(nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "windows", operation: windows, inputs: [0]),
        ])
        let problem = #expect(throws: NetworkError.self) { try graph.shapes(height: 5, width: 4) }
        #expect(
            problem?.description
                == "layer 'windows' takes a side of 5 apart, which is no multiple of 2: a picture of 4×5 does not fit it; choose sides that do"
        )
    }

    /// Rows that come round from the other end: a shift of windows.
    @Test func rowsAreRolled() throws {
        var builder = ModelBuilder(channels: 1, side: 4)
        for (name, value) in [("start", Int64(1)), ("end", 4), ("none", 0), ("axis", 2)] {
            builder.whole(name, [value])
        }
        builder.node("Slice", "below", ["input", "start", "end", "axis"])
        builder.node("Slice", "above", ["input", "none", "start", "axis"])
        builder.node("Concat", "rolled", ["below", "above"], [integer("axis", 2)])
        builder.node("Neg", "end", ["rolled"])
        let found = try last(try builder.graph(), 4, 4)
        #expect(found.values == (0..<16).map { -Float(($0 + 4) % 16) })
    }

    /// A layer over the positions of each channel (Tolstikhin et al., "MLP-Mixer", 2021).
    @Test func positionsAreMixed() throws {
        var builder = ModelBuilder(channels: 2, side: 2)
        builder.whole("line", [1, 2, 4])
        builder.constant("mix", [4, 3], (0..<12).map { Float($0) })
        builder.node("Reshape", "tokens", ["input", "line"])
        builder.node("MatMul", "end", ["tokens", "mix"])
        let found = try last(try builder.graph(), 2, 2)
        // Rows 0 1 2 3 and 4 5 6 7 times columns k, 3 + k, 6 + k, 9 + k; what was mixed stands in the channels.
        #expect(found.values == [42, 114, 48, 136, 54, 158])
    }

    /// The same as a Gemm, with a bias and a factor; its weights lie either way.
    @Test(arguments: [false, true]) func positionsAreMixedWithABias(isTransposed: Bool) throws {
        var builder = ModelBuilder(channels: 2, side: 2)
        builder.whole("line", [2, 4])
        let mix: [Float] =
            isTransposed ? [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11] : [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
        builder.constant("mix", isTransposed ? [3, 4] : [4, 3], mix)
        builder.constant("bias", [3], [1, 2, 3])
        builder.node("Reshape", "tokens", ["input", "line"])
        builder.node(
            "Gemm", "end", ["tokens", "mix", "bias"],
            [float("alpha", 0.5), float("beta", 10), integer("transB", isTransposed ? 1 : 0)])
        let found = try last(try builder.graph(), 2, 2)
        // Half of what was above, and ten times the bias.
        let right: [Float] = [31, 67, 44, 88, 57, 109]
        #expect(found.values == right)
    }

    /// Blocks that overlap are summed, over a picture that is wider than they reach, less its margins (PyTorch's fold).
    @Test func patchesAreFolded() throws {
        var builder = ModelBuilder(channels: 8, side: 2)
        builder.whole("line", [1, 8, 4])
        builder.whole("size", [2, 4])
        builder.whole("block", [2, 2])
        builder.node("Reshape", "patches", ["input", "line"])
        builder.node(
            "Col2Im", "end", ["patches", "size", "block"],
            [integers("strides", [1, 2]), integers("pads", [1, 0, 0, 0])])
        var right = [Float](repeating: 0, count: 2 * 2 * 4)
        for index in 0..<32 {
            let channel = index / 16
            let tap = index / 4 % 4
            let place = index % 4
            let y = place / 2 + tap / 2 - 1
            let x = place % 2 * 2 + tap % 2
            if y >= 0 { right[(channel * 2 + y) * 4 + x] += Float(index) }
        }
        let found = try last(try builder.graph(), 2, 2)
        #expect(found.shape == Shape(channels: 2, height: 2, width: 4))
        #expect(found.values == right)
    }

    @Test func linesArePickedOut() throws {
        var builder = ModelBuilder(channels: 4, side: 2)
        builder.whole("planes", [4, 4])
        builder.add(lists([[2], [-4], [1]]))
        builder.node("Reshape", "lines", ["input", "planes"])
        builder.node("GatherND", "picked", ["lines", "lists"])
        builder.node("Neg", "end", ["picked"])
        let found = try last(try builder.graph(), 2, 2)
        let right: [Float] = [-8, -9, -10, -11, 0, -1, -2, -3, -4, -5, -6, -7]
        #expect(found.values == right)
        var deep = ModelBuilder(channels: 4, side: 2)
        deep.whole("planes", [4, 4])
        deep.add(lists([[2, 1]]))
        deep.node("Reshape", "lines", ["input", "planes"])
        deep.node("GatherND", "end", ["lines", "lists"])
        let error = #expect(throws: NetworkError.self) { try deep.graph() }
        #expect(error?.description.contains("lists of one index for the first dimension are supported") == true)
    }

    private func lists(_ values: [[Int64]]) -> ONNX_Tensor {
        var tensor = ONNX_Tensor()
        tensor.name = "lists"
        tensor.dims = [Int64(values.count), Int64(values[0].count)]
        tensor.dataType = 7
        tensor.int64Data = Array(values.joined())
        return tensor
    }

    /// A reduction over a part of a side was once no reduction at all: the sum of an attention's weights was the weights.
    @Test(arguments: [
        ("ReduceSum", [10, 18, 42, 50]), ("ReduceMean", [2.5, 4.5, 10.5, 12.5]), ("ReduceL1", [10, 18, 42, 50]),
    ])
    func partsOfSidesAreReduced(_ kind: String, _ right: [Float]) throws {
        var builder = ModelBuilder(channels: 1, side: 4)
        builder.whole("windows", [1, 2, 2, 2, 2])
        builder.whole("inner", [2, 4])
        builder.node("Reshape", "parts", ["input", "windows"])
        builder.node(kind, "reduced", ["parts", "inner"], [integer("keepdims", 0)])
        builder.node("Relu", "end", ["reduced"])
        let found = try last(try builder.graph(), 4, 4)
        #expect(found.values.sorted() == right)
    }

    /// Pools of windows, each with its own margins: a number has no neighbour in the window beside it.
    @Test(arguments: ["MaxPool", "AveragePool"]) func windowsArePooledEachByItself(_ kind: String) throws {
        var builder = ModelBuilder(channels: 1, side: 4)
        builder.whole("parts", [1, 1, 2, 2, 2, 2])
        builder.whole("each", [4, 1, 2, 2])
        builder.node("Reshape", "cut", ["input", "parts"])
        builder.node("Transpose", "turned", ["cut"], [integers("perm", [0, 2, 4, 1, 3, 5])])
        builder.node("Reshape", "windows", ["turned", "each"])
        builder.node(
            kind, "pooled", ["windows"],
            [integers("kernel_shape", [2, 2]), integers("pads", [1, 1, 1, 1]), integer("count_include_pad", 1)])
        builder.node("Relu", "end", ["pooled"])
        let found = try last(try builder.graph(), 4, 4)
        let right: [[Float]] = [0, 2, 8, 10].map { (a: Float) in
            let (b, c, d) = (a + 1, a + 4, a + 5)
            guard kind == "AveragePool" else { return [a, b, b, c, d, d, c, d, d] }
            let sums: [Float] = [a, a + b, b, a + c, a + b + c + d, b + d, c, c + d, d]
            return sums.map { $0 / 4 }
        }
        #expect(found.values.sorted() == right.joined().sorted())
    }
}
