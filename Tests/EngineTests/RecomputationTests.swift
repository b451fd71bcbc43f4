import Engine
import Networks
import Operators
import TestSupport
import Tensors
import Testing

/// What is computed once more on the way back has the bytes of what was computed before, wherever segments are cut.
@Suite struct RecomputationTests {
    /// Segments of one step, of a few, and of half a network or so.
    static let cuts = [1, 3, 8].map { Array(stride(from: $0, to: 200, by: $0)) }

    @Test(arguments: TilingCases.all + Case.attentionsOfAnySize)
    func segmentsHaveTheBytesOfTheWhole(_ example: Case) throws {
        let graph = Graph(nodes: example.nodes)
        let (height, width) = (example.height, example.width)
        let x = Tensor.noise(Shape(channels: graph.inputChannels, height: height, width: width), seed: 1)
        let last = graph.nodes.count - 1
        let outputs = Set([last / 2, last]).sorted()
        let whole = try FastExecution(graph: graph, height: height, width: width, outputs: outputs)
        let activations = try whole.forward(x)
        let seeds = activations.mapValues { Tensor.noise($0.shape, seed: 2) }
        let gradient = try whole.gradient(seeds)
        for cuts in Self.cuts {
            let run = try FastExecution(
                graph: graph, height: height, width: width, outputs: outputs, recomputingFrom: cuts)
            run.poison()
            for _ in 0..<2 {
                let own = try run.forward(x)
                for node in outputs {
                    #expect(try #require(own[node]).hasBytes(of: try #require(activations[node])), "\(cuts[0])")
                }
                #expect(try run.gradient(seeds).hasBytes(of: gradient), "\(cuts[0])")
            }
        }
    }

    /// Blocks of a vision transformer: normalized, attended to, added; normalized, expanded, bent, added.
    static func transformer(blocks: Int, channels: Int = 48, heads: Int = 3) -> Graph {
        var nodes = [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(
                name: "patches", operation: Case.convolution(channels, 3, kernel: 4, stride: 4), inputs: [0]),
            Graph.Node(name: "line", operation: .tokenJoin([.operand]), inputs: [1]),
        ]
        func add(_ name: String, _ operation: any Operator, _ inputs: Graph.NodeID...) -> Graph.NodeID {
            nodes.append(Graph.Node(name: name, operation: operation, inputs: inputs))
            return nodes.count - 1
        }
        func dense(_ outputs: Int, _ inputs: Int) -> any Operator { Case.convolution(outputs, inputs, kernel: 1) }
        let ones = [Float](repeating: 1, count: channels)
        let zeros = [Float](repeating: 0, count: channels)
        let norm: any Operator = ChannelNormalization(scale: ones, shift: zeros, epsilon: 1e-5)
        var x = 2
        for block in 1...blocks {
            let before = add("\(block)/norm1", norm, x)
            let queries = add("\(block)/q", dense(channels, channels), before)
            let keys = add("\(block)/k", dense(channels, channels), before)
            let values = add("\(block)/v", dense(channels, channels), before)
            let attention: any Operator = .attention(Attention(heads: heads, scale: 0.25))
            let attended = add("\(block)/attention", attention, queries, keys, values)
            let projected = add("\(block)/projection", dense(channels, channels), attended)
            let sum = add("\(block)/sum", .arithmetic(.add), x, projected)
            let again = add("\(block)/norm2", norm, sum)
            let wide = add("\(block)/wide", dense(4 * channels, channels), again)
            let bent = add("\(block)/gelu", .gelu, wide)
            let narrow = add("\(block)/narrow", dense(channels, 4 * channels), bent)
            x = add("block\(block)", .arithmetic(.add), sum, narrow)
        }
        return Graph(nodes: nodes)
    }

    /// Twelve blocks hold what passes from one to the next, and of one what its way back reads.
    @Test func aTransformerHoldsABlock() throws {
        func held(_ blocks: Int) throws -> (whole: Int, lean: Int) {
            let graph = Self.transformer(blocks: blocks)
            let outputs = [graph.nodes.count - 1]
            return (
                try FastExecution(graph: graph, height: 64, width: 64, outputs: outputs).arenaBytes,
                try FastExecution.recomputing(graph, height: 64, width: 64, outputs: outputs).arenaBytes
            )
        }
        let (few, many) = (try held(4), try held(12))
        #expect(many.lean < many.whole / 3)
        // A line of tokens a block, where the whole holds ten.
        let (lean, whole) = (many.lean - few.lean, many.whole - few.whole)
        #expect(lean * 6 < whole)
    }

    @Test func theBackendTakesWhatHoldsLeast() throws {
        let graph = Self.transformer(blocks: 12)
        let last = graph.nodes.count - 1
        let memory = try #require(
            try Backends.fast.leanMemory(graph, height: 256, width: 256, outputs: [last]))
        #expect(!memory.goesByRows)
        #expect(
            memory.working == (try Backends.fast.bytes(graph, height: 256, width: 256, outputs: [last], isLean: true)))
        #expect(memory.resting < memory.working)
        let factor = try Tiling.lean.workFactor(
            graph, height: 256, width: 256, outputs: [last], backend: Backends.fast)
        #expect(factor == memory.work)
        // Of the way forward, dense layers are gone again; attention, which is most of it here, is not.
        #expect(factor > 1.01)
        #expect(factor < 1.1)

        let x = Tensor.noise(Shape(channels: 3, height: 256, width: 256), seed: 1)
        func gradient(isLean: Bool) throws -> Tensor {
            let run = try Backends.fast.prepare(graph, height: 256, width: 256, outputs: [last], isLean: isLean)
            return try run.gradient(try run.forward(x))
        }
        #expect(try gradient(isLean: true).hasBytes(of: gradient(isLean: false)))
    }

    /// Attention over many tokens costs more to compute than to hold.
    @Test func whatCostsMuchIsHeld() throws {
        func again(_ side: Int) throws -> [String] {
            let graph = Self.transformer(blocks: 3)
            let run = try FastExecution.recomputing(graph, height: side, width: side, outputs: [graph.nodes.count - 1])
            return run.recomputed.map { graph.nodes[$0].name }
        }
        let (small, large) = (try again(64), try again(256))
        #expect(small.contains("1/attention"))
        #expect(large.contains("1/q"))
        #expect(!large.contains { $0.hasSuffix("/attention") })
        // The last segment is gone once.
        #expect(!large.contains("3/wide"))
    }
}
