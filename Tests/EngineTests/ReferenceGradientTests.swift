import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// The reference's gradients are what finite differences say, borders and overlaps included.
@Suite struct ReferenceGradients {
    @Test(arguments: Case.all)
    func gradientIsTheSlope(_ example: Case) throws {
        let graph = Graph(nodes: example.nodes)
        let x = Tensor.spread(
            Shape(channels: graph.inputChannels, height: example.height, width: example.width), seed: 3, gap: 0.01)
        let last = graph.nodes.count - 1
        let run = try Backends.reference.prepare(graph, height: example.height, width: example.width, outputs: [last])
        let shape = try #require(try run.forward(x)[last]).shape
        let seed = Tensor.noise(shape, seed: 4)
        let gradient = try run.gradient([last: seed])
        let error = try FiniteDifferences.error(of: gradient, at: x, step: example.step) { x in
            let y = try #require(try run.forward(x)[last])
            return Sums.products(y.values.span, seed.values.span)
        }
        #expect(error < 0.01)
    }

    @Test func theFirstOfEqualsTakesAMaxPoolsGradient() throws {
        let graph = Graph(nodes: [
            Graph.Node(name: "input", operation: .input(channels: 1), inputs: []),
            Graph.Node(name: "pool", operation: .maxPool(Window(kernel: Extent(2), stride: Extent(2))), inputs: [0]),
        ])
        for backend in Backends.all {
            let run = try backend.prepare(graph, height: 2, width: 4, outputs: [1])
            let x = Tensor(shape: Shape(channels: 1, height: 2, width: 4), values: [5, 5, 0, 7, 5, 5, 7, 0])
            #expect(try run.forward(x)[1]?.values == [5, 7])
            let seed = Tensor(shape: Shape(channels: 1, height: 1, width: 2), values: [1, 2])
            #expect(try run.gradient([1: seed]).values == [1, 0, 0, 2, 0, 0, 0, 0])
        }
    }

    @Test func aConvolutionWorkedByHand() throws {
        // One 2×2 kernel over 3×3, with a margin of one on the right and below.
        let weights = Tensor(shape: Shape([1, 1, 2, 2]), values: [1, 2, 3, 4])
        let window = Window(kernel: Extent(2), padding: .explicit(before: Extent(0), after: Extent(1)))
        let graph = Graph(nodes: [
            Graph.Node(name: "input", operation: .input(channels: 1), inputs: []),
            Graph.Node(
                name: "conv", operation: .convolution(Convolution(weights: weights, bias: [10], window: window)),
                inputs: [0]),
        ])
        let x = Tensor(shape: Shape(channels: 1, height: 3, width: 3), values: [1, 2, 3, 4, 5, 6, 7, 8, 9])
        for backend in Backends.all {
            let run = try backend.prepare(graph, height: 3, width: 3, outputs: [1])
            #expect(try run.forward(x)[1]?.values == [47, 57, 31, 77, 87, 43, 33, 36, 19])
        }
    }

    @Test func wrongInputsAreRefused() throws {
        let graph = Graph(nodes: Case.fire.nodes)
        for backend in Backends.all {
            let run = try backend.prepare(graph, height: 19, width: 23, outputs: [10])
            #expect(throws: EngineError.wrongInput(found: "1×3×19×24", expected: "1×3×19×23")) {
                try run.forward(.zeros(Shape(channels: 3, height: 19, width: 24)))
            }
            _ = try run.forward(.zeros(Shape(channels: 3, height: 19, width: 23)))
            #expect(throws: EngineError.notAnOutput(node: 2)) { try run.gradient([2: .scalar(1)]) }
            #expect(throws: NetworkError.self) { try backend.prepare(graph, height: 2, width: 2, outputs: [10]) }
        }
    }
}
