import ArgumentParser
import Engine
import Jobs
import Networks
import Tensors
import Terminal
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

    @OptionGroup var arguments: NetworkArguments

    @Option(help: "The layer; the network's default one when absent.")
    var layer: String?

    @OptionGroup var sides: PictureSides

    @Option(help: "Steps to time.")
    var steps: Int = 10

    @OptionGroup var tiling: TilingOptions

    @Option(help: "Threads to compute with; every core when absent.")
    var threads: Int?

    @Option(help: "fast; library: oneDNN's convolutions alone, to compare with; or reference: plain loops.")
    var backend = BackendOption(Backends.fast)

    @Option(help: DeviceOption.help)
    var device: String?

    @Option(help: DeviceOption.precision)
    var precision = PrecisionOption(precision: .single)

    @Flag(
        help:
            "Time each layer instead, our kernels and oneDNN's convolutions in turns; says which layers run in plain loops, for want of a kernel, and which are summed directly, since rounding grows behind them."
    )
    var byLayer = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        try WrongUsage.check(threads: threads)
        guard steps >= 1 else { throw ValidationError("--steps is \(steps); it must be at least 1") }
        if byLayer, device != nil { throw ValidationError("--by-layer times the processor's layers, and no device's") }
        if precision.precision == .half, device == nil {
            throw ValidationError("--precision half is a --device's, and no processor's")
        }
        if byLayer, json { throw ValidationError("--by-layer prints a table, and no JSON") }
    }

    func run() throws {
        try Threads.use(threads)
        let network = try arguments.load().settled
        let node = try network.node(named: layer ?? network.manifest.defaultLayer)
        // What reading the file took is not the network's.
        if tiling.choice.isBound { FreedMemory.giveBack() } else { FreedMemory.trim() }
        let loaded = Memory.residentBytes
        let (width, height) = sides.sides(usual: 512)
        let x = StepTiming.noise(Shape(channels: network.graph.inputChannels, height: height, width: width))
        if byLayer {
            let comparison = try LayerComparison(of: network.graph, to: node, input: x, steps: steps)
            return comparison.table.lines.forEach(Console.print)
        }
        let chosen = try device.map { try DeviceChoice($0).backend(precision: precision.precision) } ?? backend.backend
        let run = try tiling.choice.prepare(network, height: height, width: width, output: node, backend: chosen)
        let report = try StepReport(of: network.graph, to: node, by: run, on: x, steps: steps, loaded: loaded)
        Console.print(json ? report.json : report.line)
    }
}
