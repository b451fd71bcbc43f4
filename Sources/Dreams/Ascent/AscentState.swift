import Engine
import Networks
import Operators
import Pictures
import Tensors

/// An ascent on its way, between two steps: all that it needs to go on.
struct AscentState {
    /// The masks that the stage uses, at full size.
    let masks: PaintedMasks
    /// The octave that is climbed, counted from 0.
    private(set) var octave = 0
    /// How many of its steps are done.
    var step = 0
    var canvasState: any CanvasState
    var optimizer: OptimizerState

    private let mask: Mask?
    private let wrap: Wrap
    /// The stage's picture; the octave's canvas is in `canvasState`.
    private var dream: OctaveCanvas
    /// Where parameters move everything at once: the octave's canvas before it, over which the mask lays the result.
    private var kept: Tensor?

    /// Whether the octave has begun, so that `canvasState` holds its canvas.
    private var isBegun = false

    /// An ascent from levels, `[1, 3, H, W]`, that has begun no octave.
    /// - Parameter masks: as they are on these levels.
    init(_ loop: AscentLoop, _ masks: PaintedMasks, on canvas: consuming Tensor) {
        self.masks = masks
        mask = loop.ascent.mask
        wrap = loop.ascent.wrap
        dream = OctaveCanvas(canvas, of: loop.ascent)
        optimizer = OptimizerState(loop.ascent.optimizer)
        canvasState = PixelState(.empty)
    }

    /// Goes on to an octave with what the one before it has dreamt. Where that throws, the dream so far is still here.
    mutating func enter(octave: Int, _ loop: AscentLoop) throws {
        let (ascent, octaves) = (loop.ascent, loop.plan.octaves)
        if isBegun { dream.canvas = seen() }
        isBegun = false
        self.octave = octave
        step = 0
        // What the last octave held is let go of before the next one's is made.
        canvasState = PixelState(.empty)
        optimizer = OptimizerState(ascent.optimizer)
        kept = nil
        let amplitudes = try ascent.parameterization.amplitudes {
            try loop.pictures.levels(of: $0, at: octaves[octave].size, place: loop.stage.place)
        }
        dream.enter(octaves[octave].size, isLast: octave == octaves.count - 1)
        kept = ascent.parameterization == .pixels || mask == nil ? nil : dream.canvas
        canvasState = ascent.parameterization.state(
            of: exchange(&dream.canvas, with: .empty),
            amplitudes: amplitudes, wrap: ascent.wrap, making: loop.maker(octave: octave))
        isBegun = true
    }

    /// Whether there is anything of it to be kept.
    var hasSteps: Bool { isBegun && (octave > 0 || step > 0) }

    /// The octave's canvas, levels.
    func seen() -> Tensor {
        var trace: Tensor?
        return seen(through: nil, keeping: &trace, exactly: true).all
    }

    /// The same before a step, which goes `move` afterwards.
    /// - Parameter weights: the mask's at its size, where they are at hand.
    /// - Parameter trace: what the way back needs of the way here.
    /// - Parameter exactly: whether levels beyond black and white are cut off; views cut them off where they read them.
    func seen(through weights: Tensor?, keeping trace: inout Tensor?, exactly: Bool) -> CanvasLevels {
        guard exactly || kept != nil else { return canvasState.levels(keeping: &trace) }
        var canvas = canvasState.canvas(keeping: &trace)
        guard let kept, let mask else {
            canvas.clamp(to: 0...255)
            return CanvasLevels(canvas)
        }
        let weights = weights ?? masks.resized(to: kept.shape.extent, wrap: wrap).weights(mask)
        let area = weights.shape.count
        let (below, share) = (kept.values.span, weights.values.span)
        canvas.change { i, level in
            level = (min(max(level, 0), 255) - below[i]) * share[i % area] + below[i]
        }
        return CanvasLevels(canvas)
    }

    /// The parts that make what is seen of the levels, `[1, 3, H, W]`: the mask lays them over what is kept.
    /// - Parameter exactly: as of `seen`.
    func showing(_ levels: Shape, _ weights: Tensor?, exactly: Bool) -> [CanvasStep.Part] {
        guard exactly || kept != nil else { return [] }
        var parts = StepParts(from: levels)
        let inside = parts.add(Clip(lower: 0, upper: 255), of: 0)
        guard let kept, let weights else { return parts.parts }
        let apart = parts.add(ConstantArithmetic(.add, kept.map { -$0 }), of: inside)
        parts.add(ConstantArithmetic(.add, kept), of: parts.add(ConstantArithmetic(.multiply, weights), of: apart))
        return parts.parts
    }

    /// One step along a direction of the canvas: of a canvas of pixels, one pass.
    /// - Parameter settles: whether nothing else is done to the canvas after the step.
    mutating func move(along direction: consuming Direction, trace: consuming Tensor?, by size: Float, settles: Bool) {
        if let bounds = canvasState.bounds {
            optimizer.step(&canvasState.parameters[0], along: direction, within: settles ? bounds : nil, size: size)
            return
        }
        optimizer.step(
            &canvasState.parameters, along: canvasState.pullBack(direction.finished(), trace: trace), size: size)
        if settles { canvasState.settle() }
    }

    /// The dream so far at full size, levels.
    func atFullSize() -> Tensor { dream.atFullSize(isBegun ? seen() : dream.canvas) }
}

// MARK: - Kept and gone on from

extension AscentState {
    /// Writes everything.
    func store(in saved: inout RenderState) {
        saved.put(octave)
        saved.put(step)
        masks.store(in: &saved)
        dream.store(in: &saved)
        saved.put(kept)
        saved.put(canvasState.parameters)
        saved.put(canvasState.constants)
        optimizer.store(in: &saved)
    }

    /// Reads it again.
    /// - Throws: `CheckpointError.inconsistent`.
    init(_ loop: AscentLoop, from saved: inout StateReader) throws {
        let (ascent, plan) = (loop.ascent, loop.plan)
        octave = try saved.integer(in: 0...plan.octaves.count - 1)
        step = try saved.integer(in: 0...plan.octaves[octave].steps)
        let size = plan.octaves[octave].size
        let shape = Shape(channels: 3, height: size.height, width: size.width)
        masks = try PaintedMasks(ascent.masks, from: &saved, size: plan.size)
        mask = ascent.mask
        wrap = ascent.wrap
        dream = try OctaveCanvas(from: &saved, full: plan.size, of: ascent)
        kept = try saved.optionalTensor(shape)
        let (parameters, constants) = (try saved.tensors(), try saved.tensors())
        canvasState = try ascent.parameterization.state(
            parameters: parameters, constants: constants, shape: shape, wrap: ascent.wrap)
        optimizer = OptimizerState(ascent.optimizer)
        try optimizer.restore(from: &saved, for: parameters.map(\.shape))
        isBegun = true
    }
}
