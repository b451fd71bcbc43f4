import Engine
import Networks
import Pictures
import Tensors

/// Expressions that masks are made of: looked up, and computed on the canvas that a stage begins with, which is seen as it is.
extension MaskQuestion {
    /// What a number over the canvas asks its networks for, at the size at which masks see it; nil where it asks for nothing.
    /// - Throws: `DreamError` where it reads what there is not.
    init?(_ number: Expression, on size: Extent, to networks: DreamNetworks, place: SourceLine?) throws {
        let objective = try MaskQuestion.objective(number, networks, place)
        guard objective.readsNetwork else { return nil }
        self.init(objective, networks, size: networks.own.sizeForMasks(of: size))
    }

    fileprivate static func objective(_ number: Expression, _ networks: DreamNetworks, _ place: SourceLine?) throws
        -> StageObjective
    {
        var ascent = Ascent(maximize: number)
        ascent.isBalanced = false
        return try StageObjective(
            ascent, stage: Stage(name: "a mask", action: .ascent(ascent), place: number.place ?? place),
            networks: networks)
    }
}

extension MaskPainter {
    /// An expression on a canvas.
    /// - Throws: `DreamError` where shapes do not fit, or a picture is missing.
    func value(of expression: Expression, on canvas: Tensor) throws -> Tensor {
        let objective = try MaskQuestion.objective(expression.mean(), networks, place)
        let size = networks.own.sizeForMasks(of: canvas.shape.extent)
        let levels = canvas.resized(to: size)
        let preprocessing = networks.own.manifest.preprocessing
        var activations: [Graph.NodeID: Tensor] = [:]
        var readings = try objective.readings.filter { $0.placement != .aligned }.reduce(into: [:]) {
            $0[$1] = try pictures.guide($1, objective, input: size, place: place)
        }
        let run = try objective.outputs.isEmpty ? nil : prepare(objective, at: size)
        if let run { activations = try run.forward(preprocessing.networkInput(fromLevels: levels)) }
        for reading in objective.readings where reading.placement == .aligned {
            let other = try pictures.levels(of: reading.picture, at: size, place: place)
            guard let layer = reading.layer else {
                readings[reading] = other
                continue
            }
            readings[reading] = try run?.forward(preprocessing.networkInput(fromLevels: other))[objective.node(layer)]
        }
        let program = ExpressionProgram(expression)
        func leaf(_ leaf: Expression) -> Tensor {
            objective.tensor(of: leaf, canvas: levels, readings: readings) { activations[$0] }
        }
        _ = try program.shapes(place: place) { leaf($0).shape }
        guard let value = program.evaluate(try scene(for: expression, on: canvas), leaf: leaf).values.last else {
            preconditionFailure("an expression has a value")
        }
        return value
    }

    /// The sizes of a number's gradients at each level of a canvas, over noisy views of it: their sum, `[1, 3, H, W]`.
    func sensitivity(of number: Expression, on canvas: Tensor, views: Int, noise: Float) throws -> Tensor {
        let objective = try MaskQuestion.objective(number, networks, place)
        let size = networks.own.sizeForMasks(of: canvas.shape.extent)
        let levels = canvas.resized(to: size)
        let ascent = Ascent(maximize: number)
        let augmentation = Augmentation(ascent: ascent, canvas: size)
        _ = try objective.check(augmentation) { try pictures.size(of: $0, input: size, place: place) }
        let scene = try scene(for: number, on: canvas)
        let readings = try objective.readings.reduce(into: [PictureReading: Tensor]()) {
            $0[$1] = try reading($1, objective, at: size)
        }
        var sum = Tensor.zeros(levels.shape)
        for view in 0..<views {
            var noisy = levels
            if noise > 0 { noisy.addNoise(noise, from: Philox(key: 0x1397, stream: UInt64(view))) }
            var seen = CanvasLevels(exchange(&noisy, with: .empty))
            let gradient: Tensor
            if objective.readsNetwork {
                let run = try DreamError.locating(place) {
                    try TiledExecution(
                        objective.graph, height: size.height, width: size.width, outputs: objective.outputs,
                        tiling: .whole, backend: backend)
                }
                let still = augmentation.still
                gradient = try objective.gradient(
                    at: &seen,
                    ViewEvaluation(
                        view: still, run: run, preprocessing: networks.own.manifest.preprocessing, scene: scene,
                        readings: readings), isLast: true
                ).gradient
            } else {
                gradient =
                    objective.directGradient(at: seen.all, scene, readings: readings)?.gradient ?? sum.map { _ in 0 }
            }
            sum.add(gradient.map { abs($0) })
        }
        return sum
    }

    private func reading(_ reading: PictureReading, _ objective: StageObjective, at size: Extent) throws -> Tensor {
        guard reading.placement == .aligned else {
            return try pictures.guide(reading, objective, input: size, place: place)
        }
        let other = try pictures.levels(of: reading.picture, at: size, place: place)
        guard let layer = reading.layer else { return other }
        let run = try prepare(objective, at: size)
        let made = try run.forward(networks.own.manifest.preprocessing.networkInput(fromLevels: other))
        guard let activation = made[objective.node(layer)] else { preconditionFailure("\(layer) was not computed") }
        return activation
    }

    private func prepare(_ objective: StageObjective, at size: Extent) throws -> any Execution {
        try DreamError.locating(place) {
            try backend.prepare(objective.graph, height: size.height, width: size.width, outputs: objective.outputs)
        }
    }

    /// The masks that an expression is weighed by.
    private func scene(for expression: Expression, on canvas: Tensor) throws -> EvaluationContext {
        let painted = try paint(Set(expression.masks), on: canvas)
        return EvaluationContext(moment: Moment(progress: 0, in: film)) { painted.weights($0) }
    }
}
