import Engine
public import Networks
import Pictures
import Tensors

/// Measuring how long steps take.
extension Renderer {
    /// Takes a few steps of every climb whose kind has not been measured, on small canvases, for less than a second altogether.
    ///
    /// Kinds beyond the fourth are left to what the plan knows of their work.
    /// - Parameter size: of the canvas; nothing is measured on a larger one.
    /// - Throws: `DreamError`, `EngineError`.
    public mutating func calibrate(for size: Extent) throws {
        var fresh: [String: (stage: Stage, climb: Climb)] = [:]
        for stage in recipe.everyStage {
            guard case .climb(let climb) = stage.action else { continue }
            let kind = kind(of: climb, stage)
            if stepTimes.lines[kind] == nil, fresh.count < 4 || fresh[kind] != nil { fresh[kind] = (stage, climb) }
        }
        let budget = 0.8 / Double(max(fresh.count, 1))
        for (kind, example) in fresh {
            stepTimes.lines[kind] = try measure(example.climb, example.stage, upTo: size, seconds: budget)
        }
    }

    /// What a step's time depends on, beside the size and the numbers in schedules.
    func kind(of climb: Climb, _ stage: Stage) -> String {
        let objective = objective(of: stage)
        func name(_ value: Any) -> String { String("\(value)".prefix { $0 != "(" }) }
        return
            ([
                objective.workSummary, name(climb.normalization), name(climb.optimizer), name(climb.parameterization),
                "\(climb.views)", climb.wrap.rawValue, climb.mask == nil ? "" : "masked",
                climb.priors == Priors() ? "" : "priors",
            ] + climb.transforms.map(name)).joined(separator: " ")
    }

    /// Times steps at a small size, and at a larger one that the time allows; nil where the network has room in neither.
    private func measure(
        _ climb: Climb, _ stage: Stage, upTo full: Extent, seconds budget: Double
    ) throws -> StepTimes.Line? {
        let clock = ContinuousClock()
        let start = clock.now
        var measured: [(pixels: Int, seconds: Double)] = []
        let longest = max(full.height, full.width)
        for edge in [192, 320, 512] where measured.isEmpty {
            let size = full.scaled(toLongEdge: min(edge, longest))
            measured += try time(climb, stage, at: size, clock)
        }
        guard let first = measured.first else { return nil }
        let left = budget - (clock.now - start) / .seconds(1)
        let ratio = min(left / (Calibration.steps * first.seconds), 16)
        if ratio > 2 {
            let edge = (Float(first.pixels) * Float(ratio)).squareRoot() * Float(longest)
            let area = Float(full.height * full.width).squareRoot()
            let size = full.scaled(toLongEdge: min(Int(edge / area), longest))
            if size.height * size.width > first.pixels { measured += try time(climb, stage, at: size, clock) }
        }
        return StepTimes.Line(measured)
    }

    /// The shortest of a few steps at one size; nothing where the network has no room, or more is held than may be.
    private func time(
        _ climb: Climb, _ stage: Stage, at size: Extent, _ clock: ContinuousClock
    ) throws -> [(pixels: Int, seconds: Double)] {
        let objective = objective(of: stage)
        let book = StagePictures(pictures, network: network, backend: backend)
        let canvas = Canvas(.clouds, width: size.width, height: size.height).picture(size: size, seed: 1)
        book.begin(with: canvas)
        let view = Viewing(climb: climb, canvas: size).size
        guard
            let needs = try? objective.check(
                at: size, view: view, guide: { try book.size(of: $0, input: size, place: nil) }),
            try RenderMemory(climb, objective, at: size, upTo: size, needs).bytes(with: .whole) <= memory ?? .max
        else { return [] }
        let octave = RenderPlan.Octave(
            size: size, steps: Int(Calibration.steps), multiplyAdds: 0, tiling: .whole, memory: 0, state: 0)
        let ascent = Ascent(
            climb: climb, stage: stage, index: 0,
            plan: RenderPlan.Stage(name: stage.name, summary: "", size: size, octaves: [octave]),
            objective: objective, network: network, backend: backend,
            randomness: Randomness(seed: recipe.seed, stage: 0), pictures: book,
            painter: MaskPainter(network: network, backend: backend, pictures: book, place: stage.place))
        var last: ContinuousClock.Instant?
        var shortest = Double.infinity
        var dream = DreamCanvas(canvas)
        var levels = dream.takeLevels()
        var nothing: StateReader?
        do {
            _ = try ascent.run(on: &levels, from: &nothing) { _ in
                let now = clock.now
                if let last { shortest = min(shortest, (now - last) / .seconds(1)) }
                last = now
                return .goOn
            }
        } catch is DreamError {
            // What clouds do not answer to, a picture may.
            return []
        }
        return shortest.isFinite ? [(size.height * size.width, shortest)] : []
    }
}

private enum Calibration {
    /// Steps at each size: the first one makes the network ready.
    static let steps = 4.0
}
