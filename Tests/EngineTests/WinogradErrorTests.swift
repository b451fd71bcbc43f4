import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// Winograd's rounding stays near that of a direct sum, however many inputs there are: deep networks whose BatchNorm magnifies what
/// comes in would show several times the error otherwise.
@Suite struct WinogradErrors {
    @Test(arguments: [(3, 16), (3, 64), (3, 256), (4, 64), (5, 64), (5, 192)])
    func roundingDoesNotGrow(taps: Int, inputs: Int) throws {
        let layer = Case.convolution(64, inputs, kernel: taps)
        let graph = Graph(nodes: Case.chain("", 18, 20, channels: inputs, [layer]).nodes)
        let x = Tensor.noise(Shape(channels: inputs, height: 18, width: 20), seed: 6)
        let runs = try [Backends.fast, Backends.reference].map {
            try $0.prepare(graph, height: 18, width: 20, outputs: [1])
        }
        let activations = try runs.map { try #require(try $0.forward(x)[1]) }
        #expect(activations[0].relativeDistance(to: activations[1]) < 1e-6)
        let seed = Tensor.noise(activations[1].shape, seed: 7)
        let gradients = try runs.map { try $0.gradient([1: seed]) }
        #expect(gradients[0].relativeDistance(to: gradients[1]) < 1e-6)
    }
}
