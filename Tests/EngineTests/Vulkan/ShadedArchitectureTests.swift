import Engine
import Foundation
import Networks
import Tensors
import TestSupport
import Testing

/// Whole networks on a device, against PyTorch in float64.
@Suite(.onPlayedCard) struct ShadedArchitectureTests {
    @Test(arguments: Architectures.all)
    func activationsAndGradientsArePyTorchs(_ name: String) throws {
        let backend = try #require(PlayedCard.backend)
        let fixture = try ArchitectureFixture(name)
        let rows = try ["middle", "late"].map { try Architectures.row(of: fixture, $0, on: backend) }
        for row in rows { #expect(row.activation <= 1e-5 && row.gradient <= 1e-4, "\(row)") }
        PlayedCard.expectNoComplaints()
        let half = try PlayedCard.half.map { half in
            try ["middle", "late"].map { try Architectures.row(of: fixture, $0, on: half) }
        }
        // Of MobileNet-V2 0.31, of transformers 0.004: every ReLU that is bent has its units near the bend.
        for row in half ?? [] { #expect(row.activation <= 1e-2 && row.gradient <= 0.5, "\(row)") }
        for (row, half) in zip(rows, half ?? rows) {
            let errors = [row.activation, row.gradient, half.activation, half.gradient]
            let words = errors.map { String(format: "%.1e", $0) }
            print("| \(name) \(row.layer) | \(words.joined(separator: " | ")) |")
        }
    }

    /// Nothing of the networks that come with Reverie falls back.
    @Test(arguments: ["squeezenet", "efficientnet-lite0", "vgg16"])
    func shippedNetworksAreAllShaders(_ name: String) throws {
        let backend = try #require(PlayedCard.backend)
        let graph = try NetworkLibrary.standard.load(name).graph
        let kernels = try backend.kernels(for: graph, height: 224, width: 224, outputs: [graph.nodes.count - 1])
        #expect(kernels.missing.map { graph.nodes[$0].operation.summary } == [] && kernels.known.count > 10)
    }

    @Test(arguments: [("squeezenet", "fire9"), ("efficientnet-lite0", "block11")])
    func shippedNetworksGradientsArePyTorchs(_ name: String, _ layer: String) throws {
        let backend = try #require(PlayedCard.backend)
        #expect(try ShippedNetworks.gradientError(of: name, at: layer, on: backend) < 1e-4)
    }
}
