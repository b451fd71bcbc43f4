import Engine
import Networks
import Tensors

/// What one octave of a climb holds beside the network, and how the network's part is kept within a bound.
///
/// Of the octave's size there are the canvas, the gradient, what the optimizer, the parameterization, the views and the masks hold, and
/// while the objective is evaluated its layers with their gradients; of the full size, below it, the stage's picture. Normalising
/// a gradient takes less than the network does, which has been let go of by then.
struct RenderMemory {
    private let objective: StageObjective
    private let view: Extent
    /// Whole canvases and layers, and the weights.
    private let whole: Int
    /// What the state of the render takes on the disk, in bytes; a film's layers are not in it.
    let state: Int

    /// - Throws: `DreamError` when the network has no room at this size.
    init(_ climb: Climb, _ objective: StageObjective, at size: Extent, upTo full: Extent, _ needs: StageObjective.Needs)
        throws
    {
        self.objective = objective
        let viewing = Viewing(climb: climb, canvas: size)
        view = viewing.size
        func canvases(_ count: Int, _ size: Extent) -> Int { 12 * count * size.height * size.width }
        let masks = 4 * climb.masks.count
        let start = size == full && climb.reinjectsDetail ? 0 : canvases(1, full) + masks * full.height * full.width
        // Their pictures have been brought to the canvas's size (`Recipe.sizesNeeded`).
        let spectra = canvases(climb.parameterization.pictures.count, full)
        let states =
            OptimizerState.tensorsHeld(climb.optimizer) + climb.parameterization.canvasesHeld + viewing.canvasesHeld
            + objective.alignedPictures.count
            + (climb.priors == Priors() ? 0 : 2 + climb.parameterization.canvasesStored)
        state =
            start + masks * full.height * full.width
            + canvases(
                climb.parameterization.canvasesStored + OptimizerState.tensorsHeld(climb.optimizer)
                    + (climb.mask == nil ? 0 : 1), size)
        let evaluation = max(canvases(1, size) + needs.seeds, needs.evaluation)
        whole =
            start + spectra + canvases(1 + states, size) + masks * size.height * size.width + evaluation
            + objective.graph.weightBytes
    }

    /// How the network's work is cut up, and what follows from it.
    struct Cut {
        let tiling: Tiling
        /// The most that the octave holds, estimated.
        let bytes: Int
        /// How many times the work of the whole it is.
        let work: Double
    }

    /// What a cut depends on: thousands of frames that differ in numbers only have it in common.
    struct Work: Hashable {
        fileprivate let layers: StageObjective.Layers
        fileprivate let view: Extent
        fileprivate let whole: Int
    }

    var work: Work { Work(layers: objective.layers, view: view, whole: whole) }

    /// The fewest tiles that keep within a bound; one when there is none.
    /// - Throws: `EngineError.doesNotFit`.
    func cut(within bound: Int?, mode: Tiling.Mode) throws -> Cut {
        let tiling = try tiling(within: bound, mode: mode)
        return Cut(
            tiling: tiling, bytes: try bytes(with: tiling), work: try objective.workFactor(of: tiling, at: view))
    }

    private func tiling(within bound: Int?, mode: Tiling.Mode) throws -> Tiling {
        guard let bound else { return .whole }
        guard objective.readsNetwork else {
            guard whole <= bound else {
                throw EngineError.doesNotFit(width: view.width, height: view.height, memory: bound, needed: whole)
            }
            return .whole
        }
        return try Tiling.fitting(
            objective.graph, height: view.height, width: view.width, outputs: objective.outputs, memory: bound - whole,
            mode: mode)
    }

    /// The most that the octave holds, estimated.
    func bytes(with tiling: Tiling) throws -> Int {
        guard objective.readsNetwork else { return whole }
        return whole
            + (try tiling.bytes(objective.graph, height: view.height, width: view.width, outputs: objective.outputs))
    }
}
