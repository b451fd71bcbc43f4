import Dreams
import Engine
import Files
import Foundation
import Networks
import Pictures
import Recipes
import Tensors
import Wording

/// Where an item is.
package struct DatasetStep: Sendable {
    package let step: Int
    package let steps: Int
    /// What is minimised; nil where a preset maximises something.
    package let loss: Double?
}

extension DatasetPlan {
    /// Makes the pictures of an item, from where it was left, and says that it is done.
    /// - Parameter tell: hears of each step.
    /// - Returns: false where it was stopped; what has become of it is kept.
    /// - Throws: `DatasetError`, `EngineError`, `PictureError`; `RunFailure` where a preset fails.
    @discardableResult
    package func run(
        _ item: Int, control: JobControl = JobControl(), tell: @escaping (DatasetStep) -> Void = { _ in }
    ) throws -> Bool {
        guard !control.isStopped else { return false }
        return job.method == .preset ? try runPreset(item, control, tell) : try runBatch(item, control, tell)
    }

    // MARK: - Batches

    private func runBatch(_ item: Int, _ control: JobControl, _ tell: (DatasetStep) -> Void) throws -> Bool {
        let entries = entries[items[item]]
        let weights = network.graph.weightBytes + (student?.graph.weightBytes ?? 0)
        do {
            let dream = try BatchDream(
                network, targets: try entries.map(target), numbers: entries.map(\.number),
                size: Extent(height: side, width: side), job.dream, statistics, layer: layer, kept: job.kept,
                student: student, memory: max(0, bound - Memory.processBytes - weights))
            var state = dream.begin()
            resume(&state, item)
            var kept = ContinuousClock.now
            while state.step < job.dream.steps {
                if control.isStopped {
                    try keep(state, item)
                    return false
                }
                let loss = try dream.advance(&state)
                tell(DatasetStep(step: state.step, steps: job.dream.steps, loss: loss))
                if ContinuousClock.now - kept > .seconds(20) {
                    try keep(state, item)
                    kept = .now
                }
            }
            try finish(item, Array(entries), dream.pictures(of: state))
            return true
        } catch BatchDreamError.memory(let needed, let size, let bound) {
            throw DatasetError.memory(needed: needed, size: "\(size.width)×\(size.height)", bound: bound)
        } catch BatchDreamError.notFinite(let step) {
            throw DatasetError.notFinite(step: step)
        }
    }

    private func target(_ entry: Entry) throws -> BatchTarget {
        if let source = entry.source {
            return .likeness(levels: Recognition.square(of: try Picture.read(contentsOf: source), side: side))
        }
        guard let number = entry.label.number else { preconditionFailure("a class has a number") }
        return .ofClass(number)
    }

    private func keep(_ state: BatchState, _ item: Int) throws {
        try folder.keep(item, step: state.step, state.pictures + state.means + state.squares)
    }

    private func resume(_ state: inout BatchState, _ item: Int) {
        let shapes = state.pictures.map(\.shape)
        guard let kept = folder.state(of: item, shapes: shapes + shapes + shapes), kept.step <= job.dream.steps else {
            return
        }
        let count = shapes.count
        state = BatchState(
            step: kept.step, pictures: Array(kept.tensors[..<count]), means: Array(kept.tensors[count..<2 * count]),
            squares: Array(kept.tensors[(2 * count)...]))
    }

    private func finish(_ item: Int, _ entries: [Entry], _ pictures: [Picture]) throws {
        let records = try records(of: entries, pictures)
        for (record, picture) in zip(records, pictures) {
            var options = Picture.WritingOptions()
            options.bits = 8
            options.texts = [
                (keyword: "Software", text: OutputFile.signature),
                (keyword: "Reverie dataset", text: String(decoding: try record.jsonLine(), as: UTF8.self)),
            ]
            try folder.write(picture, to: record.file, options)
        }
        try folder.finish(item, records)
    }

    /// What is known of pictures, the network's sureness among it.
    private func records(of entries: [Entry], _ pictures: [Picture]) throws -> [DatasetRecord] {
        let classifier =
            entries.contains { $0.label.number != nil }
            ? try Recognition(network.graph, manifest: network.manifest, side: side) : nil
        return try zip(entries, pictures).map { entry, picture in
            let shares = try classifier?.shares(
                ofLevels: Recognition.square(of: picture, side: side), network.manifest.preprocessing)
            let share = entry.label.number.flatMap { number in
                shares.flatMap { $0.indices.contains(number) ? $0[number] : nil }
            }
            return DatasetRecord(
                file: entry.file, class: entry.label.name, index: entry.label.number, recipe: recipe,
                seed: seed(of: entry), confidence: share.map { ($0 * 1e6).rounded() / 1e6 }, source: entry.source)
        }
    }

    /// A batch has one seed, and each of its pictures a number of its own; a picture that a preset makes has its own seed.
    private func seed(of entry: Entry) -> UInt64 {
        job.method == .preset ? job.dream.seed &+ UInt64(entry.number) : job.dream.seed
    }

    // MARK: - Presets

    private func runPreset(_ item: Int, _ control: JobControl, _ tell: @escaping (DatasetStep) -> Void) throws -> Bool {
        let entry = entries[items[item].lowerBound]
        let result = try JobRun(render(entry, item), with: resources, control: control) { event in
            if case .progress(let progress) = event {
                tell(DatasetStep(step: Int(progress.fraction * 1000), steps: 1000, loss: nil))
            }
        }.run()
        guard result.isWhole, let picture = result.picture?.picture else { return false }
        let records = try records(of: [entry], [picture])
        let options = try OutputFile.options(result.recipe.rendering, recipe: result.recipe, mark: result.mark)
        try folder.write(picture, to: entry.file, options)
        try folder.finish(item, records)
        return true
    }

    /// What a preset does for the first picture; nil where there is no preset.
    var firstRender: RenderJob? {
        guard job.method == .preset, let entry = entries.first else { return nil }
        return try? render(entry, 0)
    }

    private func render(_ entry: Entry, _ item: Int) throws -> RenderJob {
        guard let preset = job.preset else { preconditionFailure("there is a preset") }
        var render = RenderJob(preset: names.preset ?? .path(preset), picture: entry.source.map { .file($0) })
        render.parameters = job.parameters
        if let parameter, let number = entry.label.number { render.parameters[parameter] = "\(number)" }
        (render.network, render.seed) = (names.network ?? job.network, seed(of: entry))
        // One's own pictures keep their size, unless one is said.
        if entry.source == nil {
            render.size = CanvasSize(width: side, height: side)
        } else if let side = job.side {
            render.size = CanvasSize(longEdge: side)
        }
        render.bounds.memory = bound
        render.checkpoint = CheckpointChoice(folder: folder.checkpoint(item), resumes: true)
        render.checkpoint?.isQuiet = true
        return render
    }
}
