import Engine
import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// The networks that Scripts/fetch-networks installs, against PyTorch in float64 (Tests/Fixtures/Networks/make-fixtures.py).
@Suite struct ShippedNetworks {
    @Test(arguments: [("squeezenet", "fire9"), ("efficientnet-lite0", "block11"), ("vgg16", "relu4_2")])
    func gradientIsPyTorchs(_ name: String, _ layer: String) throws {
        #expect(try Self.gradientError(of: name, at: layer, on: Backends.fast) < 1e-4)
    }

    /// The distance of the gradient of a layer's mean square from PyTorch's.
    static func gradientError(of name: String, at layer: String, on backend: any Backend) throws -> Double {
        let network = try NetworkLibrary.standard.load(name)
        var x = try Tensor(npy: Fixtures.data("Networks/input.npy"))
        if name == "efficientnet-lite0" { x.scale(by: 1 / 60) }
        let node = try network.node(named: layer)
        let run = try backend.prepare(network.graph, height: x.shape.height, width: x.shape.width, outputs: [node])
        var seed = try #require(try run.forward(x)[node])
        seed.scale(by: 2 / Float(seed.values.count))
        let expected = try Tensor(npy: Fixtures.data("Networks/\(name)-gradient.npy"))
        return try run.gradient([node: seed]).relativeDistance(to: expected)
    }

    @Test func shapesAreThePapers() throws {
        let squeezenet = try NetworkLibrary.standard.load("squeezenet")
        let shapes = try squeezenet.graph.shapes(height: 512, width: 512)
        #expect(shapes[try squeezenet.node(named: "fire9")] == Shape(channels: 512, height: 31, width: 31))
        #expect(shapes[try squeezenet.node(named: "pool10")] == Shape(channels: 1000, height: 1, width: 1))
        let facts = try squeezenet.graph.facts(height: 512, width: 512)[try squeezenet.node(named: "fire9")]
        #expect(facts.stride == Extent(16))
        // Field notes, section 4: the receptive field of SqueezeNet 1.1's fire9 is 207 pixels.
        #expect(facts.receptiveField == Extent(207))

        let vgg = try NetworkLibrary.standard.load("vgg16")
        let conv43 = try vgg.graph.facts(height: 64, width: 64)[try vgg.node(named: "conv4_3")]
        #expect(conv43.receptiveField == Extent(92))
        let lite = try NetworkLibrary.standard.load("efficientnet-lite0")
        #expect(
            try lite.graph.shapes(height: 225, width: 300)[try lite.node(named: "block15")].dimensions == [
                1, 320, 8, 10,
            ])
    }

    @Test func preActivationOfAFireIsWhatItsReLUsRead() throws {
        let network = try NetworkLibrary.standard.load("squeezenet")
        let fire = try network.node(named: "fire8")
        let (graph, before) = network.graph.addingPreActivation(of: fire)
        let x = try Tensor(npy: Fixtures.data("Networks/input.npy"))
        let run = try Backends.fast.prepare(
            graph, height: x.shape.height, width: x.shape.width, outputs: [fire, before])
        let activations = try run.forward(x)
        let after = try #require(activations[fire])
        let raw = try #require(activations[before])
        #expect(raw.values.contains { $0 < 0 })
        #expect(raw.map { max(0, $0) }.relativeDistance(to: after) < 1e-6)
    }
}
