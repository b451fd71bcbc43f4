public import ArgumentParser
import Engine
import Jobs
import Networks
import Tensors
public import Wording

/// How a network's work on a large picture is cut up, for the commands that run one bare.
struct TilingOptions: ParsableArguments {
    @Option(help: "Side of a tile, in pixels; the whole picture at once when absent or 0.")
    var tile: Int = 0

    @Option(
        help: ArgumentHelp("A bound on what the process holds: 2GiB, 512MiB; tiles follow from it.", valueName: "BYTES")
    )
    var memory: ByteCount?

    @Option(
        help: ArgumentHelp(
            "Let tiles see only this many pixels around them: faster, and an approximation.", valueName: "PIXELS"))
    var fastHalo: Int?

    func validate() throws {
        guard tile >= 0 else { throw ValidationError("--tile is \(tile); it must be 0, or a number of pixels") }
        if tile > 0, memory != nil { throw ValidationError("--tile and --memory exclude each other") }
        guard let fastHalo else { return }
        guard fastHalo >= 0 else { throw ValidationError("--fast-halo is \(fastHalo); it must be 0 or more pixels") }
        guard tile > 0 || memory != nil else {
            throw ValidationError("--fast-halo is about tiles; say --tile or --memory too")
        }
    }

    /// The execution for a picture of a size.
    func prepare(_ network: Network, height: Int, width: Int, output: Graph.NodeID, backend: Backend) throws
        -> any Execution
    {
        let graph = network.graph
        let tiling = try tiling(graph, height: height, width: width, output: output)
        guard tiling.count > 1 else {
            return try backend.prepare(graph, height: height, width: width, outputs: [output])
        }
        return try TiledExecution(
            graph, height: height, width: width, outputs: [output], tiling: tiling, backend: backend)
    }

    private func tiling(_ graph: Graph, height: Int, width: Int, output: Graph.NodeID) throws -> Tiling {
        let mode = fastHalo.map { Tiling.Mode.fast(halo: $0) } ?? .exact
        if tile > 0 { return Tiling(side: tile, height: height, width: width, mode: mode) }
        guard let memory else { return .whole }
        // The input, its gradient, and the layer, which becomes its own seed.
        let shapes = try graph.shapes(height: height, width: width, for: [output])
        let whole = 4 * (2 * shapes[0].count + shapes[output].count)
        return try Tiling.fitting(
            graph, height: height, width: width, outputs: [output],
            memory: memory.bytes - Memory.processBytes - graph.weightBytes - whole, mode: mode)
    }
}

extension ByteCount: ExpressibleByArgument {
    /// What a user wrote.
    public init?(argument: String) { self.init(argument) }
}
