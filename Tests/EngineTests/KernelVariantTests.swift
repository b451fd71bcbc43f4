import CPUBridge
import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// Every build of the kernels that this processor can run agrees with oneDNN's convolutions, and reads nothing that it did not
/// write.
@Suite struct KernelVariants {
    @Test(arguments: Case.all)
    func everyBuildAgrees(_ example: Case) throws {
        let graph = Graph(nodes: example.nodes)
        let x = Tensor.noise(
            Shape(channels: graph.inputChannels, height: example.height, width: example.width), seed: 1)
        let last = graph.nodes.count - 1
        let best = kernel_variant_best()
        let variants = (kernel_variant_baseline.rawValue...best.rawValue).map { kernel_variant($0) }
        let results = try (variants.map { ($0, false) } + [(best, true)]).map { variant, onlyLibrary in
            let run = try FastExecution(
                graph: graph, height: example.height, width: example.width, outputs: [last], variant: variant,
                onlyLibrary: onlyLibrary)
            run.poison()
            let a = try #require(try run.forward(x)[last])
            return [a, try run.gradient([last: a])]
        }
        for result in results.dropLast() {
            for (other, best) in zip(result, results[results.count - 1]) {
                #expect(other.relativeDistance(to: best) < 2e-6)
            }
        }
    }
}
