import Engine
import Foundation
import Networks
import SwiftProtobuf
import Tensors
import TestSupport
import Testing

/// The ONNX project's `light` networks: whole architectures as other frameworks wrote them, whose weights the model makes
/// on its way, each with what the ONNX project's own runtime computes of a ramp from 0 to 1.
@Suite(.serialized) struct LightNetworks {
    static let all = [
        "bvlc_alexnet", "densenet121", "inception_v1", "inception_v2", "resnet50", "shufflenet", "squeezenet", "vgg19",
        "zfnet512",
    ]

    @Test(arguments: all)
    func outputIsTheProjects(_ name: String) throws {
        let folder = NodeTest.folder.appendingPathComponent("light")
        let path = folder.appendingPathComponent("light_\(name)")
        let file = path.appendingPathExtension("onnx")
        try #require(
            FileManager.default.fileExists(atPath: file.path),
            "no networks in \(folder.path); 'Scripts/fetch-node-tests' fetches them")
        let graph = try ONNXReader.graph(from: Data(contentsOf: file), file: name)
        let right = try ONNX_Tensor(serializedBytes: Data(contentsOf: URL(fileURLWithPath: path.path + "_output_0.pb")))

        let shape = Shape(channels: graph.inputChannels, height: 224, width: 224)
        let ramp = Tensor(shape: shape, values: (0..<shape.count).map { Float($0) / Float(shape.count) })
        let last = graph.nodes.count - 1
        let run = try Backends.fast.prepare(graph, height: 224, width: 224, outputs: [last])
        let found = try #require(try run.forward(ramp)[last])
        let expected = Tensor(shape: found.shape, values: try #require(right.numbers))
        #expect(found.relativeDistance(to: expected) < 1e-5)
    }
}
