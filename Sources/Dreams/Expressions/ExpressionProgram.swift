package import Operators
package import Tensors

/// An expression in the order in which it is computed: what occurs several times is computed once.
///
///     let program = ExpressionProgram(objective)
///     let evaluation = program.evaluate(scene) { leaf in activations[leaf] }
///     evaluation.value                 // how well the canvas does
///     evaluation.gradients()[fire8]    // ∂value/∂fire8, the seed of the network's backward pass
package struct ExpressionProgram {
    /// One part.
    package struct Node {
        package let expression: Expression
        /// Earlier parts.
        package let inputs: [Int]
        /// Whether it depends on the canvas, and so has a gradient.
        package let varies: Bool

        /// What is computed of them.
        package var operation: (any Operator)? {
            if case .operation(let operation, _, _) = expression { operation.rule } else { nil }
        }

        /// The parts whose numbers are read.
        package var operands: [Int] {
            inputs.indices.filter { operation?.readsNumbers(ofInput: $0) ?? true }.map { inputs[$0] }
        }
    }

    /// Operands before operations; the whole expression is last.
    package let nodes: [Node]

    /// The program of an expression.
    package init(_ expression: Expression) {
        var nodes: [Node] = []
        var known: [Expression: Int] = [:]
        func add(_ expression: Expression) -> Int {
            if let index = known[expression] { return index }
            let inputs = expression.operands.map(add)
            let varies =
                switch expression {
                case .activation, .canvas: true
                case .operation(let operation, _, _):
                    inputs.indices.contains { operation.rule.readsNumbers(ofInput: $0) && nodes[inputs[$0]].varies }
                case .constant, .vector, .schedule, .statistics, .text, .reading, .mask: false
                }
            nodes.append(Node(expression: expression, inputs: inputs, varies: varies))
            known[expression] = nodes.count - 1
            return nodes.count - 1
        }
        _ = add(expression)
        self.nodes = nodes
    }

    /// What is computed, part by part, without the numbers: the names of the operations' types.
    package var operations: [String] {
        nodes.compactMap { node in
            if case .operation(let operation, _, _) = node.expression { "\(type(of: operation.rule))" } else { nil }
        }
    }

    /// Checks the shapes of all parts.
    /// - Parameter leaf: the shape of an activation, a reading, statistics or the canvas.
    /// - Returns: the shapes of all parts; the last one is that of the whole.
    /// - Throws: `DreamError` with the line of the part that does not fit, or with `place` where that is not known.
    package func shapes(place: SourceLine?, leaf: (Expression) throws -> Shape) throws -> [Shape] {
        var shapes: [Shape] = []
        for node in nodes {
            guard case .operation(let operation, _, let origin) = node.expression else {
                shapes.append(try constantShape(node.expression) ?? leaf(node.expression))
                continue
            }
            do {
                shapes.append(try operation.rule.shape(node.inputs.map { shapes[$0] }))
            } catch {
                throw DreamError.shape(
                    error.words, of: "\(node.expression)",
                    operand: node.expression.operands.first.map { "\($0)" } ?? "",
                    place: origin.place ?? place)
            }
        }
        return shapes
    }

    private func constantShape(_ expression: Expression) -> Shape? {
        switch expression {
        case .constant, .schedule, .mask: .number
        case .vector(let values): Shape(channels: values.count, height: 1, width: 1)
        default: nil
        }
    }

    /// Bytes of what is made on the way, and of as many gradients of it, given the shapes of all parts.
    func bytesBetween(_ shapes: [Shape]) -> Int {
        zip(nodes, shapes).reduce(0) { bytes, part in
            guard case .operation = part.0.expression else { return bytes }
            return bytes + 4 * part.1.count * (part.0.varies ? 2 : 1)
        }
    }

    /// Computes the expression.
    /// - Parameter leaf: the tensor of an activation, a reading, statistics or the canvas.
    package func evaluate(_ scene: EvaluationContext, leaf: (Expression) -> Tensor) -> Evaluation {
        var outside: [Int: Tensor] = [:]
        var shapes: [Shape] = []
        for (index, node) in nodes.enumerated() {
            if case .operation(let operation, _, _) = node.expression {
                guard let shape = try? operation.rule.shape(node.inputs.map { shapes[$0] }) else {
                    preconditionFailure("\(node.expression) was not checked")
                }
                shapes.append(shape)
                continue
            }
            let tensor = self.outside(node.expression, scene, leaf: leaf)
            outside[index] = tensor
            shapes.append(tensor.shape)
        }
        let steps = nodes.map { Differentiation.Step($0.operation, $0.operands, varies: $0.varies) }
        return Evaluation(
            program: self, computed: Differentiation(steps, shapes: shapes) { outside[$0] ?? .number(0) })
    }

    /// The numbers of a part that is not computed.
    func outside(_ expression: Expression, _ scene: EvaluationContext, leaf: (Expression) -> Tensor) -> Tensor {
        switch expression {
        case .constant(let number): .number(number)
        case .schedule(let schedule): .number(schedule.value(at: scene.moment))
        case .vector(let numbers):
            Tensor(shape: Shape(channels: numbers.count, height: 1, width: 1), values: numbers)
        case .mask(let mask): scene.mask(mask)
        default: leaf(expression)
        }
    }
}

/// An expression computed for one canvas, and its gradient.
package struct Evaluation {
    let program: ExpressionProgram
    let computed: Differentiation

    /// Of every part.
    package var values: [Tensor] { computed.values.compactMap(\.self) }

    /// The expression's value, a number.
    package var value: Float { computed.values.last??.values[0] ?? 0 }

    /// ∂value/∂leaf for every activation, and for the canvas if it is read.
    package func gradients() -> [Expression: Tensor] {
        let gradients = computed.gradients([program.nodes.count - 1: .number(1)])
        return Dictionary(uniqueKeysWithValues: gradients.map { (program.nodes[$0].expression, $1) })
    }
}
