import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// Where differences grow a hundredfold up to a network's end, its first layers are summed directly; elsewhere nothing is.
@Suite struct ErrorBudgets {
    /// Layers of 3×3 kernels and ReLUs. `normalizes`: what a layer gives has mean 0 and deviation 1 in every channel, as a batch
    /// normalization that is folded into its weights makes it over a picture; so each magnifies what channels do not have in common.
    private static func deep(_ layers: Int, normalizes: Bool) throws -> Graph {
        var nodes = [Graph.Node(name: "input", operation: .input(channels: 3), inputs: [])]
        var seen = Tensor.noise(Shape(channels: 3, height: 40, width: 40), seed: 1)
        for layer in 0..<layers {
            let inputs = layer == 0 ? 3 : 16
            var weights = Tensor.noise(Shape([16, inputs, 3, 3]), seed: UInt64(100 + layer))
            weights.scale(by: (2 / Float(inputs * 9)).squareRoot())
            let window = Window(kernel: Extent(3), padding: .all(1))
            var convolution = Convolution(
                weights: weights, bias: [Float](repeating: 0, count: 16), window: window)
            func output() throws -> Tensor {
                let graph = Graph(nodes: Case.chain("", 40, 40, channels: inputs, [convolution]).nodes)
                let run = try Backends.library.prepare(graph, height: 40, width: 40, outputs: [1])
                return try #require(try run.forward(seen)[1])
            }
            if normalizes {
                let raw = try output()
                let (means, deviations) = (0..<16).reduce(into: ([Float](), [Float]())) { moments, channel in
                    let plane = raw.plane(channel)
                    let mean = plane.values.reduce(0, +) / 1600
                    moments.0.append(mean)
                    moments.1.append(plane.map { $0 - mean }.rootMeanSquare)
                }
                convolution = convolution.followed(
                    byScale: deviations.map { 1 / $0 }, shift: zip(means, deviations).map { -$0 / $1 })
            }
            seen = try output().map { max($0, 0) }
            nodes.append(Graph.Node(name: "conv\(layer)", operation: convolution, inputs: [2 * layer]))
            nodes.append(Graph.Node(name: "relu\(layer)", operation: .relu, inputs: [2 * layer + 1]))
        }
        return Graph(nodes: nodes)
    }

    /// ‖what a backend gives − the reference‖ at the end of a network.
    private static func error(of graph: Graph, on backend: any Backend) throws -> Double {
        let x = Tensor.noise(Shape(channels: 3, height: 24, width: 28), seed: 8)
        let end = graph.nodes.count - 1
        let runs = try [backend, Backends.reference].map {
            try $0.prepare(graph, height: 24, width: 28, outputs: [end])
        }
        let ends = try runs.map { try #require(try $0.forward(x)[end]) }
        return ends[0].relativeDistance(to: ends[1])
    }

    private static func direct(_ graph: Graph) -> [Bool] {
        graph.nodes.compactMap { ($0.operation as? Convolution).map { $0.roundingGrowth != nil } }
    }

    @Test func whereRoundingGrowsLayersAreSummedDirectly() throws {
        let graph = try Self.deep(28, normalizes: true)
        let (before, library) = (
            try Self.error(of: graph, on: Backends.fast), try Self.error(of: graph, on: Backends.library)
        )
        ErrorBudget.settle(graph, trainedSize: 64)
        let after = try Self.error(of: graph, on: Backends.fast)
        #expect(before > 1.8 * library)
        #expect(after < 1.35 * library)
        // The first that suits Winograd's convolution, and so on up to where little becomes of it; the last ones have their budget.
        let direct = Self.direct(graph)
        #expect(!direct[0] && direct[1] && direct[2] && !direct.suffix(6).contains(true))
    }

    /// Decided twice, or for a copy of the graph, it is the same; and so are whole and bands, to the last bit.
    @Test func itIsDecidedOnceForAll() throws {
        let graph = try Self.deep(24, normalizes: true)
        ErrorBudget.settle(graph, trainedSize: 64)
        let direct = Self.direct(graph)
        ErrorBudget.settle(graph, trainedSize: 128)
        #expect(Self.direct(graph) == direct)
        let end = graph.nodes.count - 1
        let x = Tensor.noise(Shape(channels: 3, height: 96, width: 64), seed: 8)
        let runs = try [false, true].map {
            try Backends.fast.prepare(graph, height: 96, width: 64, outputs: [end], isLean: $0)
        }
        let ends = try runs.map { try #require(try $0.forward(x)[end]) }
        #expect(ends[0] == ends[1])
        let seed = Tensor.noise(ends[0].shape, seed: 3)
        #expect(try runs[0].gradient([end: seed]) == runs[1].gradient([end: seed]))
    }

    /// Networks that let differences be, shallow ones, and those that have no room at any size are left alone.
    @Test func nothingIsGivenUpElsewhere() throws {
        let plain = try Self.deep(28, normalizes: false)
        ErrorBudget.settle(plain, trainedSize: 64)
        #expect(!Self.direct(plain).contains(true))
        // Even where a layer's differences are a hundredth of what it gives, and all that is left behind it.
        for (layers, isSettled) in [(19, false), (20, true)] {
            let graph = Self.magnifying(Self.offset(16, side: 3), layers: layers)
            ErrorBudget.settle(graph, trainedSize: 64)
            #expect(Self.direct(graph).contains(true) == isSettled, "\(layers)")
        }
    }

    /// What it gives is 100, more or less by 1.
    private static func offset(_ inputs: Int, side: Int, stride: Int = 1) -> Convolution {
        var weights = Tensor.noise(Shape([16, inputs, side, side]), seed: 5)
        weights.scale(by: (1 / Float(inputs * side * side)).squareRoot())
        let window = Window(kernel: Extent(side), stride: Extent(stride), padding: .all(side / 2))
        return Convolution(weights: weights, bias: [Float](repeating: 100, count: 16), window: window)
    }

    /// As many convolutions one behind the other, behind one of which 100 is taken away from everything.
    private static func magnifying(_ offset: Convolution, layers: Int) -> Graph {
        let one = [Float](repeating: 1, count: 16)
        let wide = Convolution(
            weights: Tensor.noise(Shape([16, 3, 1, 1]), seed: 6), bias: one.map { $0 - 1 },
            window: Window(kernel: Extent(1)))
        let back = Convolution(scale: one, shift: one.map { -100 * $0 })
        let plain = Convolution(scale: one, shift: one.map { $0 - 1 })
        let first = (offset.inputChannels == 3 ? [] : [wide]) + [offset, back]
        return Graph(
            nodes: Case.chain(
                "", 40, 40, first + [Convolution](repeating: plain, count: layers - first.count)
            ).nodes)
    }

    /// A first layer of 7×7 and stride 2, which Winograd's convolution computes over the picture's phases, has its budget as any other.
    @Test func aLayerOverPhasesIsSummedDirectly() throws {
        let offset = Self.offset(3, side: 7, stride: 2)
        let graph = Self.magnifying(offset, layers: 20)
        let before = try Self.error(of: graph, on: Backends.fast)
        #expect(Backends.fast.grain(of: offset) > 1)
        ErrorBudget.settle(graph, trainedSize: 64)
        #expect(Self.direct(graph)[0])
        // Its tiles need not be cut by squares any longer.
        #expect(Backends.fast.grain(of: offset) == 1)
        let after = try Self.error(of: graph, on: Backends.fast)
        #expect(after < 0.95 * before)
        #expect(try after < 1.35 * Self.error(of: graph, on: Backends.library))
    }

    @Test(arguments: ["squeezenet", "efficientnet-lite0", "vgg16"]) func shippedNetworksKeepTheirs(_ name: String)
        throws
    {
        let network = try NetworkLibrary.standard.load(name)
        ErrorBudget.settle(network.graph, trainedSize: network.manifest.trainedSize)
        #expect(!Self.direct(network.graph).contains(true))
        if name == "squeezenet" {
            let growth = try #require(ErrorGrowth(of: network.graph, sides: [96]))
            #expect(growth.behind.compactMap(\.self).allSatisfy { $0 < 8 })
        }
    }

    /// What a layer's growth is worth: a difference put in by hand is as much larger at the end as is said.
    @Test func growthIsWhatBecomesOfADifference() throws {
        // Doubled differences: y = 2x − 1 of what is 1 on average.
        let scale = Convolution(scale: [Float](repeating: 2, count: 3), shift: [Float](repeating: 1, count: 3))
        let centre = Convolution(scale: [1, 1, 1], shift: [-1, -1, -1])
        let wide = Convolution(scale: [0.25, 0.25, 0.25], shift: [0, 0, 0])
        let graph = Graph(
            nodes: Case.chain("", 32, 32, [scale, centre, wide]).nodes)
        let growth = try #require(ErrorGrowth(of: graph, sides: [32])).behind
        // 2x + 1 has the size √5 of x, its differences are doubled; then 2x has the differences of the whole.
        let expected: [Float] = [1, Float(5).squareRoot() / 2, 1, 1]
        for (found, right) in zip(growth, expected) { #expect(abs((found ?? 0) - right) < 0.05) }
    }
}
