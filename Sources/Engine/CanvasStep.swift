public import Networks
public import Tensors

/// A step of a dream as a backend does all of it in memory of its own: parameters make a canvas, a network sees views of it, its objective's
/// gradient comes back to the canvas, is given a size, and moves the parameters.
///
/// Everything but the view is operators. What changes from step to step is told in numbers; levels and gradients stay where they are.
///
///     let step = CanvasStep(
///         parameters: z, making: [.init(InverseFourier(width: 768, filter: scale), of: [0], shape: planes), …], showing: [],
///         view: view, views: 1, direction: [.init(.absolute, of: [0], shape: planes), …], measuring: 2, result: 3, rule: chain)
public struct CanvasStep: Sendable {
    /// An operator over earlier numbers of a list, of which the first is given.
    public struct Part: Sendable {
        let operation: any Operator
        let operands: [Int]
        let shape: Shape

        /// Of the numbers at these places.
        public init(_ operation: any Operator, of operands: [Int], shape: Shape) {
            (self.operation, self.operands, self.shape) = (operation, operands, shape)
        }
    }

    /// How a network sees a canvas, `[1, 3, H, W]` of levels, which are brought to 0…255 first; the way back passes those bounds.
    public struct View: Sendable {
        /// What is seen of the canvas, and beyond its sides, which meet.
        let frame: Region
        /// Whether pixels of the frame are moved, so that a view samples it.
        let isMoved: Bool
        /// How each plane of the network's input is made of one of the canvas's.
        let scalings: [PlaneScaling]
        /// How the gradient of each plane of the canvas is made of one of the input's.
        let gradientScalings: [PlaneScaling]
        /// How far a blur of it may reach; nil where none is blurred.
        let blurReach: Int?
        /// Whether noise is added.
        let isNoisy: Bool

        /// A view from its parts.
        public init(
            frame: Region, isMoved: Bool, scalings: [PlaneScaling], gradientScalings: [PlaneScaling],
            blurReach: Int? = nil, isNoisy: Bool = false
        ) {
            (self.frame, self.isMoved, self.blurReach, self.isNoisy) = (frame, isMoved, blurReach, isNoisy)
            (self.scalings, self.gradientScalings) = (scalings, gradientScalings)
        }
    }

    /// The shape of what an optimizer moves.
    public let parameters: Shape
    /// From the parameters, which are number 0, to the levels; none where they are those.
    public let making: [Part]
    /// From the levels, number 0, to those that are seen; the way back knows nothing of it.
    public let showing: [Part]
    /// How they are seen.
    public let view: View
    /// How many views a step takes, whose gradients are summed.
    public let views: Int
    /// How many other pictures, as large as the canvas, are seen through the same views.
    public let pictures: Int
    /// What pulls at the levels that are seen themselves, which are its only layer, number 0, once a step; nil where nothing does. `showing`
    /// makes those levels then.
    public let penalties: LayerObjective?
    /// From the gradient of the levels, number 0, and that of the penalties, number 1 where there are any, to the direction of the step, and
    /// to the mean of the elements' sizes.
    public let direction: [Part]
    /// Which of them is that mean, counted with the gradients.
    public let measuring: Int
    /// And which is the direction.
    public let result: Int
    /// What the direction does to the parameters.
    public let rule: ElementChain

    /// A step from its parts.
    public init(
        parameters: Shape, making: [Part], showing: [Part], view: View, views: Int, pictures: Int = 0,
        penalties: LayerObjective? = nil, direction: [Part], measuring: Int, result: Int, rule: ElementChain
    ) {
        precondition(penalties == nil || !showing.isEmpty, "penalties pull at levels that are made for being seen")
        (self.parameters, self.making, self.showing) = (parameters, making, showing)
        (self.view, self.views, self.pictures, self.penalties) = (view, views, pictures, penalties)
        (self.direction, self.measuring, self.result, self.rule) = (direction, measuring, result, rule)
    }

    /// The shape of the levels.
    public var canvas: Shape { making.last?.shape ?? parameters }

    /// What is computed, with the shapes that it is computed from and gives.
    public var operations: [(operation: any Operator, operands: [Shape], output: Shape)] {
        let gradients = penalties == nil ? [canvas] : [canvas, canvas]
        return [(making, [parameters]), (showing, [canvas]), (direction, gradients)].flatMap { parts, given in
            let shapes = given + parts.map(\.shape)
            return parts.map { part in (part.operation, part.operands.map { shapes[$0] }, part.shape) }
        }
    }

    /// What a step is told.
    public struct Numbers {
        /// By view, where it looks, and what the objective is told.
        public let views: [(placing: Placing, objective: ObjectiveNumbers)]
        /// What the penalties are told, where there are any.
        public let penalties: ObjectiveNumbers?
        /// Of the step's own; only its constants are others.
        public let rule: ElementChain

        /// Numbers of one step.
        public init(
            views: [(placing: Placing, objective: ObjectiveNumbers)], penalties: ObjectiveNumbers? = nil,
            rule: ElementChain
        ) {
            (self.views, self.penalties, self.rule) = (views, penalties, rule)
        }
    }

    /// Where a view looks: at the canvas shifted around its edges, whose frame is sampled where a step has views that move.
    public struct Placing: Sendable {
        /// How far the canvas is shifted.
        let roll: (down: Int, right: Int)
        /// From the view's places, whose middle is ½, to the frame's: x′ = m₀x + m₁y + m₂, y′ = m₃x + m₄y + m₅.
        let map: [Float]
        /// What is past the frame's edges.
        let edges: (down: Edge, across: Edge)
        /// By plane of the canvas, what a level is multiplied by then, and raised.
        let colours: (factors: [Float], shifts: [Float])
        /// What a blur takes of a pixel at distance 0, 1, 2 …, along rows and columns; the outermost pixels go on.
        let blur: [Float]
        /// The deviation of normally distributed noise, in levels, and where its numbers come from, in the order of the view's.
        let noise: (deviation: Float, place: Philox.Place)?

        /// What is seen where there is no pixel.
        public enum Edge: Sendable {
            case wrapped, mirrored, clamped
            case level(Float)
        }

        /// A place from its parts; the identity, and nothing done to it, where nothing else is said.
        package init(
            roll: (down: Int, right: Int), map: [Float] = [1, 0, 0, 0, 1, 0],
            edges: (down: Edge, across: Edge) = (.mirrored, .mirrored),
            colours: (factors: [Float], shifts: [Float]) = ([1, 1, 1], [0, 0, 0]), blur: [Float] = [1],
            noise: (deviation: Float, place: Philox.Place)? = nil
        ) {
            precondition(map.count == 6 && colours.factors.count == 3 && colours.shifts.count == 3)
            (self.roll, self.map, self.edges, self.colours) = (roll, map, edges, colours)
            (self.blur, self.noise) = (blur, noise)
        }
    }

    /// What a step has come to.
    public struct Outcome: Sendable {
        /// The objective's value before it, the mean over all views.
        public let value: Float
        /// The mean of the sizes of the gradient's elements; where that is zero, or no number, nothing has moved.
        public let size: Float
    }
}

/// A network, an objective and a step of a canvas, made ready in a backend's memory.
public protocol StepExecution: AnyObject {
    /// Brings where the ascent is.
    /// - Parameter remembered: as many as the rule remembers, of the parameters' shape.
    /// - Parameter pictures: levels of those that are seen through the same views, of the canvas's shape.
    func bring(_ parameters: Tensor, _ remembered: [Tensor], pictures: [Tensor]) throws

    /// Takes a step.
    /// - Throws: `EngineError`; where the ascent was is then what was fetched last.
    func step(_ numbers: CanvasStep.Numbers) throws -> CanvasStep.Outcome

    /// Where the ascent is.
    func fetch() throws -> (parameters: Tensor, remembered: [Tensor])
}

extension Backend {
    /// None.
    public func stepExecution(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], objective: LayerObjective,
        _ step: CanvasStep
    ) throws -> (any StepExecution)? { nil }

    /// Makes all of a step ready; nil where the backend leaves it, or a part of it, to whoever asks.
    /// - Throws: as `prepare`.
    public func prepare(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], objective: LayerObjective, _ step: CanvasStep
    ) throws -> (any StepExecution)? {
        guard takesObjectives, missing(of: step).isEmpty else { return nil }
        let fitted = try graph.fitted(height: height, width: width, for: outputs)
        return try stepExecution(
            ofFitted: fitted.graph, height: height, width: width, outputs: fitted.places(of: outputs),
            objective: objective.moved { fitted.places(of: [$0])[0] }, step)
    }

    /// What parts make of their number 0 by the last of them, as a step has it.
    /// - Throws: as `prepare`.
    public func made(by parts: [CanvasStep.Part], of parameters: Tensor) throws -> Tensor {
        let shape = parameters.shape
        let first = Graph.Node(name: "0", operation: .input(channels: shape.channels), inputs: [])
        let nodes = parts.enumerated().map { index, part in
            Graph.Node(name: "\(index + 1)", operation: part.operation, inputs: part.operands)
        }
        let run = try prepare(
            Graph(nodes: [first] + nodes), height: shape.height, width: shape.width, outputs: [parts.count])
        guard let made = try run.forward(parameters)[parts.count] else { preconditionFailure("outputs are computed") }
        return made
    }

    /// What of a step it has no kernels for, by what it is called.
    public func missing(of step: CanvasStep) -> [String] {
        step.operations.filter { !supports($0.operation, $0.operands, to: $0.output) }.map(\.operation.summary)
    }
}
