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

    /// Climbs from `start`, levels 0…255, `[1, 3, H, W]`.
    func run(
        from start: Tensor, work: inout WorkDone, report: (RenderProgress) throws -> Continuation
    ) throws -> (canvas: Tensor, isInterrupted: Bool) {
        let octaves = plan.stages[index].octaves
        let mask = climb.mask?.weights(for: start)
        var canvas = start
        for (number, octave) in octaves.enumerated() {
            let size = octave.size
            let base = start.resized(height: size.height, width: size.width)
            let detail = number == 0 ? nil : canvas.detail(over: start, at: size)
            canvas = base
            if let detail { canvas.add(detail) }
            let localMask = mask?.resized(height: size.height, width: size.width, filter: .bilinear)
            let run = try backend.prepare(
                objective.graph, height: size.height, width: size.width, outputs: objective.outputs)
            for step in 0..<climb.steps {
                let value = try take(
                    step, octave: number, of: octaves.count, on: &canvas, through: run, mask: localMask)
                work.add(octave)
                let current = canvas
                let progress = progress(step, number, octave, value, work) {
                    present(current.atFullSize(over: start))
                }
                guard try report(progress) == .goOn else { return (canvas.atFullSize(over: start), true) }
            }
        }
        return (canvas, false)
    }

    /// One step; gives what is maximised, before the step.
    private func take(
        _ step: Int, octave: Int, of octaves: Int, on canvas: inout Tensor, through run: any Execution, mask: Tensor?
    ) throws -> Float {
        let jitter = Randomness(seed: seed).jitter(limit: climb.jitter, stage: index, octave: octave, step: step)
        let shifted = canvas.rolled(down: jitter.down, right: jitter.right)
        let (value, raw) = try objective.gradient(at: shifted, through: run, preprocessing)
        try check(raw, octave: octave, step: step)
        var direction = climb.normalization.normalized(raw.rolled(down: -jitter.down, right: -jitter.right))
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
    /// What was dreamt: this canvas less `start` at its size, brought to another size.
    fileprivate func detail(over start: Tensor, at size: Extent) -> Tensor {
        var detail = self
        detail.add(start.resized(height: shape.height, width: shape.width), times: -1)
        return detail.resized(height: size.height, width: size.width)
    }

    /// This canvas of some octave, at the size of `start`: its detail laid over the whole picture.
    fileprivate func atFullSize(over start: Tensor) -> Tensor {
        guard shape != start.shape else { return self }
        var full = start
        full.add(detail(over: start, at: Extent(height: start.shape.height, width: start.shape.width)))
        full.clamp(to: 0...255)
        return full
    }
}
