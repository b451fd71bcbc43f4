import Engine
public import Networks
import Pictures
import Tensors

/// Measuring how long work takes.
extension Renderer {
    /// Takes a few steps of every ascent whose kind has not been measured, on small canvases, for less than a second altogether; does
    /// once what else the recipe does; and encodes a picture.
    ///
    /// Kinds beyond the fourth are left to what the plan knows of their work.
    /// - Parameter size: of the canvas; nothing is measured on a larger one.
    /// - Throws: `DreamError`, `EngineError`.
    public mutating func calibrate(for size: Extent) throws {
        var fresh: [WorkKind.Step: (stage: Stage, ascent: Ascent)] = [:]
        for stage in recipe.everyStage {
            guard case .ascent(let ascent) = stage.action else { continue }
            let kind = kind(of: ascent, stage)
            if workTimes.lines[.step(kind)] == nil, fresh.count < 4 || fresh[kind] != nil {
                fresh[kind] = (stage, ascent)
            }
        }
        let budget = 0.8 / Double(max(fresh.count, 1))
        for (kind, example) in fresh {
            let found = try measure(example.ascent, example.stage, upTo: size, seconds: budget)
            workTimes.lines[.step(kind)] = found?.step
            workTimes.lines[.beginning(kind)] = found?.beginning
        }
        var samples = WorkSamples()
        measureRest(&samples, at: size.scaled(toLongEdge: min(Calibration.smallest, max(size.height, size.width))))
        workTimes.learn(samples)
    }

    /// Times each operation on the canvas, the beginning of a film's frame, and the encoding of a picture, where that was not measured.
    ///
    /// What cannot be done here is left out: a render will say why.
    private func measureRest(_ samples: inout WorkSamples, at size: Extent) {
        let picture = Canvas(.clouds, width: size.width, height: size.height).picture(size: size, seed: 1)
        let book = StagePictures(pictures, network: network, backend: backend)
        book.begin(with: picture)
        var known = Set(workTimes.lines.keys)
        for stage in recipe.everyStage {
            guard case .canvas(let operation) = stage.action, known.insert(.operation(operation)).inserted
            else { continue }
            let painter = MaskPainter(networks: networks, backend: backend, pictures: book, place: stage.place)
            time(.operation(operation), at: size, &samples) {
                var canvas = DreamCanvas(picture)
                var colours: [MatchingSpace: ColourMoments.Planes] = [:]
                if let space = stage.inputColours {
                    colours[space] = space.planes(of: picture.colours).colourMoments
                }
                let scene = OperationContext(
                    pictures: book, masks: try painter.paint(stage.masks, on: canvas.levels), colours: colours,
                    place: stage.place, seed: recipe.seed)
                try operation.word.apply(to: &canvas, in: scene)
            }
        }
        if let film = recipe.film { measureFrames(of: film, on: picture, &samples, known) }
        if let output, !known.contains(output.picture), let format = output.picture.format {
            time(output.picture, at: size, &samples) { _ = try picture.encoded(as: format, path: "") }
        }
    }

    /// Times a later frame of a film: of its own, and over frames that somebody brings.
    private func measureFrames(of film: Film, on picture: Picture, _ samples: inout WorkSamples, _ known: Set<WorkKind>)
    {
        let levels = picture.colours.map { $0 * 255 }
        let size = levels.shape.extent
        for source in [nil, FrameSource(count: 2) { _ in picture }] {
            let kind = WorkKind.frame(film, overFrames: source != nil)
            guard !known.contains(kind) else { continue }
            // What is near where makes no difference to the time.
            let near = film.camera.near.map { _ in Tensor.plane(size, repeating: 0.5) }
            var layers = FilmLayers(
                film, FilmClock(film, count: film.count), first: levels, alpha: picture.alpha, near: near, from: source)
            guard (try? layers.begin(0)) != nil else { continue }
            layers.end(with: levels)
            layers.fillMemory()
            time(kind, at: size, &samples) { _ = try layers.begin(1) }
        }
    }

    private func time(_ kind: WorkKind, at size: Extent, _ samples: inout WorkSamples, _ body: () throws -> Void) {
        var watch = Stopwatch()
        watch.start()
        guard (try? body()) != nil else { return }
        watch.add(kind, at: size)
        samples.add(watch.samples)
    }

    /// What a step's time depends on, beside the size and the numbers in schedules.
    package func kind(of ascent: Ascent, _ stage: Stage) -> WorkKind.Step {
        WorkKind.Step(ascent, objective(of: stage))
    }

    /// Times steps at a small size, and at a larger one that the time allows; nil where the network has room in neither.
    private func measure(
        _ ascent: Ascent, _ stage: Stage, upTo full: Extent, seconds budget: Double
    ) throws -> (step: WorkTimes.Line, beginning: WorkTimes.Line)? {
        let clock = ContinuousClock()
        let start = clock.now
        var measured: [Timed] = []
        for edge in [Calibration.smallest, 320, 512] where measured.isEmpty {
            measured += try time(ascent, stage, at: full.part(near: edge), of: full, clock, seconds: budget / 4)
        }
        guard let first = measured.first else { return nil }
        let left = budget - (clock.now - start) / .seconds(1)
        let area = Double(first.pixels) * min(left / (Calibration.enough * first.step), 16)
        let size = full.part(within: area)
        if size.height * size.width > first.pixels {
            measured += try time(ascent, stage, at: size, of: full, clock, seconds: left)
        }
        return (
            WorkTimes.Line(measured.map { ($0.pixels, $0.step) }),
            // The first one made the process ready, too.
            WorkTimes.Line(measured.suffix(1).map { ($0.pixels, $0.beginning) })
        )
    }

    /// What was measured at one size.
    private typealias Timed = (pixels: Int, step: Double, beginning: Double)

    /// What most of some steps take at one size, of fewer where they take longer than they may; nothing where the network has no room,
    /// or more is held than may be.
    private func time(
        _ ascent: Ascent, _ stage: Stage, at size: Extent, of full: Extent, _ clock: ContinuousClock,
        seconds budget: Double
    ) throws -> [Timed] {
        let objective = objective(of: stage)
        let book = StagePictures(pictures, network: network, backend: backend)
        let canvas = Canvas(.clouds, width: size.width, height: size.height).picture(size: size, seed: 1)
        book.begin(with: canvas)
        guard
            let needs = try? objective.check(
                Augmentation(ascent: ascent, canvas: size), guide: { try book.size(of: $0, input: size, place: nil) }),
            try RenderMemory(
                ascent, objective, on: backend, at: size, steps: Calibration.steps, upTo: size, needs,
                beside: standing(for: full)
            ).bytes(with: .whole) <= memory ?? .max
        else { return [] }
        let octave = RenderPlan.Octave(
            size: size, steps: Calibration.steps, multiplyAdds: 0, tiling: .whole, memory: 0, network: 0, state: 0)
        let loop = AscentLoop(
            ascent: ascent, stage: stage, index: 0,
            plan: RenderPlan.Stage(name: stage.name, summary: "", size: size, octaves: [octave]),
            objective: objective, network: network, backend: backend,
            randomness: Randomness(seed: recipe.seed, stage: 0), pictures: book,
            painter: MaskPainter(networks: networks, backend: backend, pictures: book, place: stage.place))
        var dream = DreamCanvas(canvas)
        var levels = dream.takeLevels()
        var nothing: StateReader?
        let start = clock.now
        var last = start
        var steps: [Double] = []
        let end = try loop.run(on: &levels, from: &nothing) { _ in
            steps.append((clock.now - last) / .seconds(1))
            last = clock.now
            return steps.count > 1 && (last - start) / .seconds(1) > budget ? .stop : .goOn
        }
        if case .failed(let error, _) = end {
            guard error is DreamError else { throw error }
            // What clouds do not answer to, a picture may.
            return []
        }
        guard steps.count > 1 else { return [] }
        let settled = steps.dropFirst(min(Calibration.settling, steps.count - 1)).sorted()
        let step = settled[settled.count / 2]
        return [(size.height * size.width, step, max(steps[0] - step, 0))]
    }
}

extension Extent {
    /// This size divided by a whole number, with a longer side near `side`; exactly divided, if it can be.
    ///
    /// Sides that share their factors take like times in a Fourier transform; one that has a large prime factor takes several times as
    /// long as its neighbours.
    fileprivate func part(near side: Int) -> Extent {
        let divisor = Double(max(height, width)) / Double(side)
        let near = (1...max(1, Int(2 * divisor))).filter { Double($0) > divisor / 1.5 && isDivisible(by: $0) }
        return divided(by: near.min { abs(Double($0) - divisor) < abs(Double($1) - divisor) } ?? Int(divisor.rounded()))
    }

    /// The largest such size of at most so many pixels; a smaller one, if that divides exactly.
    fileprivate func part(within area: Double) -> Extent {
        let least = max(1, Int((Double(height * width) / max(area, 1)).squareRoot().rounded(.up)))
        return divided(by: (least...least + least / 2).first(where: isDivisible) ?? least)
    }

    private func isDivisible(by divisor: Int) -> Bool { height % divisor == 0 && width % divisor == 0 }

    private func divided(by divisor: Int) -> Extent {
        Extent(height: max(1, height / max(1, divisor)), width: max(1, width / max(1, divisor)))
    }
}

private enum Calibration {
    /// Steps at each size, as far as the time allows.
    static let steps = 12
    /// The first of them, which make the network ready and find their memory, and tell nothing of those that follow.
    static let settling = 3
    /// So many tell what most take.
    static let enough = 6.0
    /// The longer side of the smallest canvas that is measured.
    static let smallest = 192
}
