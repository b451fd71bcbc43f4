import ArgumentParser
import Engine
import Foundation
import Jobs
import Networks
import Tensors
import Wording

/// `reverie networks bench NETWORK --layer L --size 512`
struct NetworksBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Times one dream step: forward to a layer, and back to the picture.",
        discussion: """
            The objective is the mean square of the layer. Two steps are run before the clock starts.

            Example:
              reverie networks bench squeezenet --layer fire9 --size 512 --steps 10 --json
              reverie networks bench squeezenet --layer fire9 --width 6000 --height 4000 --memory 1GiB --steps 1
              reverie networks bench squeezenet --layer fire9 --by-layer
            """)

    @Argument(help: "A network's name, or a .onnx or .caffemodel file.")
    var network: String

    @Option(help: "The layers of a .caffemodel; the .prototxt beside it when absent.")
    var prototxt: String?

    @Option(help: "The layer; the network's default one when absent.")
    var layer: String?

    @Option(help: "Side of a square picture, in pixels.")
    var size: Int = 512

    @Option(help: "Width, when the picture is not square.")
    var width: Int?

    @Option(help: "Height, when the picture is not square.")
    var height: Int?

    @Option(help: "Steps to time.")
    var steps: Int = 10

    @OptionGroup var tiling: TilingOptions

    @Option(help: "Threads to compute with; every core when absent.")
    var threads: Int?

    @Option(help: "fast; library: oneDNN's convolutions alone, to compare with; or reference: plain loops.")
    var backend = BackendOption(Backends.fast)

    @Flag(
        help:
            "Time each layer instead, our kernels and oneDNN's convolutions in turns; says which layers run in plain loops, for want of a kernel."
    )
    var byLayer = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard steps >= 1 else { throw ValidationError("--steps is \(steps); it must be at least 1") }
        for side in [size, width ?? size, height ?? size] where !(1...16384).contains(side) {
            throw ValidationError("a side of \(side) pixels; it must be between 1 and 16384")
        }
        if byLayer, json { throw ValidationError("--by-layer prints a table, and no JSON") }
    }

    func run() throws {
        try Threads.use(threads)
        let network = try NetworkLibrary.standard.load(network, prototxt: prototxt)
        let node = try network.node(named: layer ?? network.manifest.defaultLayer)
        let loaded = Memory.residentBytes
        let height = height ?? size
        let width = width ?? size
        let x = StepTiming.noise(Shape(channels: network.graph.inputChannels, height: height, width: width))
        if byLayer {
            let comparison = try LayerComparison(of: network.graph, to: node, input: x, steps: steps)
            return comparison.table.lines.forEach(Console.print)
        }
        let run = try tiling.choice.prepare(
            network, height: height, width: width, output: node, backend: backend.backend)
        let times = try StepTiming.seconds(run, node, x, steps: steps).sorted()
        let work = try network.graph.multiplyAdds(for: [node], height: height, width: width)
        report(
            median: times[times.count / 2], fastest: times[0],
            gflop: 4 * Double(work) / 1e9, loaded: loaded, width: width, height: height)
    }

    private func report(median: Double, fastest: Double, gflop: Double, loaded: Int, width: Int, height: Int) {
        guard json else {
            let speed = Int((gflop / median).rounded())
            Console.print(
                "\(width)×\(height): median \(milliseconds(median)), fastest \(milliseconds(fastest)), "
                    + "\(speed) GFLOP/s, \(Phrases.count(Threads.count, "thread")), peak \(Memory.peakBytes >> 20) MiB")
            return
        }
        Console.print(
            "{\"median_seconds\": \(median), \"min_seconds\": \(fastest), \"gflop\": \(gflop), "
                + "\"peak_rss_bytes\": \(Memory.peakBytes), \"loaded_rss_bytes\": \(loaded), "
                + "\"threads\": \(Threads.count), \"size\": [\(height), \(width)]}")
    }

    private func milliseconds(_ seconds: Double) -> String { "\((seconds * 1e4).rounded() / 10) ms" }
}
