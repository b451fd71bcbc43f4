import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// Tiles give what the whole gives: on every kind of layer, at every border, down to tiles of one position.
@Suite struct TiledExecutions {
    private static let tilings = [
        Tiling(rows: 1000, columns: 1000), Tiling(rows: 2, columns: 3), Tiling(rows: 5, columns: 1), .whole, .lean,
        Tiling(rows: 2, columns: 2, isLean: true),
    ]

    @Test(arguments: TilingCases.all)
    func tilesAreTheWhole(_ example: Case) throws {
        let graph = Graph(nodes: example.nodes)
        let x = Tensor.noise(
            Shape(channels: graph.inputChannels, height: example.height, width: example.width), seed: 1)
        let last = graph.nodes.count - 1
        for backend in Backends.all {
            let whole = try backend.prepare(graph, height: example.height, width: example.width, outputs: [last])
            let a = try #require(try whole.forward(x)[last])
            let seed = Tensor.noise(a.shape, seed: 2)
            let gradient = try whole.gradient([last: seed])
            for tiling in Self.tilings {
                let tiled = try TiledExecution(
                    graph, height: example.height, width: example.width, outputs: [last], tiling: tiling,
                    backend: backend)
                let forward = try #require(try tiled.forward(x)[last]).relativeDistance(to: a)
                #expect(forward < 1e-6, "\(tiling), \(backend.name): \(forward)")
                let backward = try tiled.gradient([last: seed]).relativeDistance(to: gradient)
                #expect(backward < 1e-5, "\(tiling), \(backend.name): \(backward)")
            }
        }
    }

    @Test func severalOutputsOfDifferentStrides() throws {
        let graph = Graph(nodes: Case.fire.nodes)
        let outputs = [0, 2, 5, graph.nodes.count - 1]
        let x = Tensor.noise(Shape(channels: 3, height: 61, width: 53), seed: 1)
        let whole = try Backends.fast.prepare(graph, height: 61, width: 53, outputs: outputs)
        let activations = try whole.forward(x)
        let seeds = activations.mapValues { Tensor.noise($0.shape, seed: UInt64($0.values.count)) }
        let gradient = try whole.gradient(seeds)
        _ = try whole.forward(x)
        let ofOneSeed = try whole.gradient([5: try #require(seeds[5])])
        for tiling in Self.tilings {
            let tiled = try TiledExecution(
                graph, height: 61, width: 53, outputs: outputs, tiling: tiling, backend: Backends.fast)
            for (node, activation) in try tiled.forward(x) {
                #expect(activation.relativeDistance(to: try #require(activations[node])) < 1e-6)
            }
            #expect(try tiled.gradient(seeds).relativeDistance(to: gradient) < 2e-6)
            // A seed less is a seed of zeros.
            #expect(try tiled.gradient([5: try #require(seeds[5])]).relativeDistance(to: ofOneSeed) < 2e-6)
        }
    }

    @Test func tilesSeeMoreThanTheirNeighbours() throws {
        // A deep layer whose halo is wider than the tiles.
        let operations = (0..<6).map { Case.convolution(8, $0 == 0 ? 3 : 8, kernel: 3, stride: $0 == 2 ? 2 : 1) }
        var nodes = [Graph.Node(name: "input", operation: .input(channels: 3), inputs: [])]
        for (index, operation) in operations.enumerated() {
            nodes.append(Graph.Node(name: "\(index)", operation: operation, inputs: [index]))
        }
        let graph = Graph(nodes: nodes)
        let x = Tensor.noise(Shape(channels: 3, height: 31, width: 27), seed: 1)
        let whole = try Backends.fast.prepare(graph, height: 31, width: 27, outputs: [6])
        let a = try whole.forward(x)
        let gradient = try whole.gradient(a)
        let tiled = try TiledExecution(
            graph, height: 31, width: 27, outputs: [6], tiling: Tiling(rows: 16, columns: 14),
            backend: Backends.fast)
        #expect(try #require(try tiled.forward(x)[6]).relativeDistance(to: try #require(a[6])) < 1e-6)
        #expect(try tiled.gradient(a).relativeDistance(to: gradient) < 2e-6)
    }

    @Test func fastTilesAreNear() throws {
        let graph = Graph(nodes: Case.fire.nodes)
        let x = Tensor.noise(Shape(channels: 3, height: 97, width: 131), seed: 1)
        let whole = try Backends.fast.prepare(graph, height: 97, width: 131, outputs: [10])
        let activations = try whole.forward(x)
        let gradient = try whole.gradient(activations)
        var errors: [Double] = []
        for halo in [0, 4, 64] {
            var tiling = Tiling(rows: 2, columns: 3, mode: .fast(halo: halo))
            tiling.shift = Extent(height: 21, width: 9)
            let tiled = try TiledExecution(
                graph, height: 97, width: 131, outputs: [10], tiling: tiling, backend: Backends.fast)
            _ = try tiled.forward(x)
            errors.append(try tiled.gradient(activations).relativeDistance(to: gradient))
        }
        // The more they see the nearer they come, and with the whole receptive field they are there.
        #expect(errors[0] < 0.7 && errors[0] > errors[1] && errors[1] > errors[2], "\(errors)")
        #expect(errors[2] < 1e-5, "\(errors)")
    }

    @Test func fastTilesRefuseWhatSeesEverything() throws {
        let graph = Graph(nodes: TilingCases.squeezeAndExcite.nodes)
        func run(_ node: Graph.NodeID) throws -> TiledExecution {
            try TiledExecution(
                graph, height: 24, width: 25, outputs: [6, node],
                tiling: Tiling(rows: 2, columns: 2, mode: .fast(halo: 4)), backend: Backends.fast)
        }
        #expect(throws: EngineError.seesEverything(layer: "gate")) { try run(4) }
        // Inside the network, a mean over the tile stands for the mean over the picture.
        let x = Tensor.noise(Shape(channels: 3, height: 24, width: 25), seed: 1)
        let tiled = try run(6)
        let a = try #require(try tiled.forward(x)[6])
        let whole = try Backends.fast.prepare(graph, height: 24, width: 25, outputs: [6])
        let distance = a.relativeDistance(to: try #require(try whole.forward(x)[6]))
        #expect((1e-3...0.5).contains(distance), "\(distance)")
    }

    @Test func wrongInputsAreRefused() throws {
        let graph = Graph(nodes: Case.fire.nodes)
        let tiled = try TiledExecution(
            graph, height: 19, width: 23, outputs: [10], tiling: Tiling(rows: 2, columns: 2), backend: Backends.fast)
        #expect(throws: EngineError.wrongInput(found: "1×3×19×24", expected: "1×3×19×23")) {
            try tiled.forward(.zeros(Shape(channels: 3, height: 19, width: 24)))
        }
        _ = try tiled.forward(.zeros(Shape(channels: 3, height: 19, width: 23)))
        #expect(throws: EngineError.notAnOutput(node: 2)) { try tiled.gradient([2: .scalar(1)]) }
        #expect(throws: EngineError.self) { try tiled.gradient([10: .scalar(1)]) }
        #expect(throws: NetworkError.self) {
            try TiledExecution(graph, height: 2, width: 2, outputs: [10], tiling: .whole, backend: Backends.fast)
        }
    }
}
