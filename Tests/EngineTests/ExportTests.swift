import Engine
import Foundation
import Networks
import SwiftProtobuf
import Tensors
import TestSupport
import Testing

/// Small models of one operator, or of the few that exporters write one as, against PyTorch in float64.
///
/// Tests/Fixtures/Exports/make-fixtures.py makes them: a folder each, with the activation of the end and the gradient of its mean square
/// for each size. A model that leaves its size open is read once, and runs at all of them.
@Suite struct Exports {
    private static var folders: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: Fixtures.path("Exports"))) ?? []
        return names.filter { FileManager.default.fileExists(atPath: Fixtures.path("Exports/\($0)/model.onnx")) }
            .sorted()
    }

    @Test func activationsAndGradientsArePyTorchs() throws {
        var tried = 0
        for name in Exports.folders {
            do {
                let graph = try ONNXReader.graph(from: Fixtures.data("Exports/\(name)/model.onnx"), file: name)
                    .complete()
                for file in try FileManager.default.contentsOfDirectory(atPath: Fixtures.path("Exports/\(name)"))
                where file.hasPrefix("a-") {
                    try check(graph, name, size: String(file.dropFirst(2).dropLast(4)))
                    tried += 1
                }
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
        #expect(tried > 100)
    }

    private func check(_ graph: Graph, _ name: String, size: String) throws {
        let sides = size.split(separator: "x").compactMap { Int($0) }
        let shape = Shape(channels: graph.inputChannels, height: sides[0], width: sides[1])
        let picture = Tensor(shape: shape, values: SeededNumbers.of("picture", count: shape.count).map { $0 * 2 })
        let right = try (
            a: Tensor(npy: Fixtures.data("Exports/\(name)/a-\(size).npy")),
            g: Tensor(npy: Fixtures.data("Exports/\(name)/g-\(size).npy"))
        )
        let last = graph.nodes.count - 1
        for backend in Backends.all {
            let run = try backend.prepare(graph, height: sides[0], width: sides[1], outputs: [last])
            let activation = try #require(try run.forward(picture)[last])
            let found = Tensor(shape: right.a.shape, values: activation.values)
            let forward = found.relativeDistance(to: right.a)
            #expect(forward <= 1e-5, "\(name) at \(size), \(backend.name): the activation is off by \(forward)")
            var seed = activation
            seed.scale(by: 2 / Float(seed.values.count))
            let back = try run.gradient([last: seed]).relativeDistance(to: right.g)
            #expect(back <= 1e-4, "\(name) at \(size), \(backend.name): the gradient is off by \(back)")
        }
    }
}
