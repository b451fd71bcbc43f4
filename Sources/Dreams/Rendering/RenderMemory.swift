import Engine
import Networks
import Tensors

/// What one octave of a climb holds beside the network, and how the network's part is kept within a bound.
///
/// Of the octave's size there are the canvas, the gradient, and while the objective is evaluated its layers with their
/// gradients; of the full size, below it, the stage's picture. Normalising a gradient takes less than the
/// network does, which has been let go of by then.
struct RenderMemory {
    private let objective: StageObjective
    private let size: Extent
    /// Whole canvases and layers, and the weights.
    private let whole: Int

    /// - Throws: `DreamError` when the network has no room at this size.
    init(_ climb: Climb, _ objective: StageObjective, at size: Extent, upTo full: Extent) throws {
        self.objective = objective
        self.size = size
        func canvases(_ size: Extent) -> Int { 4 * size.height * size.width * (climb.mask == nil ? 3 : 4) }
        let start = size == full ? 0 : canvases(full)
        let layers = try objective.layerBytes(at: size)
        let gradient = 12 * size.height * size.width
        let evaluation = max(gradient + layers, objective.arraysHeld * layers)
        whole = start + canvases(size) + evaluation + objective.graph.weightBytes
    }

    /// The fewest tiles that keep within a bound; one when there is none.
    /// - Throws: `EngineError.doesNotFit`.
    func tiling(within bound: Int?, mode: Tiling.Mode) throws -> Tiling {
        guard let bound else { return .whole }
        return try Tiling.fitting(
            objective.graph, height: size.height, width: size.width, outputs: objective.outputs, memory: bound - whole,
            mode: mode)
    }

    /// The most that the octave holds, estimated.
    func bytes(with tiling: Tiling) throws -> Int {
        whole
            + (try tiling.bytes(objective.graph, height: size.height, width: size.width, outputs: objective.outputs))
    }
}
