import CPUBridge
import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// Bands of rows have the bytes of the whole picture, wherever they are cut.
@Suite struct BandTests {
    /// Row by row where that is possible; a few rows; and as they are used.
    static let bands = [
        BandSchedule.Bands(picture: 1, floats: 1), BandSchedule.Bands(picture: 5, floats: 700), .usual,
    ]

    @Test(arguments: TilingCases.all)
    func bandsHaveTheBytesOfTheWhole(_ example: Case) throws {
        let graph = Graph(nodes: example.nodes)
        let x = Tensor.noise(
            Shape(channels: graph.inputChannels, height: example.height, width: example.width), seed: 1)
        let last = graph.nodes.count - 1
        let whole = try FastExecution(graph: graph, height: example.height, width: example.width, outputs: [last])
        let a = try #require(try whole.forward(x)[last])
        let seed = Tensor.noise(a.shape, seed: 2)
        let gradient = try whole.gradient([last: seed])
        for bands in Self.bands {
            let banded = try BandExecution(
                graph: graph, height: example.height, width: example.width, outputs: [last], bands: bands)
            banded.poison()
            #expect(try #require(try banded.forward(x)[last]).hasBytes(of: a), "\(bands)")
            #expect(try banded.gradient([last: seed]).hasBytes(of: gradient), "\(bands)")
        }
    }

    @Test func severalOutputsOfDifferentStrides() throws {
        let graph = Graph(nodes: Case.fire.nodes)
        let outputs = [0, 2, 5, graph.nodes.count - 1]
        let x = Tensor.noise(Shape(channels: 3, height: 61, width: 53), seed: 1)
        let whole = try FastExecution(graph: graph, height: 61, width: 53, outputs: outputs)
        let activations = try whole.forward(x)
        let seeds = activations.mapValues { Tensor.noise($0.shape, seed: UInt64($0.values.count)) }
        let gradient = try whole.gradient(seeds)
        _ = try whole.forward(x)
        let ofOneSeed = try whole.gradient([5: try #require(seeds[5])])
        for bands in Self.bands {
            let banded = try BandExecution(graph: graph, height: 61, width: 53, outputs: outputs, bands: bands)
            for (node, activation) in try banded.forward(x) {
                #expect(activation.hasBytes(of: try #require(activations[node])))
            }
            #expect(try banded.gradient(seeds).hasBytes(of: gradient))
            // A seed less is a seed of zeros.
            _ = try banded.forward(x)
            #expect(try banded.gradient([5: try #require(seeds[5])]).hasBytes(of: ofOneSeed))
        }
    }

    @Test func theNumberOfThreadsChangesNoByte() throws {
        let graph = Graph(nodes: Case.fire.nodes)
        let x = Tensor.noise(Shape(channels: 3, height: 61, width: 67), seed: 1)
        let before = Threads.count
        defer { try? Threads.use(before) }
        let results = try [1, 2, 3].map { threads in
            try Threads.use(threads)
            let run = try BandExecution(
                graph: graph, height: 61, width: 67, outputs: [10], bands: BandSchedule.Bands(picture: 4, floats: 1))
            return try run.gradient(try run.forward(x))
        }
        #expect(results[0].hasBytes(of: results[1]))
        #expect(results[0].hasBytes(of: results[2]))
    }

    @Test func whatBandsHoldGrowsWithTheWidthAlone() throws {
        // And with the height what is kept: bits and taps.
        let graph = Graph(nodes: Case.fire.nodes)
        func bytes(_ height: Int) throws -> (bands: Int, whole: Int) {
            (
                try BandExecution(graph: graph, height: height, width: 400, outputs: [10]).arenaBytes,
                try FastExecution(graph: graph, height: height, width: 400, outputs: [10]).arenaBytes
            )
        }
        let (short, long) = (try bytes(400), try bytes(4000))
        #expect(long.whole > 9 * short.whole)
        #expect(long.bands < long.whole / 3)
        #expect(long.bands - short.bands < (long.whole - short.whole) / 6)
    }

    /// Dense blocks, and a U-Net: what is joined is made of each other, or comes back from half the size.
    @Test(arguments: [
        TilingCases.denseBlock, TilingCases.uNet(.nearest), TilingCases.uNet(.linear), TilingCases.shortcut(1, 1),
    ])
    func whatIsJoinedStreams(_ example: Case) throws {
        let graph = Graph(nodes: example.nodes)
        func bytes(_ height: Int) throws -> (bands: Int, whole: Int) {
            let outputs = [graph.nodes.count - 1]
            return (
                try BandExecution(graph: graph, height: height, width: 96, outputs: outputs).arenaBytes,
                try FastExecution(graph: graph, height: height, width: 96, outputs: outputs).arenaBytes
            )
        }
        let (short, long) = (try bytes(500), try bytes(5000))
        #expect(long.whole > 9 * short.whole)
        #expect(long.bands - short.bands < (long.whole - short.whole) / 4)
    }

    /// Rows of our own kernels are computed once, whatever their windows share: bands cost copies, and no multiplication.
    @Test func theWorkIsCounted() throws {
        let relu: any Operator = .relu
        func work(_ operations: [any Operator], _ height: Int) throws -> Double {
            let nodes = operations.enumerated().map { index, operation in
                Graph.Node(name: "\(index + 1)", operation: operation, inputs: [index])
            }
            let graph = Graph(nodes: [Graph.Node(name: "input", operation: .input(channels: 16), inputs: [])] + nodes)
            let memory = try Backends.fast.leanMemory(
                graph, height: height, width: 256, outputs: [operations.count])
            let work = try #require(memory).work
            let factor = try Tiling.lean.workFactor(
                graph, height: height, width: 256, outputs: [operations.count], backend: Backends.fast)
            #expect(factor == work)
            return work
        }
        let single = (0..<4).flatMap { _ in [Case.convolution(16, 16, kernel: 1), relu] }
        #expect(try work(single, 600) == 1)
        let windows = (0..<4).flatMap { _ in [Case.convolution(16, 16, kernel: 5), relu] }
        #expect(try work(windows, 600) == 1)
    }

    /// Nothing of what is shipped waits for all of a picture, but what sees all of it.
    @Test(arguments: [
        ("squeezenet", "fire9"), ("efficientnet-lite0", "block15"), ("vgg16", "relu4_2"),
    ])
    func shippedNetworksStream(_ name: String, _ layer: String) throws {
        let network = try NetworkLibrary.standard.load(name)
        let run = try BandExecution(
            graph: network.graph, height: 300, width: 333, outputs: [try network.node(named: layer)])
        #expect(run.barriers.map { network.graph.nodes[$0].name } == [])
    }

    @Test func wrongInputsAreRefused() throws {
        let graph = Graph(nodes: Case.fire.nodes)
        let run = try BandExecution(graph: graph, height: 19, width: 23, outputs: [10])
        #expect(throws: EngineError.wrongInput(found: "1×3×19×24", expected: "1×3×19×23")) {
            try run.forward(.zeros(Shape(channels: 3, height: 19, width: 24)))
        }
        _ = try run.forward(.zeros(Shape(channels: 3, height: 19, width: 23)))
        #expect(throws: EngineError.notAnOutput(node: 2)) { try run.gradient([2: .scalar(1)]) }
        #expect(throws: EngineError.self) { try run.gradient([10: .scalar(1)]) }
    }

    /// Networks as they are shipped, the rows of whose layers do not divide.
    @Test(arguments: [
        ("squeezenet", "fire9", 60 as Float), ("efficientnet-lite0", "block11", 1), ("vgg16", "relu4_2", 60),
    ])
    func shippedNetworksHaveTheBytesOfTheWhole(_ name: String, _ layer: String, _ loudness: Float) throws {
        let network = try NetworkLibrary.standard.load(name)
        let node = try network.node(named: layer)
        let size = Extent(height: 237, width: 181)
        var x = Tensor.smooth(Shape(channels: 3, height: size.height, width: size.width), seed: 7)
        x.scale(by: loudness)
        let whole = try FastExecution(
            graph: network.graph, height: size.height, width: size.width, outputs: [node])
        let activation = try #require(try whole.forward(x)[node])
        let gradient = try whole.gradient([node: activation])
        for bands in Self.bands.dropFirst() {
            let banded = try BandExecution(
                graph: network.graph, height: size.height, width: size.width, outputs: [node], bands: bands)
            #expect(try #require(try banded.forward(x)[node]).hasBytes(of: activation))
            #expect(try banded.gradient([node: activation]).hasBytes(of: gradient))
        }
    }
}

extension Tensor {
    /// Whether it is the other to the last bit.
    func hasBytes(of other: Tensor) -> Bool {
        shape == other.shape && zip(values, other.values).allSatisfy { $0.bitPattern == $1.bitPattern }
    }
}
