import Engine
import Networks
import Operators
import Pictures
import Tensors

/// An ascent's steps at one size where a backend takes them whole: what an optimizer moves stays in its memory, and comes back where somebody
/// asks how far the ascent is, and as often as costs a twentieth of the time, since a device that is lost takes along what nobody knows.
final class DeviceSteps {
    private let run: any StepExecution
    private let ascent: Ascent
    /// What is drawn for a view of a step.
    private let draw: (_ step: Int, _ view: Int, Moment) -> AugmentedView
    /// What the objective is told of a view, and the penalties of a step.
    private let objective: (AugmentedView, Moment) -> ObjectiveNumbers
    private let penalties: (Moment) -> ObjectiveNumbers?
    /// The ascent as it was known last, and the steps that it has taken since.
    private var known: AscentState
    private var ahead = 0
    /// When that was, and what it took.
    private var told = ContinuousClock.now
    private var cost = Duration.zero

    /// - Throws: `EngineError`.
    init(
        _ run: any StepExecution, from state: AscentState, _ ascent: Ascent, pictures: [Tensor],
        draw: @escaping (_ step: Int, _ view: Int, Moment) -> AugmentedView,
        objective: @escaping (AugmentedView, Moment) -> ObjectiveNumbers,
        penalties: @escaping (Moment) -> ObjectiveNumbers?
    ) throws {
        (self.run, known, self.ascent) = (run, state, ascent)
        (self.draw, self.objective, self.penalties) = (draw, objective, penalties)
        let parameters = state.canvasState.parameters[0]
        let count = state.chain(ahead: 0, by: 1)?.remembered ?? 0
        try run.bring(parameters, state.optimizer.remembered(count, of: parameters.shape), pictures: pictures)
    }

    /// One step.
    /// - Returns: what is maximised, before the step, and the mean size of the gradient; where that is zero or no number, none was taken.
    func take(_ moment: Moment) throws -> CanvasStep.Outcome {
        let step = known.step + ahead
        let views = (0..<ascent.views).map { number in
            let view = draw(step, number, moment)
            return (placing: view.placing, objective: objective(view, moment))
        }
        guard let rule = known.chain(ahead: ahead, by: ascent.stepSize.value(at: moment)) else {
            preconditionFailure("an optimizer that was taken stays")
        }
        let outcome = try run.step(CanvasStep.Numbers(views: views, penalties: penalties(moment), rule: rule))
        guard outcome.size > 0, outcome.size.isFinite else { return outcome }
        ahead += 1
        if told.duration(to: .now) >= min(cost * 20, .seconds(1)) { _ = state }
        return outcome
    }

    /// The ascent as it is; as it was known last where the device is gone.
    var state: AscentState {
        let began = ContinuousClock.now
        guard ahead > 0, let (parameters, remembered) = try? run.fetch() else { return known }
        known.canvasState.parameters[0] = parameters
        known.optimizer.go(on: ahead, remembering: remembered)
        known.step += ahead
        (ahead, told) = (0, .now)
        cost = began.duration(to: told)
        return known
    }
}

extension AscentState {
    /// What a step does to every number; nil where its optimizer does not treat each by itself.
    fileprivate func chain(ahead: Int, by size: Float) -> ElementChain? {
        optimizer.chain(ahead: ahead, size: size, within: canvasState.bounds)
    }

    /// All of a step of it; nil where it is not made of operators.
    /// - Parameter weights: the mask's at its size.
    /// - Parameter exactly: whether the levels themselves count, and not just what the network makes of them.
    func step(
        _ ascent: Ascent, _ augmentation: Augmentation, _ preprocessing: Manifest.Preprocessing, _ weights: Tensor?,
        pictures: Int, penalties: LayerObjective?, exactly: Bool
    ) -> CanvasStep? {
        guard canvasState.parameters.count == 1, let rule = chain(ahead: 0, by: 1) else { return nil }
        let parameters = canvasState.parameters[0].shape
        var making = StepParts(from: parameters)
        guard canvasState.make(by: &making) else { return nil }
        let levels = making.shape(of: making.last)
        var direction = penalties == nil ? StepParts(from: levels) : StepParts(from: levels, levels)
        var size = direction.add(Reduction(.mean, over: .all), of: direction.add(.absolute, of: 0))
        guard var result = ascent.normalization.normalize(by: &direction, size: size, wrap: ascent.wrap) else {
            return nil
        }
        if penalties != nil {
            result = direction.add(Arithmetic.add, of: result, 1)
            size = direction.add(Arithmetic.add, of: size, direction.addFiniteness(of: 1))
        }
        if let weights { result = direction.add(ConstantArithmetic(.multiply, weights), of: result) }
        return CanvasStep(
            parameters: parameters, making: making.parts,
            showing: showing(levels, weights, exactly: exactly),
            view: CanvasStep.View(
                frame: augmentation.still.frame, isMoved: !ascent.transforms.isEmpty, scalings: preprocessing.scalings,
                gradientScalings: preprocessing.gradientScalings, blurReach: augmentation.blurReach,
                isNoisy: ascent.transforms.contains(where: \.word.isNoisy)), views: ascent.views, pictures: pictures,
            penalties: penalties, direction: direction.parts, measuring: size, result: result, rule: rule)
    }
}

extension StepParts {
    /// 0 where all elements are finite, and no number else.
    fileprivate mutating func addFiniteness(of number: Int) -> Int {
        let size = add(Reduction(.mean, over: .all), of: add(.absolute, of: number))
        return add(ConstantArithmetic(.multiply, .number(0)), of: size)
    }
}

extension Augmentation {
    /// How far a blur of a view may reach, in pixels; nil where none is blurred.
    fileprivate var blurReach: Int? {
        guard ascent.transforms.contains(where: \.word.blurs) else { return nil }
        return Tensor.reachOfBlurs(upTo: ViewBlur.widest, longest: max(size.height, size.width))
    }
}

extension AugmentedView {
    /// Where it looks, as a backend is told.
    fileprivate var placing: CanvasStep.Placing {
        let (factors, shifts) = colours.map { ($0.factors, $0.shifts) } ?? (SIMD3(repeating: 1), .zero)
        let colours = ([factors.x, factors.y, factors.z], [shifts.x, shifts.y, shifts.z])
        let blur = Tensor.weightsOfBlur(sigma: blur, longest: max(size.height, size.width))
        let noise = noise.map { (deviation: $0.deviation, place: $0.dice.place) }
        guard let map = sampling?.map, let edge = sampling?.edge else {
            return CanvasStep.Placing(roll: roll, colours: colours, blur: blur, noise: noise)
        }
        return CanvasStep.Placing(
            roll: roll, map: [map.xx, map.xy, map.x0, map.yx, map.yy, map.y0],
            edges: (edge.down.placing, edge.across.placing), colours: colours, blur: blur, noise: noise)
    }
}

extension EdgeMode {
    fileprivate var placing: CanvasStep.Placing.Edge {
        switch self {
        case .wrap: .wrapped
        case .mirror: .mirrored
        case .clamp: .clamped
        case .constant(let level): .level(level)
        }
    }
}
