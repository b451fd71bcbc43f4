package import Engine
package import Networks
package import Tensors
import Wording

/// What was measured of a dream step.
package struct StepReport {
    private let (median, fastest, gflop): (Double, Double, Double)
    private let loaded: Int
    private let width, height: Int

    /// Takes some steps to a layer.
    /// - Parameter loaded: what the process held before, in bytes.
    package init(
        of graph: Graph, to node: Graph.NodeID, by run: any Execution, on x: Tensor, steps: Int, loaded: Int
    ) throws {
        let times = try StepTiming.seconds(run, node, x, steps: steps).sorted()
        (width, height) = (x.shape.width, x.shape.height)
        let multiplyAdds = try graph.multiplyAdds(for: [node], height: height, width: width)
        // Back costs as much again, and a multiplication with its addition is two operations.
        (median, fastest, gflop) = (times[times.count / 2], times[0], 4 * Double(multiplyAdds) / 1e9)
        self.loaded = loaded
    }

    /// For people.
    package var line: String {
        "\(width)×\(height): median \(milliseconds(median)), fastest \(milliseconds(fastest)), "
            + "\(Int((gflop / median).rounded())) GFLOP/s, \(Phrases.count(Threads.count, "thread")), "
            + "peak \(Memory.peakBytes >> 20) MiB"
    }

    /// For programs.
    package var json: String {
        "{\"median_seconds\": \(median), \"min_seconds\": \(fastest), \"gflop\": \(gflop), "
            + "\"peak_rss_bytes\": \(Memory.peakBytes), \"loaded_rss_bytes\": \(loaded), "
            + "\"threads\": \(Threads.count), \"size\": [\(height), \(width)]}"
    }

    private func milliseconds(_ seconds: Double) -> String { "\((seconds * 1e4).rounded() / 10) ms" }
}
