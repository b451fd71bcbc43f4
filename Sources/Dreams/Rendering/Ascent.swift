import Engine
import Networks
import Pictures
import Tensors

/// One climb: octave by octave from small to large, with the detail dreamt so far carried upward and laid over the
/// stage's own picture at each size, so that the picture stays as sharp as it was (field notes, 2.1).
struct Ascent {
    let climb: Climb
    let stage: Stage
    /// Of the stage, counted from 0.
    let index: Int
    let plan: RenderPlan
    let objective: StageObjective
    let preprocessing: Manifest.Preprocessing
    let backend: Backend
    let seed: UInt64
    /// Makes a picture of a canvas at full size, for previews.
    let present: (Tensor) -> Picture

    /// Climbs from `canvas`, levels 0…255, `[1, 3, H, W]`, and leaves there what became of it; tells whether it was stopped.
    ///
    /// On the last octave the canvas is the only picture of its size that is held.
    func run(
        on canvas: inout Tensor, work: inout WorkDone, report: (RenderProgress) throws -> Continuation
    ) throws -> Bool {
        let octaves = plan.stages[index].octaves
        let mask = climb.mask?.weights(for: canvas)
        // The stage's own picture, until the last octave takes it.
        var start: Tensor? = canvas
        for (number, octave) in octaves.enumerated() {
            let size = octave.size
            enlarge(&canvas, to: size, over: &start, isFirst: number == 0, isLast: number == octaves.count - 1)
            let localMask = mask?.resized(height: size.height, width: size.width, filter: .bilinear)
            var run = try execution(octave, number, step: 0)
            for step in 0..<climb.steps {
                if step > 0, octave.tiling.mode != .exact { run = try execution(octave, number, step: step) }
                let value = try take(
                    step, octave: number, of: octaves.count, on: &canvas, through: run, mask: localMask)
                work.add(octave)
                let progress = progress(step, number, octave, value, work) { [canvas, start] in
                    present(canvas.atFullSize(over: start))
                }
                guard try report(progress) == .goOn else {
                    canvas = canvas.atFullSize(over: start)
                    return true
                }
            }
        }
        return false
    }

    /// Lays what the last octave dreamt over the stage's picture at the next size; the last one takes that picture for itself.
    private func enlarge(
        _ canvas: inout Tensor, to size: Extent, over start: inout Tensor?, isFirst: Bool, isLast: Bool
    ) {
        let detail = isFirst ? nil : start.map { exchange(&canvas, with: .empty).detail(over: $0, at: size) }
        canvas = .empty
        canvas = isLast ? exchange(&start, with: nil) ?? .empty : start?.resized(to: size) ?? .empty
        if let detail { canvas.add(detail) }
    }

    /// The network for one octave; approximate tiles lie elsewhere at every step.
    private func execution(_ octave: RenderPlan.Octave, _ number: Int, step: Int) throws -> TiledExecution {
        var tiling = octave.tiling
        if tiling.mode != .exact {
            let shift = Randomness(seed: seed).tileShift(stage: index, octave: number, step: step)
            tiling.shift = Extent(height: shift.down, width: shift.right)
        }
        return try TiledExecution(
            objective.graph, height: octave.size.height, width: octave.size.width, outputs: objective.outputs,
            tiling: tiling, backend: backend)
    }

    /// One step; gives what is maximised, before the step.
    private func take(
        _ step: Int, octave: Int, of octaves: Int, on canvas: inout Tensor, through run: TiledExecution, mask: Tensor?
    ) throws -> Float {
        let jitter = Randomness(seed: seed).jitter(limit: climb.jitter, stage: index, octave: octave, step: step)
        var (value, direction) = try objective.gradient(at: canvas, shifted: jitter, through: run, preprocessing)
        try check(direction, octave: octave, step: step)
        climb.normalization.normalize(&direction)
        if let direct = try objective.directGradient(at: canvas) { direction.add(direct) }
        if let mask { direction.multiply(byMask: mask) }
        let last = max(octaves * climb.steps - 1, 1)
        let progress = Float(octave * climb.steps + step) / Float(last)
        canvas.add(direction, times: climb.stepSize.value(at: progress))
        // Levels that no file can hold would only be cut off at the end, and pull the network astray until then.
        canvas.clamp(to: 0...255)
        return value
    }

    private func check(_ gradient: Tensor, octave: Int, step: Int) throws {
        let size = gradient.meanAbsolute
        guard size.isFinite else {
            throw DreamError.notFinite(stage: stage.name, octave: octave + 1, step: step + 1, place: stage.place)
        }
        guard size > 0 else {
            throw DreamError.silent(stage: stage.name, layers: objective.layerNames, place: stage.place)
        }
    }

    private func progress(
        _ step: Int, _ octave: Int, _ planned: RenderPlan.Octave, _ value: Float, _ work: WorkDone,
        preview: @escaping () -> Picture
    ) -> RenderProgress {
        RenderProgress(
            stage: index + 1, stages: plan.stages.count, stageName: stage.name, octave: octave + 1,
            octaves: plan.stages[index].octaves.count, step: step + 1, steps: climb.steps,
            width: planned.size.width, height: planned.size.height, objective: value, fraction: work.fraction,
            preview: preview)
    }
}

extension Tensor {
    /// A place holder.
    fileprivate static let empty = Tensor.zeros(Shape(channels: 3, height: 0, width: 0))

    fileprivate func resized(to size: Extent) -> Tensor { resized(height: size.height, width: size.width) }

    /// What was dreamt: this canvas less `start` at its size, brought to another size.
    fileprivate consuming func detail(over start: Tensor, at size: Extent) -> Tensor {
        let shape = shape
        var detail = self
        detail.add(start.resized(height: shape.height, width: shape.width), times: -1)
        return detail.resized(to: size)
    }

    /// This canvas of some octave, at the size of `start`: its detail laid over the whole picture; itself, if there is no start
    /// any more.
    fileprivate func atFullSize(over start: Tensor?) -> Tensor {
        guard let start, shape != start.shape else { return self }
        var full = start
        full.add(detail(over: start, at: Extent(height: start.shape.height, width: start.shape.width)))
        full.clamp(to: 0...255)
        return full
    }
}

/// The variable's old value, which is not shared with it any more.
private func exchange<Value>(_ variable: inout Value, with replacement: consuming Value) -> Value {
    swap(&variable, &replacement)
    return replacement
}
