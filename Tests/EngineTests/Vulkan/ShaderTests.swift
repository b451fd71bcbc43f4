import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// Shaders hold to the operators' own loops on every kind of layer.
@Suite(.onPlayedCard) struct ShadersAgainstReference {
    /// Also that the same device gives the same bytes, and that no call breaks Vulkan's rules.
    @Test(arguments: Case.all)
    func activationAndGradientAgree(_ example: Case) throws {
        let backend = try #require(PlayedCard.backend)
        let graph = Graph(nodes: example.nodes)
        let shape = Shape(channels: graph.inputChannels, height: example.height, width: example.width)
        let x = Tensor.noise(shape, seed: 1)
        let last = graph.nodes.count - 1
        let run = try backend.prepare(graph, height: shape.height, width: shape.width, outputs: [last])
        let plain = try Backends.reference.prepare(graph, height: shape.height, width: shape.width, outputs: [last])

        let a = try #require(try run.forward(x)[last])
        let b = try #require(try plain.forward(x)[last])
        #expect(a.relativeDistance(to: b) < 2e-6)
        let seed = Tensor.noise(b.shape, seed: 2)
        let gradient = try run.gradient([last: seed])
        #expect(gradient.relativeDistance(to: try plain.gradient([last: seed])) < 5e-6)

        #expect(try run.forward(x)[last] == a)
        #expect(try run.gradient([last: seed]) == gradient)
        PlayedCard.expectNoComplaints()
    }

    /// Every layer has a seed, to which its readers add theirs: whoever writes a gradient where he should add to it is seen.
    @Test(arguments: Case.all)
    func sharesOfAGradientAddUp(_ example: Case) throws {
        let backend = try #require(PlayedCard.backend)
        let graph = Graph(nodes: example.nodes)
        let shape = Shape(channels: graph.inputChannels, height: example.height, width: example.width)
        let x = Tensor.noise(shape, seed: 1)
        let gradients = try [backend, Backends.reference].map { backend in
            let run = try backend.prepare(
                graph, height: shape.height, width: shape.width, outputs: Array(graph.nodes.indices))
            return try run.gradient(
                try run.forward(x).reduce(into: [:]) { seeds, output in
                    seeds[output.key] = Tensor.noise(output.value.shape, seed: UInt64(output.key) + 2)
                })
        }
        #expect(gradients[0].relativeDistance(to: gradients[1]) < 5e-6)
    }

    /// Where nothing passes a clip that redirects, what it would bring nearer goes on; where one number passes, that alone.
    @Test(arguments: [-3, 0] as [Float])
    func aClipRedirects(_ shift: Float) throws {
        let backend = try #require(PlayedCard.backend)
        let graph = Graph(
            nodes: Case.chain(
                "", 9, 7,
                [Case.line(3, slope: 0.1, shift: shift), RedirectedClip(.relu), Case.line(3, slope: 2, shift: 0)]
            ).nodes)
        let x = Tensor.noise(Shape(channels: 3, height: 9, width: 7), seed: 1)
        let gradients = try [backend, Backends.reference].map { backend in
            let run = try backend.prepare(graph, height: 9, width: 7, outputs: [3])
            _ = try run.forward(x)
            return try run.gradient([3: Tensor.noise(x.shape, seed: 2)])
        }
        #expect(gradients[1].values.contains { $0 != 0 })
        #expect(gradients[0].relativeDistance(to: gradients[1]) < 2e-6)
    }

    /// Of numbers that are equal, or lie on a bend, which has the gradient is as with the loops.
    @Test(arguments: [
        "pool", "maximum", "minimum", "clip", "clamp", "redirected clip", "rectifier", "largest", "largest channel",
        "largest of all", "matches", "strongest", "outliers",
    ])
    func whatIsEqualIsDecidedAlike(_ name: String) throws {
        let backend = try #require(PlayedCard.backend)
        let operation: any Operator =
            switch name {
            case "pool": MaxPool(Window(kernel: Extent(3), stride: Extent(2), padding: .all(0)))
            case "maximum": Arithmetic.maximum
            case "minimum": Arithmetic.minimum
            case "clip": Clip.clip(lower: -1, upper: 1)
            case "clamp": Clip(lower: -1, upper: 1, passes: .insideAndAtBounds)
            case "largest": Reduction(.max, over: .positions)
            case "largest channel": Reduction(.max, over: .channels)
            case "largest of all": Reduction(.max, over: .all)
            case "matches": BestMatch()
            case "strongest": StrongestChannels(count: 2)
            case "outliers": WithoutOutliers(limit: 1)
            case "redirected clip": RedirectedClip(.clip(lower: 2, upper: 3))
            default: ParametricRelu(slopes: [0.25, -0.5, 2])
            }
        let isPair = operation is Arithmetic || operation is BestMatch || operation is StrongestChannels
        let graph = Graph(nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "negative", operation: Negation(), inputs: [0]),
            Graph.Node(name: "made", operation: operation, inputs: isPair ? [0, 1] : [0]),
        ])
        // Whole numbers from −2 to 2: many are alike.
        let x = Tensor.noise(Shape(channels: 3, height: 15, width: 17), seed: 1).map { min(max($0.rounded(), -2), 2) }
        let gradients = try [backend, Backends.reference].map { backend in
            let run = try backend.prepare(graph, height: 15, width: 17, outputs: [2])
            let made = try #require(try run.forward(x)[2])
            return try run.gradient([2: Tensor.noise(made.shape, seed: 2)])
        }
        #expect(gradients[0].relativeDistance(to: gradients[1]) < 1e-6)
        #expect(gradients[1].values.contains { $0 != 0 })
    }

    /// What is recorded for some seeds is not taken for others.
    @Test func anySeedsOfSeveralOutputs() throws {
        let backend = try #require(PlayedCard.backend)
        let graph = Graph(nodes: Case.fire.nodes)
        let outputs = [0, 1, 4, graph.nodes.count - 1]
        let x = Tensor.noise(Shape(channels: 3, height: 19, width: 23), seed: 1)
        let runs = try [backend, Backends.reference].map {
            try $0.prepare(graph, height: 19, width: 23, outputs: outputs)
        }
        for wanted in [outputs, [1], [4, 0], [0], outputs, []] {
            let plain = try runs[1].forward(x)
            let gradients = try runs.map { run in
                let activations = try run.forward(x)
                #expect(Set(activations.keys) == Set(outputs))
                for (node, activation) in activations {
                    #expect(activation.relativeDistance(to: try #require(plain[node])) < 2e-6, "\(node)")
                }
                return try run.gradient(
                    wanted.reduce(into: [:]) { seeds, node in
                        seeds[node] = activations[node].map { Tensor.noise($0.shape, seed: UInt64(node)) }
                    })
            }
            #expect(gradients[0].relativeDistance(to: gradients[1]) < 2e-6 || gradients[1] == gradients[0], "\(wanted)")
        }
    }

    /// What has no shader its loops compute, between two that have; and who asks hears which.
    @Test func whatHasNoShaderFallsBack() throws {
        let backend = try #require(PlayedCard.backend)
        let graph = Graph(
            nodes: Case.chain(
                "", 13, 11,
                [
                    Case.convolution(5, 3, kernel: 3), AdaptivePool(.max, rows: 5, columns: 4), .relu,
                    Case.convolution(4, 5, kernel: 1),
                ]
            ).nodes)
        let kernels = try backend.kernels(for: graph, height: 13, width: 11, outputs: [4])
        #expect(kernels.known == [1, 3, 4] && kernels.missing == [2])
        let x = Tensor.noise(Shape(channels: 3, height: 13, width: 11), seed: 4)
        let results = try [backend, Backends.reference].map { backend in
            let run = try backend.prepare(graph, height: 13, width: 11, outputs: [4])
            return try run.gradient(try run.forward(x))
        }
        #expect(results[0].relativeDistance(to: results[1]) < 2e-6)
    }

    /// One size after another, on several threads at once, from one network's weights.
    @Test func executionsShareTheDevice() async throws {
        let backend = try #require(PlayedCard.backend)
        let graph = Graph(nodes: Case.fire.nodes)
        let last = graph.nodes.count - 1
        try await withThrowingTaskGroup(of: Double.self) { group in
            for side in [17, 24, 33, 40] {
                group.addTask {
                    let x = Tensor.noise(Shape(channels: 3, height: side, width: side + 3), seed: 1)
                    let gradients = try [backend, Backends.reference].map { backend in
                        let run = try backend.prepare(graph, height: side, width: side + 3, outputs: [last])
                        return try run.gradient(try run.forward(x))
                    }
                    return gradients[0].relativeDistance(to: gradients[1])
                }
            }
            for try await distance in group { #expect(distance < 2e-6) }
        }
    }

    @Test func wrongShapesAreSaid() throws {
        let backend = try #require(PlayedCard.backend)
        let graph = Graph(nodes: Case.fire.nodes)
        let run = try backend.prepare(graph, height: 19, width: 23, outputs: [4])
        #expect(throws: EngineError.self) { try run.forward(Tensor.zeros(Shape(channels: 3, height: 19, width: 22))) }
        #expect(throws: EngineError.notAnOutput(node: 1)) {
            try run.gradient([1: Tensor.zeros(Shape(channels: 1, height: 1, width: 1))])
        }
    }

    /// What lives at the same time shares no memory, and little is held that nobody reads any more.
    @Test func memoryIsPlanned() throws {
        let backend = try #require(PlayedCard.backend)
        let graph = Graph(nodes: Case.fire.nodes)
        let last = graph.nodes.count - 1
        let bytes = try [backend, Backends.reference].map {
            try $0.bytes(graph, height: 200, width: 200, outputs: [last], isLean: false)
        }
        #expect(bytes[0] < bytes[1])
    }
}
