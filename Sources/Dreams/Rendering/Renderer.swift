public import Engine
public import Networks
public import Pictures
import Tensors

/// Executes a recipe on a picture with a network.
///
///     let renderer = try Renderer(recipe: recipe, network: network)
///     print(try renderer.plan(for: Extent(height: 512, width: 768)))
///     let result = try renderer.render(photo) { progress in .goOn }
///
/// The same recipe, network, picture and machine give the same bytes, whatever the number of threads.
public struct Renderer {
    /// What is rendered.
    public let recipe: Recipe

    private let network: Network
    private let backend: Backend
    /// What a render may hold, in bytes, the network's weights included.
    private let memory: Int?
    private let tiles: Tiling.Mode
    /// By stage; nil for stages that do not climb.
    private let objectives: [StageObjective?]

    /// Binds a recipe to a network: every layer, class and expression is looked up now.
    ///
    /// - Parameter memory: a bound in bytes on what the render holds; the network then sees the canvas in tiles that keep to
    ///   it, which changes no more than rounding does. Nil knows no bound, and no tiles.
    /// - Parameter tiles: exact ones, or approximate ones, which are faster; they are shifted at every step.
    /// - Throws: `DreamError` with the preset's line.
    public init(
        recipe: Recipe, network: Network, backend: Backend = .fast, memory: Int? = nil, tiles: Tiling.Mode = .exact
    ) throws {
        self.recipe = recipe
        self.network = network
        self.backend = backend
        self.memory = memory
        self.tiles = tiles
        objectives = try recipe.stages.map { stage in
            guard case .climb(let climb) = stage.action else { return nil }
            return try StageObjective(climb, stage: stage, network: network, graph: network.graph)
        }
    }

    /// What would be done to a canvas of this size.
    /// - Throws: `DreamError` when the network has no room in it, an expression's shapes do not fit, or the bound on memory
    ///   is too tight.
    public func plan(for size: Extent) throws -> RenderPlan {
        let stages = try zip(recipe.stages, objectives).map { stage, objective in
            guard case .climb(let climb) = stage.action, let objective else {
                return RenderPlan.Stage(name: stage.name, summary: stage.action.summary, octaves: [], steps: 0)
            }
            let octaves = try octaves(of: climb, objective, upTo: size)
            return RenderPlan.Stage(
                name: stage.name, summary: stage.action.summary, octaves: octaves, steps: climb.steps)
        }
        let title = "\(recipe.title), with \(network.manifest.title), seed \(recipe.seed)"
        return RenderPlan(title: title, size: size, stages: stages)
    }

    /// The ladder of sizes, without those in which the network has no room; the full size must have it.
    private func octaves(
        of climb: Climb, _ objective: StageObjective, upTo full: Extent
    ) throws -> [RenderPlan.Octave] {
        try climb.octaves.sizes(upTo: full).compactMap { size in
            do {
                try objective.check(at: size)
            } catch {
                if size == full { throw error }
                return nil
            }
            let needs = try RenderMemory(climb, objective, at: size, upTo: full)
            let tiling = try needs.tiling(within: memory, mode: tiles)
            return RenderPlan.Octave(
                size: size, multiplyAdds: try objective.multiplyAdds(at: size), tiling: tiling,
                memory: try needs.bytes(with: tiling))
        }
    }

    /// Renders the recipe on `picture`, whose memory becomes the canvas's; `report` hears of every step, and may end the
    /// render with what there is.
    /// - Throws: `DreamError`, `EngineError`.
    public func render(
        _ picture: consuming Picture, report: (RenderProgress) throws -> Continuation
    ) throws -> RenderResult {
        let plan = try plan(for: Extent(height: picture.height, width: picture.width))
        var canvas = picture.colours
        picture.colours = .zeros(Shape(channels: 3, height: 0, width: 0))
        let frame = picture
        canvas.scale(by: 255)
        let colours = recipe.colours(of: canvas)
        var work = WorkDone(plan)
        for (index, stage) in recipe.stages.enumerated() {
            switch stage.action {
            case .climb(let climb):
                guard let objective = objectives[index] else { preconditionFailure("a climb has an objective") }
                let ascent = Ascent(
                    climb: climb, stage: stage, index: index, plan: plan, objective: objective,
                    preprocessing: network.manifest.preprocessing, backend: backend, seed: recipe.seed,
                    present: { frame.replacingColours(withLevels: $0) })
                guard try !ascent.run(on: &canvas, work: &work, report: report) else {
                    return RenderResult(picture: frame.replacingColours(withLevels: canvas), isInterrupted: true)
                }
            case .matchColours(let space):
                if let wanted = colours[space] { space.match(&canvas, to: wanted) }
            }
        }
        return RenderResult(picture: frame.replacingColours(withLevels: canvas), isInterrupted: false)
    }
}

/// How much of a plan's work is done.
///
/// A step costs its multiply–accumulates, and what is done to every pixel outside of the network, which takes about as
/// long as 5000 of them.
struct WorkDone {
    private let total: Double
    private var done = 0.0

    init(_ plan: RenderPlan) {
        total = plan.stages.reduce(0) { $0 + $1.octaves.reduce(0) { $0 + WorkDone.cost($1) } * Double($1.steps) }
    }

    /// 0…1
    var fraction: Double { total > 0 ? min(done / total, 1) : 1 }

    /// Counts one step on an octave.
    mutating func add(_ octave: RenderPlan.Octave) { done += WorkDone.cost(octave) }

    private static func cost(_ octave: RenderPlan.Octave) -> Double {
        Double(octave.multiplyAdds + 5000 * octave.size.height * octave.size.width)
    }
}

extension Picture {
    /// The picture with the colours of a canvas of levels; alpha and profile stay.
    fileprivate func replacingColours(withLevels canvas: consuming Tensor) -> Picture {
        var result = self
        result.colours = canvas
        result.colours.scale(by: 1 / 255)
        result.colours.clamp(to: 0...1)
        return result
    }
}

extension Stage.Action {
    /// In words, for plans.
    var summary: String {
        switch self {
        case .climb(let climb):
            "maximise \(climb.maximize)" + (climb.minimize.map { ", minimise \($0)" } ?? "")
                + ", step \(climb.stepSize), jitter \(climb.jitter)" + (climb.mask == nil ? "" : ", masked")
        case .matchColours(let space):
            "match the picture's colours in \(space.rawValue)"
        }
    }
}
