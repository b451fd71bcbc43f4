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
        package let operands: [Int]
        /// Whether it depends on the canvas, and so has a gradient.
        package let varies: Bool
    }

    /// Operands before operations; the whole expression is last.
    package let nodes: [Node]

    /// The program of an expression.
    package init(_ expression: Expression) {
        var nodes: [Node] = []
        var known: [Expression: Int] = [:]
        func add(_ expression: Expression) -> Int {
            if let index = known[expression] { return index }
            let operands = expression.operands.map(add)
            let varies =
                switch expression {
                case .activation, .canvas: true
                case .operation: operands.contains { nodes[$0].varies }
                case .constant, .vector, .schedule, .statistics, .reading: false
                }
            nodes.append(Node(expression: expression, operands: operands, varies: varies))
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
    package func shapes(place: Place?, leaf: (Expression) throws -> Shape) throws -> [Shape] {
        var shapes: [Shape] = []
        for node in nodes {
            guard case .operation(let operation, _, let origin) = node.expression else {
                shapes.append(try constantShape(node.expression) ?? leaf(node.expression))
                continue
            }
            do {
                shapes.append(try operation.rule.shape(node.operands.map { shapes[$0] }))
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
        case .constant, .schedule: .number
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
    package func evaluate(_ scene: Scene, leaf: (Expression) -> Tensor) -> Evaluation {
        var values: [Tensor] = []
        var places: [Int: [Int]] = [:]
        for node in nodes {
            switch node.expression {
            case .constant(let number): values.append(.number(number))
            case .schedule(let schedule): values.append(.number(schedule.value(at: scene.moment)))
            case .vector(let numbers):
                values.append(Tensor(shape: Shape(channels: numbers.count, height: 1, width: 1), values: numbers))
            case .operation(let operation, _, _):
                let inputs = node.operands.map { values[$0] }
                guard let placing = operation.rule as? any PlacingOperation else {
                    values.append(operation.rule.forward(inputs, scene))
                    continue
                }
                let found = placing.find(inputs, scene)
                places[values.count] = found.places
                values.append(found.value)
            default: values.append(leaf(node.expression))
            }
        }
        return Evaluation(program: self, scene: scene, values: values, places: places)
    }
}

/// An expression computed for one canvas, and by reverse accumulation its gradient.
package struct Evaluation {
    let program: ExpressionProgram
    let scene: Scene
    /// Of every part.
    package let values: [Tensor]
    /// What placing operations have found, by their parts.
    let places: [Int: [Int]]

    /// The expression's value, a number.
    package var value: Float { values[values.count - 1].values[0] }

    /// ∂value/∂leaf for every activation, and for the canvas if it is read.
    package func gradients() -> [Expression: Tensor] {
        var gradients = [Tensor?](repeating: nil, count: values.count)
        var leaves: [Expression: Tensor] = [:]
        gradients[values.count - 1] = .number(1)
        for index in program.nodes.indices.reversed() {
            let node = program.nodes[index]
            guard node.varies, let seed = gradients[index] else { continue }
            gradients[index] = nil
            guard case .operation(let operation, _, _) = node.expression else {
                leaves[node.expression] = seed
                continue
            }
            let wanted = node.operands.map { program.nodes[$0].varies }
            let shares = shares(of: operation.rule, seed, index, wanted)
            for (operand, share) in zip(node.operands, shares) {
                guard let share, program.nodes[operand].varies else { continue }
                if gradients[operand]?.add(share) == nil { gradients[operand] = share }
            }
        }
        return leaves
    }

    /// What the operands of a part have of its gradient.
    private func shares(
        of rule: any TensorOperation, _ seed: Tensor, _ index: Int, _ wanted: [Bool]
    ) -> [Tensor?] {
        let inputs = program.nodes[index].operands.map { values[$0] }
        if let placing = rule as? any PlacingOperation, let places = places[index] {
            return placing.backward(seed, inputs, places: places, wanted: wanted)
        }
        return rule.backward(seed, inputs, values[index], wanted: wanted, scene)
    }
}
