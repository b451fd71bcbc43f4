import Engine
import KernelBridge
import Networks
import Tensors
import TestSupport
import Testing

/// The kernels' baseline build, which other processors run, agrees with the one this processor runs.
@Suite(.serialized) struct KernelVariants {
    @Test(arguments: Case.all)
    func baselineAgrees(_ example: Case) throws {
        let graph = Graph(nodes: example.nodes)
        let x = Tensor.noise(
            Shape(channels: graph.inputChannels, height: example.height, width: example.width), seed: 1)
        let last = graph.nodes.count - 1
        var results: [[Tensor]] = []
        for baseline in [false, true] {
            kernels_force_baseline(baseline)
            defer { kernels_force_baseline(false) }
            let run = try Backend.fast.prepare(graph, height: example.height, width: example.width, outputs: [last])
            let a = try #require(try run.forward(x)[last])
            results.append([a, try run.gradient([last: a])])
        }
        for (best, baseline) in zip(results[0], results[1]) { #expect(baseline.relativeDistance(to: best) < 2e-6) }
    }
}
