import Engine
import Networks
import Pictures
import Tensors

/// What the network sees on one octave of a climb, view by view: the prepared execution, and the other pictures that are seen with the canvas.
struct Sights {
    private let ascent: Ascent
    private let octave: Int
    private let size: Extent
    private let viewing: Viewing
    private let masks: PaintedMasks
    private var run: TiledExecution?
    /// Whether that execution wakes silent units.
    private var isWaking = false
    /// Readings of their own size.
    private let guides: [PictureReading: Tensor]
    /// Levels of the aligned pictures, at the octave's size.
    private let aligned: [PictureReference: Tensor]
    /// What a still view of the aligned pictures gave.
    private var standing: [PictureReading: Tensor]?

    init(_ ascent: Ascent, octave: Int, size: Extent, masks: PaintedMasks) throws {
        self.ascent = ascent
        self.octave = octave
        self.size = size
        self.masks = masks
        viewing = Viewing(climb: ascent.climb, canvas: size)
        let objective = ascent.objective
        guides = try objective.readings.filter { $0.placement != .aligned }.reduce(into: [:]) {
            $0[$1] = try ascent.pictures.guide($1, objective, input: size, place: ascent.stage.place)
        }
        aligned = try objective.alignedPictures.reduce(into: [:]) {
            $0[$1] = try ascent.pictures.levels(of: $1, at: size, place: ascent.stage.place)
        }
    }

    /// One view of a step.
    mutating func sight(step: Int, view number: Int, at moment: Moment) throws -> Sight {
        let view = viewing.draw(ascent.randomness, octave: octave, step: step, view: number, at: moment)
        let run = try execution(step: step, isFirstView: number == 0, wakes: ascent.wakes(octave: octave, step: step))
        let readings = try self.readings(through: view, run)
        let masks = masks
        let scene = Scene(moment: moment) { view.place(masks.weights($0)) }
        return Sight(
            view: view, run: run, preprocessing: ascent.network.manifest.preprocessing, scene: scene,
            readings: readings)
    }

    /// What penalties on the canvas itself see.
    func scene(at moment: Moment) -> Scene {
        let masks = masks
        return Scene(moment: moment) { masks.weights($0) }
    }

    /// What penalties on the canvas itself read of other pictures.
    func directReadings() throws -> [PictureReading: Tensor] {
        ascent.objective.readings.reduce(into: guides) { readings, reading in
            if reading.placement == .aligned, reading.layer == nil { readings[reading] = aligned[reading.picture] }
        }
    }

    /// The network for one octave; approximate tiles lie elsewhere at every step.
    private mutating func execution(step: Int, isFirstView: Bool, wakes: Bool) throws -> TiledExecution {
        var tiling = ascent.plan.octaves[octave].tiling
        if let run, wakes == isWaking, tiling.mode == .exact || !isFirstView { return run }
        // Let go of the old one first: two of them are never held.
        run = nil
        isWaking = wakes
        if tiling.mode != .exact {
            let shift = ascent.randomness.tileShift(octave: octave, step: step)
            tiling.shift = Extent(height: shift.down, width: shift.right)
        }
        let new = try TiledExecution(
            (wakes ? ascent.objective.wakingGraph : nil) ?? ascent.objective.graph, height: viewing.size.height,
            width: viewing.size.width,
            outputs: ascent.objective.outputs, tiling: tiling, backend: ascent.backend)
        run = new
        return new
    }

    /// The readings at a view: guides as they are, aligned pictures as the view shows them.
    private mutating func readings(through view: View, _ run: TiledExecution) throws -> [PictureReading: Tensor] {
        guard !aligned.isEmpty else { return guides }
        if view.isStill, let standing { return standing }
        var readings = guides
        let preprocessing = ascent.network.manifest.preprocessing
        for (picture, levels) in aligned {
            let wanted = ascent.objective.readings.filter { $0.picture == picture && $0.placement == .aligned }
            let isSeen = !view.isDirect || wanted.contains { $0.layer == nil }
            let seen = isSeen ? view.look(at: levels) : nil
            for reading in wanted where reading.layer == nil { readings[reading] = seen.map(view.own) }
            guard wanted.contains(where: { $0.layer != nil }) else { continue }
            let activations = try run.forward { region in
                seen.map { preprocessing.networkInput(fromLevels: $0.part(region)) }
                    ?? view.networkInput(region, of: levels, preprocessing)
            }
            for reading in wanted {
                guard let layer = reading.layer else { continue }
                readings[reading] = activations[ascent.objective.node(layer)].map(view.own)
            }
        }
        if view.isStill { standing = readings }
        return readings
    }
}
