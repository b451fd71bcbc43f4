import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// The fast backend holds to the reference on every kind of layer, at odd sizes and with channel counts that fill no block.
@Suite struct FastAgainstReference {
    @Test(arguments: Case.all)
    func activationAndGradientAgree(_ example: Case) throws {
        let graph = Graph(nodes: example.nodes)
        let shape = Shape(channels: graph.inputChannels, height: example.height, width: example.width)
        let x = Tensor.noise(shape, seed: 1)
        let last = graph.nodes.count - 1
        let fast = try Backends.fast.prepare(graph, height: shape.height, width: shape.width, outputs: [last])
        let plain = try Backends.reference.prepare(graph, height: shape.height, width: shape.width, outputs: [last])

        let a = try #require(try fast.forward(x)[last])
        let b = try #require(try plain.forward(x)[last])
        #expect(a.relativeDistance(to: b) < 2e-6)

        let seed = Tensor.noise(b.shape, seed: 2)
        #expect(try fast.gradient([last: seed]).relativeDistance(to: try plain.gradient([last: seed])) < 2e-6)
    }

    @Test func severalOutputsAddTheirGradients() throws {
        let graph = Graph(nodes: Case.fire.nodes)
        let outputs = [1, 4, graph.nodes.count - 1]
        let x = Tensor.noise(Shape(channels: 3, height: 19, width: 23), seed: 1)
        var gradients: [Tensor] = []
        for backend in Backends.all {
            let run = try backend.prepare(graph, height: 19, width: 23, outputs: outputs)
            var seeds: [Graph.NodeID: Tensor] = [:]
            for (node, activation) in try run.forward(x) {
                seeds[node] = Tensor.noise(activation.shape, seed: UInt64(node))
            }
            gradients.append(try run.gradient(seeds))
        }
        for gradient in gradients.dropLast() {
            #expect(gradient.relativeDistance(to: gradients[gradients.count - 1]) < 2e-6)
        }
    }

    @Test(arguments: [Case.fire] + Case.expansions + Case.attentionsOfAnySize)
    func theNumberOfThreadsChangesNoByte(_ example: Case) throws {
        let graph = Graph(nodes: example.nodes)
        let x = Tensor.noise(Shape(channels: 3, height: 61, width: 67), seed: 1)
        let before = Threads.count
        defer { try? Threads.use(before) }
        let results = try [1, 2, 3].map { threads in
            try Threads.use(threads)
            let last = graph.nodes.count - 1
            let run = try Backends.fast.prepare(graph, height: 61, width: 67, outputs: [last])
            let activations = try run.forward(x)
            return try run.gradient(activations)
        }
        #expect(results[0] == results[1])
        #expect(results[0] == results[2])
    }

    /// oneDNN has no threads of its own, which would spin for each other beside the pool's.
    @Test func theLibraryComputesOnThePool() throws {
        let graph = Graph(
            nodes: Case.chain("", 40, 40, [Case.convolution(16, 3, kernel: 1), Case.convolution(32, 16, kernel: 3)])
                .nodes)
        let before = Threads.count
        defer { try? Threads.use(before) }
        try Threads.use(2)
        let run = try Backends.library.prepare(graph, height: 40, width: 40, outputs: [2])
        let runs = Threads.libraryRuns
        _ = try run.gradient(try run.forward(Tensor.noise(Shape(channels: 3, height: 40, width: 40), seed: 1)))
        #expect(Threads.libraryRuns > runs)
    }

    @Test func anExecutionServesManySteps() throws {
        let graph = Graph(nodes: Case.fire.nodes)
        let last = graph.nodes.count - 1
        let run = try Backends.fast.prepare(graph, height: 33, width: 35, outputs: [last])
        let x = Tensor.noise(Shape(channels: 3, height: 33, width: 35), seed: 5)
        let first = try run.gradient(try run.forward(x))
        for _ in 0..<3 { #expect(try run.gradient(try run.forward(x)) == first) }
    }
}
