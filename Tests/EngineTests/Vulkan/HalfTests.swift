import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// What becomes of a network whose numbers a device keeps in 16 bits: as exact as 11 binary digits are, and no less.
@Suite(.enabled(if: PlayedCard.half != nil, "no driver that plays a graphics card keeps numbers of 16 bits"))
struct HalfTests {
    /// A number of 16 bits is off by 2⁻¹² of itself at most, and sums of many by less. A gradient is held to the operators' own loops over the
    /// very numbers that the device made: where two numbers become one, it is another one that is the largest, or lies on a bend.
    @Test(arguments: Case.all)
    func everyShaderAgrees(_ example: Case) throws {
        let backend = try #require(PlayedCard.half)
        let graph = Graph(nodes: example.nodes)
        let shape = Shape(channels: graph.inputChannels, height: example.height, width: example.width)
        let x = Tensor.noise(shape, seed: 1)
        let last = graph.nodes.count - 1
        let all = graph.computed(for: [last]).sorted()
        let run = try backend.prepare(graph, height: shape.height, width: shape.width, outputs: all)
        let plain = try Backends.reference.prepare(graph, height: shape.height, width: shape.width, outputs: [last])
        let made = try run.forward(x)
        let a = try #require(made[last])
        #expect(a.relativeDistance(to: try #require(try plain.forward(x)[last])) < 2e-3)
        let seed = Tensor.noise(a.shape, seed: 2)
        let gradient = try run.gradient([last: seed])
        let expected = try BendTests.gradient(of: graph, seed, at: last, over: made)
        #expect(gradient.relativeDistance(to: expected) < 5e-3)

        #expect(try run.forward(x)[last] == a)
        #expect(try run.gradient([last: seed]) == gradient)
        PlayedCard.expectNoComplaints()
    }

    /// Operands at odd places, tables of odd lengths, seeds of every layer: numbers lie beside each other, two in a word.
    @Test(arguments: Case.all)
    func sharesOfAGradientAddUp(_ example: Case) throws {
        let backend = try #require(PlayedCard.half)
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
        #expect(gradients[0].relativeDistance(to: gradients[1]) < 0.05)
    }

    private static func gradient(
        of graph: Graph, _ backend: any Backend, seed factor: Float
    ) throws -> Tensor {
        let last = graph.nodes.count - 1
        let run = try backend.prepare(graph, height: 19, width: 23, outputs: [last])
        let x = Tensor.noise(Shape(channels: 3, height: 19, width: 23), seed: 1)
        var seed = Tensor.noise(try #require(try run.forward(x)[last]).shape, seed: 2)
        seed.scale(by: factor)
        return try run.gradient([last: seed])
    }

    /// Gradients are as exact where they are small, and where they are large: no digit is lost but for the last.
    @Test(arguments: [0x1p-60, 0x1p-20, 0x1p30] as [Float])
    func seedsOfAnySize(_ factor: Float) throws {
        let backend = try #require(PlayedCard.half)
        let graph = Graph(nodes: Case.fire.nodes)
        var plain = try Self.gradient(of: graph, backend, seed: 1)
        plain.scale(by: factor)
        #expect(try Self.gradient(of: graph, backend, seed: factor) == plain)
        #expect(plain.values.contains { $0 != 0 })
    }

    /// What grows beyond 65504 on its way back is made smaller, and gone over once more.
    @Test func gradientsThatGrow() throws {
        let backend = try #require(PlayedCard.half)
        let graph = Graph(nodes: Case.chain("", 19, 23, [Case.line(3, slope: 8000, shift: 0)]).nodes)
        let found = try Self.gradient(of: graph, backend, seed: 1)
        let expected = try Self.gradient(of: graph, Backends.reference, seed: 1)
        #expect(found.relativeDistance(to: expected) < 1e-3)
    }

    @Test func activationsThatGrowAreSaid() throws {
        let backend = try #require(PlayedCard.half)
        let graph = Graph(nodes: Case.chain("", 19, 23, [Case.line(3, slope: 2e6, shift: 0)]).nodes)
        #expect(throws: EngineError.tooLargeForHalf) { try Self.gradient(of: graph, backend, seed: 1) }
    }

    /// Operators' own loops compute between two layers that are kept in 16 bits.
    @Test func whatHasNoShaderFallsBack() throws {
        let backend = try #require(PlayedCard.half)
        let layers: [any Operator] = [
            Case.convolution(5, 3, kernel: 3), AdaptivePool(.max, rows: 5, columns: 4), .relu,
            Case.convolution(4, 5, kernel: 1),
        ]
        let graph = Graph(nodes: Case.chain("", 19, 23, layers).nodes)
        #expect(try backend.kernels(for: graph, height: 19, width: 23, outputs: [4]).missing == [2])
        let gradients = try [backend, Backends.reference].map { try Self.gradient(of: graph, $0, seed: 1) }
        #expect(gradients[0].relativeDistance(to: gradients[1]) < 2e-3)
    }

    @Test func itTakesHalfOfTheMemory() throws {
        let (half, single) = (try #require(PlayedCard.half), try #require(PlayedCard.backend))
        let graph = try NetworkLibrary.standard.load("squeezenet").graph
        let bytes = try [half, single].map {
            Double(try $0.bytes(graph, height: 512, width: 512, outputs: [graph.nodes.count - 1], isLean: false))
        }
        #expect(bytes[0] < 0.6 * bytes[1])
    }

    /// The networks that come with Reverie: how far they are from PyTorch in float64.
    @Test(arguments: [("squeezenet", "fire9"), ("efficientnet-lite0", "block11"), ("vgg16", "relu4_2")])
    func shippedNetworks(_ name: String, _ layer: String) throws {
        let backend = try #require(PlayedCard.half)
        let error = try ShippedNetworks.gradientError(of: name, at: layer, on: backend)
        print("| \(name) \(layer), float16 | \(error) |")
        #expect((1e-5...0.1).contains(error))
    }
}
