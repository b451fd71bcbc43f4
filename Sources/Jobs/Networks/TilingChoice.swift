package import Engine
package import Networks
import Tensors
import Wording

/// How a bare network's work on a large picture is cut up, for who measures it.
package struct TilingChoice {
    private let tile: Int
    private let memory: Int?
    private let fastHalo: Int?

    /// - Parameters:
    ///   - tile: the side of a tile, in pixels; the whole picture at once when 0.
    ///   - memory: a bound on what the process holds, in bytes; tiles follow from it.
    ///   - fastHalo: how many pixels approximate tiles see around them; exact ones when nil.
    package init(tile: Int, memory: Int?, fastHalo: Int?) {
        (self.tile, self.memory, self.fastHalo) = (tile, memory, fastHalo)
    }

    /// Whether there is a bound on what the process holds.
    package var isBound: Bool { memory != nil }

    /// What is wrong with it, in a sentence; nil where nothing is.
    package var problem: String? {
        let (name, halo) = (SettingName("tile"), SettingName.fastHalo)
        if tile < 0 { return "\(name) is \(tile); it must be 0, or a number of pixels" }
        if tile > 0, memory != nil { return "\(name) and \(SettingName.memory) exclude each other" }
        guard let fastHalo else { return nil }
        if fastHalo < 0 { return "\(halo) is \(fastHalo); it must be 0 or more pixels" }
        return tile > 0 || memory != nil ? nil : "\(halo) is about tiles; say \(name) or \(SettingName.memory) too"
    }

    /// The execution for a picture of a size.
    /// - Throws: `EngineError.doesNotFit`, with what the process takes in all.
    package func prepare(
        _ network: Network, height: Int, width: Int, output: Graph.NodeID, backend: any Backend
    ) throws -> any Execution {
        let graph = network.graph
        let tiling = try tiling(graph, height: height, width: width, output: output, backend)
        guard tiling.count > 1 else {
            return try backend.prepare(
                graph, height: height, width: width, outputs: [output], isLean: tiling.isLean)
        }
        return try TiledExecution(
            graph, height: height, width: width, outputs: [output], tiling: tiling, backend: backend)
    }

    private func tiling(
        _ graph: Graph, height: Int, width: Int, output: Graph.NodeID, _ backend: any Backend
    ) throws -> Tiling {
        let mode = fastHalo.map { Tiling.Mode.fast(halo: $0) } ?? .exact
        if tile > 0 { return Tiling(side: tile, height: height, width: width, mode: mode) }
        guard let memory else { return .whole }
        // The input, its gradient, and the layer, which becomes its own seed.
        let shapes = try graph.shapes(height: height, width: width, for: [output])
        let whole = 4 * (2 * shapes[0].count + shapes[output].count)
        let beside = Memory.processBytes + graph.weightBytes + whole
        let left = memory - beside
        // A single tile has the whole's tensors, and none of its own.
        let atOnce = try backend.bytes(graph, height: height, width: width, outputs: [output], isLean: false)
        if atOnce <= left { return .whole }
        let lean = try backend.leanMemory(graph, height: height, width: width, outputs: [output])
        if let lean, lean.working - lean.givenBack <= left { return .lean }
        do {
            return try Tiling.fitting(
                graph, height: height, width: width, outputs: [output], memory: left, mode: mode, backend: backend)
        } catch EngineError.doesNotFit(_, _, _, let needed) {
            // The bound is the process's, and so is what it takes.
            throw EngineError.doesNotFit(width: width, height: height, memory: memory, needed: beside + needed)
        }
    }
}
