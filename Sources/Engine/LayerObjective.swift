public import Networks
public import Tensors

/// What is to grow in a graph, as far as it is made of the graph's layers: a weighted sum of terms, each a program of operators.
///
/// A backend that `takesObjectives` computes it behind the graph, forward and back, so that no layer leaves its memory. What follows from
/// no layer (schedules, masks, what other pictures were like) is told it in numbers.
///
///     // ½·mean(a²) of one layer
///     let squares = Reduction(.meanSquare, over: .all)
///     let energy = LayerObjective.Term(parts: [
///         .init(.layer(fire8), shape: shapes[fire8]), .init(.computed(squares, [0]), shape: one)])
///     let objective = LayerObjective(terms: [energy], told: [], isBalanced: true)
public struct LayerObjective: Sendable {
    /// One addend.
    public struct Term: Sendable {
        /// Operands before operations; the last one is the term's value, one number.
        public let parts: [Part]

        /// A term from its parts.
        public init(parts: [Part]) { self.parts = parts }
    }

    /// One step of a term.
    public struct Part: Sendable {
        /// Where it comes from.
        public let source: Source
        /// Its shape.
        public let shape: Shape

        /// A part from its source and shape.
        public init(_ source: Source, shape: Shape) { (self.source, self.shape) = (source, shape) }
    }

    /// Where a part comes from.
    public enum Source: Sendable {
        /// A layer of the graph.
        case layer(Graph.NodeID)
        /// The levels that the graph sees, between black and white; only a step knows them. What a term says of them is no part of the length
        /// that balances it.
        case view
        /// What the objective is told, by its place in `told`.
        case told(Int)
        /// An operator over earlier parts, whose numbers it reads.
        case computed(any Operator, [Int])
    }

    /// Numbers that follow from no layer.
    public struct Told: Hashable, Sendable {
        /// Their shape.
        public let shape: Shape
        /// Where they come from.
        public let source: Source

        /// Where what is told comes from.
        public enum Source: Hashable, Sendable {
            /// Whoever evaluates, once or at every evaluation.
            case once, always
            /// A layer of another picture of the step's, seen as the canvas is, or the levels that are seen of it: only a step knows that, and
            /// tells it by itself.
            case picture(Int, layer: Graph.NodeID?)
        }

        /// Numbers of a shape.
        /// - Parameter isStill: whether they are the same at every evaluation.
        public init(shape: Shape, isStill: Bool) { (self.shape, source) = (shape, isStill ? .once : .always) }

        /// What a layer is of another picture, by its place among the step's; its levels where there is no layer.
        public init(layer: Graph.NodeID?, ofPicture picture: Int, shape: Shape) {
            (self.shape, source) = (shape, .picture(picture, layer: layer))
        }

        /// Whether they are the same at every evaluation.
        public var isStill: Bool { source == .once }
    }

    /// The addends; each has a weight, which is told at every evaluation.
    public let terms: [Term]
    /// What it is told.
    public let told: [Told]
    /// Whether a term's gradients at its layers, taken together, are given length 1 before its weight is applied; gradients of zero stay.
    public let isBalanced: Bool

    /// An objective from its parts.
    public init(terms: [Term], told: [Told], isBalanced: Bool) {
        precondition(
            terms.allSatisfy { term in
                guard let last = term.parts.last, case .computed = last.source else { return false }
                return last.shape.count == 1
            }, "a term is a number that is computed")
        (self.terms, self.told, self.isBalanced) = (terms, told, isBalanced)
    }

    /// The same over a graph whose layers are counted otherwise.
    public func moved(by place: (Graph.NodeID) -> Graph.NodeID) -> LayerObjective {
        LayerObjective(
            terms: terms.map { term in
                Term(
                    parts: term.parts.map { part in
                        guard case .layer(let node) = part.source else { return part }
                        return Part(.layer(place(node)), shape: part.shape)
                    })
            },
            told: told.map { told in
                guard case .picture(let picture, let layer) = told.source else { return told }
                return Told(layer: layer.map(place), ofPicture: picture, shape: told.shape)
            }, isBalanced: isBalanced)
    }

    /// Whether it reads the levels that the graph sees.
    public var readsView: Bool {
        terms.contains { $0.parts.contains { if case .view = $0.source { true } else { false } } }
    }

    /// What is computed, with the shapes that it is computed from and gives.
    public var operations: [(operation: any Operator, operands: [Shape], output: Shape)] {
        terms.flatMap { term in
            term.parts.compactMap { part in
                guard case .computed(let operation, let operands) = part.source else { return nil }
                return (operation, operands.map { term.parts[$0].shape }, part.shape)
            }
        }
    }
}

/// What an evaluation of an objective is told.
public struct ObjectiveNumbers {
    /// By term, what its gradient is multiplied by.
    public let weights: [Float]
    /// By its place in `LayerObjective.told`; what stays is asked for once.
    public let told: (Int) throws -> Tensor

    /// Numbers for one evaluation.
    public init(weights: [Float], told: @escaping (Int) throws -> Tensor) {
        (self.weights, self.told) = (weights, told)
    }
}

extension Execution {
    /// Nothing: whoever asked computes the objective from the layers.
    public func evaluate(
        _ input: Tensor, _ numbers: ObjectiveNumbers
    ) throws -> (value: Float, gradient: Tensor)? { nil }
}

// MARK: - Backends

extension Backend {
    /// None.
    public var takesObjectives: Bool { false }

    /// The same without the objective.
    public func execution(
        ofFitted graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], objective: LayerObjective
    ) throws -> any Execution {
        try execution(ofFitted: graph, height: height, width: width, outputs: outputs, isLean: false)
    }

    /// Makes a network ready with an objective behind it, which `Execution.evaluate` computes where the backend `takesObjectives`.
    /// - Throws: as `prepare`.
    public func prepare(
        _ graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], objective: LayerObjective
    ) throws -> any Execution {
        let fitted = try graph.fitted(height: height, width: width, for: outputs)
        let run = try execution(
            ofFitted: fitted.graph, height: height, width: width, outputs: fitted.places(of: outputs),
            objective: objective.moved { fitted.places(of: [$0])[0] })
        return fitted.isRenumbered ? RenumberedExecution(run, fitted, outputs: outputs) : run
    }

    /// What of an objective it has no kernels for, by what it is called: the operators' own loops compute it.
    public func missing(of objective: LayerObjective) -> [String] {
        objective.operations.filter { !supports($0.operation, $0.operands, to: $0.output) }.map(\.operation.summary)
    }
}
