import Engine
import Networks
import Tensors

/// What one octave of an ascent holds, and how the network's part is kept within a bound.
///
/// Of the octave's size there are the canvas, the gradient, what the optimizer, the parameterization, the views and the masks hold, and
/// while the objective is evaluated its layers with their gradients; of the full size, below it, the stage's picture. The network's part is
/// there while a gradient is taken; where it is cut into tiles, it is let go of before the step goes on.
struct RenderMemory {
    private let objective: StageObjective
    private let backend: any Backend
    /// The one that takes most: where silent units are woken, more is kept on the way.
    private let graph: Graph
    private let layers: Int
    private let view: Extent
    /// Whole canvases and layers, while a gradient is taken: at once, in rows, and in tiles.
    private let taking: Int
    private let takingInRows: Int
    /// On the way back, where the network gives memory back.
    private let givingBackInRows: Int
    private let takingInTiles: Int
    /// The same, when the network has been let go of.
    private let stepping: Int
    /// What the octave holds when it is entered.
    private let entering: Int
    /// Of everything.
    private let beside: Int
    /// What the state of the render takes on the disk, in bytes; a film's layers are not in it.
    let state: Int

    /// - Parameter steps: on this octave.
    /// - Parameter last: the size of the octave before; nil for the first.
    /// - Parameter isLast: whether it is the last octave.
    /// - Parameter beside: what the process holds beside the ascent.
    /// - Parameter finishing: what later stages take where the dream is shown as they will leave it; nil where it is not shown.
    init(
        _ ascent: Ascent, _ objective: StageObjective, on backend: any Backend, at size: Extent, steps: Int,
        after last: Extent? = nil,
        isLast: Bool = true,
        upTo full: Extent, _ needs: StageObjective.Needs, beside: Int = 0, finishing: Int? = nil
    ) {
        self.objective = objective
        self.backend = backend
        graph = objective.redirectedGraph ?? objective.graph
        layers = needs.layers
        self.beside = beside
        let augmentation = Augmentation(ascent: ascent, canvas: size)
        view = augmentation.size
        let masksAtFull = full.planes(ascent.masks.count)
        let masks = masksAtFull + (size == full ? 0 : size.planes(ascent.masks.count))
        let takesStart = ascent.reinjectsDetail && isLast && size == full
        let start = takesStart || !ascent.reinjectsDetail ? 0 : full.canvases(1)
        let standing = beside + start + masks
        let program = StepProgram(ascent, objective, augmentation, needs)
        let inRows = StepProgram(ascent, objective, augmentation, needs, .inRows)
        let inTiles = StepProgram(ascent, objective, augmentation, needs, .inTiles)
        let basis = ascent.parameterization.memory(on: size)
        let remembered = ascent.optimizer.word.tensorsHeld(steps: steps) * basis.parameters
        // What of the canvas lies below the mask, where parameters move everything.
        let below = ascent.parameterization != .pixels && ascent.mask != nil ? size.canvases(1) : 0
        let kept = basis.parameters + basis.constants + remembered + below
        let aligned = size.canvases(Float(objective.alignedPictures.count))
        // What allocators round up, and a state that is written while a busy machine goes on: up to a canvas and a half were seen.
        taking = standing + kept + aligned + program.most { $0.network == .computes } + size.canvases(1.5)
        takingInRows = standing + kept + aligned + inRows.most { $0.network == .computes }
        givingBackInRows = standing + kept + aligned + inRows.most { $0.network == .givesBack }
        // A canvas more, since tiles are chosen by what the network takes of one: what thousands of them keep of themselves, which a bound
        // near the least would otherwise be met with, is not counted there.
        takingInTiles = standing + kept + aligned + inTiles.most { $0.network == .computes } + size.canvases(1)
        // A picture of the dream at full size, while it is finished and encoded.
        let preview =
            finishing.map { $0 + full.canvases(1.6) + (size == full ? 0 : full.canvases(0.7) + size.canvases(1.4)) }
            ?? 0
        stepping =
            standing + aligned + kept
            + max(program.most { $0.network == .rests }, preview)
        let lastOctave = max(last.map { $0.canvases(1.4) + (takesStart ? 0 : size.canvases(1)) } ?? 0, 0)
        let enlarging =
            last.map { full.planes(1) + size.planes(1) + Extent(height: $0.height, width: full.width).planes(1) } ?? 0
        entering =
            beside + masksAtFull
            + max(
                full.canvases(1) + lastOctave + enlarging,
                start + basis.parameters + basis.constants + basis.beginning,
                kept + (size == full ? size.canvases(1) : full.canvases(1.7) + size.canvases(1.4)))
        state = start + masksAtFull + basis.parameters + basis.stored + remembered + below
    }

    /// How the network's work is cut up, and what follows from it.
    struct Cut {
        let tiling: Tiling
        /// The most that the process holds, estimated.
        let bytes: Int
        /// What the network takes of its backend's memory.
        let network: Int
        /// How many times the work of the whole it is.
        let work: Double
        /// Whether that is because the way back computes once more what it reads.
        let recomputes: Bool

        /// How many times the time: rows that are copied together cost no multiplication. Measured beyond what is counted, it is a fifth more of
        /// EfficientNet-Lite0 (1024²), two fifths of VGG16 (768²).
        var time: Double { tiling.isLean && !recomputes ? 1.25 * work : work }
    }

    /// What a cut depends on: thousands of frames that differ in numbers only have it in common.
    struct Work: Hashable {
        fileprivate let layers: StageObjective.Layers
        fileprivate let view: Extent
        fileprivate let redirects: Bool
        fileprivate let bytes: [Int]
    }

    var work: Work {
        Work(
            layers: objective.layers, view: view, redirects: objective.redirectedGraph != nil,
            bytes: [taking, takingInRows, givingBackInRows, takingInTiles, stepping, entering])
    }

    /// The fewest tiles that keep within a bound; one when there is none.
    /// - Throws: `EngineError.doesNotFit`, with what the process holds at least.
    func cut(within bound: Int?, mode: Tiling.Mode) throws -> Cut {
        let (tiling, planned) = try tiling(within: bound, mode: mode)
        let network = try planned ?? network(tiling)
        return Cut(
            tiling: tiling, bytes: bytes(with: network),
            network: network.working + (tiling.count > 1 || !objective.readsNetwork ? 0 : networkTensors),
            work: try tiling.count == 1 ? network.work : objective.workFactor(of: tiling, at: view, on: backend),
            recomputes: tiling.isLean && tiling.count == 1 && network.seeing == .atOnce)
    }

    /// How the network is cut up, with what it holds then, where that was found on the way.
    private func tiling(within bound: Int?, mode: Tiling.Mode) throws -> (Tiling, Network?) {
        guard let bound else { return (.whole, nil) }
        let least = max(stepping, entering)
        func refusal(_ needed: Int) -> EngineError {
            EngineError.doesNotFit(width: view.width, height: view.height, memory: bound, needed: needed)
        }
        guard objective.readsNetwork else {
            guard max(least, taking) <= bound else { throw refusal(max(least, taking)) }
            return (.whole, nil)
        }
        let whole = try network(.whole)
        if bytes(with: whole) <= bound { return (.whole, whole) }
        guard least <= bound else { throw refusal(least) }
        var lean = Int.max
        if let network = try leanNetwork() {
            lean = bytes(with: network)
            if lean <= bound { return (.lean, network) }
        }
        do {
            let tiles = try Tiling.fitting(
                graph, height: view.height, width: view.width, outputs: objective.outputs,
                memory: min(bound - takingInTiles, whole.working + networkTensors - 1), mode: mode, backend: backend)
            return (tiles, nil)
        } catch EngineError.doesNotFit(_, _, _, let needed) {
            // Tiles of next to nothing take hours for what little they save.
            let tiles = takingInTiles + needed
            throw refusal(max(least, lean - tiles < tiles / 4 ? lean : tiles))
        }
    }

    /// What the network holds of its own in a cut.
    private struct Network {
        let seeing: StepProgram.Seeing
        let working: Int
        /// Between two gradients.
        let resting: Int
        /// Of the first, what is given back while the canvas's gradient grows.
        var givenBack = 0
        /// How many times the work of seeing all at once it takes, where that is known.
        var work = 1.0
    }

    private func network(_ tiling: Tiling) throws -> Network {
        guard objective.readsNetwork else { return Network(seeing: .atOnce, working: 0, resting: 0) }
        guard tiling.count == 1 else {
            let bytes = try tiling.bytes(
                graph, height: view.height, width: view.width, outputs: objective.outputs, backend: backend)
            return Network(seeing: .inTiles, working: bytes, resting: 0)
        }
        if tiling.isLean, let network = try leanNetwork() { return network }
        let bytes = try backend.bytes(
            graph, height: view.height, width: view.width, outputs: objective.outputs, isLean: tiling.isLean)
        return Network(seeing: .atOnce, working: bytes, resting: bytes)
    }

    /// Nil where the backend holds no less than for all at once.
    private func leanNetwork() throws -> Network? {
        try backend.leanMemory(
            graph, height: view.height, width: view.width, outputs: objective.outputs
        ).map {
            Network(
                seeing: $0.goesByRows ? .inRows : .atOnce, working: $0.working, resting: $0.resting,
                givenBack: $0.givenBack, work: $0.work)
        }
    }

    /// What a network sees at once, its layers, and the gradients of both: the step has them.
    private var networkTensors: Int { 2 * layers + 2 * view.canvases(1) }

    /// The most that the process holds, estimated.
    func bytes(with tiling: Tiling) throws -> Int { bytes(with: try network(tiling)) }

    private func bytes(with network: Network) -> Int {
        let taking =
            switch network.seeing {
            case .atOnce: taking
            case .inRows: max(takingInRows, givingBackInRows - network.givenBack)
            case .inTiles: takingInTiles
            }
        return max(taking + network.working, stepping + network.resting, entering)
    }
}
