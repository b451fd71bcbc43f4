import Engine
import Foundation
import Networks
import SwiftProtobuf
import Tensors
import TestSupport
import Testing

/// Torchvision's architectures, and timm's of tokens, as PyTorch's two exporters write them, against PyTorch in float64.
///
/// Tests/Fixtures/Architectures/make-fixtures.py and make-token-fixtures.py make the fixtures; the table of errors in the README beside it is
/// written by this test when REVERIE_WRITE_TABLES is set.
@Suite struct Architectures {
    static let all = [
        "alexnet", "vgg11_bn", "resnet18", "resnet50", "resnext50_32x4d", "googlenet", "inception_v3", "densenet121",
        "squeezenet1_1", "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large", "efficientnet_b0", "mnasnet0_5",
        "shufflenet_v2_x1_0", "regnet_y_400mf", "convnext_tiny", "vit", "vit_resized", "vit_registers", "vit_averaged",
        "vit_clip", "vit_hybrid", "vit_torchvision", "deit_distilled",
    ]

    @Test func activationsAndGradientsArePyTorchs() throws {
        var rows: [ArchitectureRow] = []
        for name in Architectures.all {
            do {
                let fixture = try ArchitectureFixture(name)
                rows += try ["middle", "late"].map { try Self.row(of: fixture, $0, on: Backends.fast) }
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
        for row in rows {
            #expect(row.activation <= 1e-4 && row.gradient <= 1e-4, "\(row)")
        }
        let table = ArchitectureRow.table(rows)
        print(table)
        if ProcessInfo.processInfo.environment["REVERIE_WRITE_TABLES"] != nil {
            try ArchitectureRow.write(table)
        }
    }

    /// Both errors of one layer on a backend.
    static func row(
        of fixture: ArchitectureFixture, _ which: String, on backend: any Backend
    ) throws -> ArchitectureRow {
        let facts = fixture.facts
        let node = try #require(
            fixture.graph.nodes.firstIndex { $0.name == which || $0.otherNames.contains(which) },
            "\(fixture.name) has no layer '\(which)'")
        let run = try backend.prepare(fixture.graph, height: facts.height, width: facts.width, outputs: [node])
        let activation = try #require(try run.forward(fixture.picture)[node])
        var seed = activation
        seed.scale(by: 2 / Float(seed.values.count))
        let gradient = try run.gradient([node: seed])
        let layer = which == "middle" ? facts.middle : facts.late
        return ArchitectureRow(
            network: fixture.name, exporter: "\(facts.exporter) \(facts.opset)", layer: layer.layer,
            activation: try fixture.distance(of: activation, layer.activation, "\(which)-activation"),
            gradient: try fixture.distance(of: gradient, layer.gradient, "\(which)-gradient"),
            single: (layer.activation.float32, layer.gradient.float32))
    }
}
