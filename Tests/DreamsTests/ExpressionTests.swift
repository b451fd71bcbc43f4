import Dreams
import Operators
import Pictures
import Tensors
import TestSupport
import Testing

private typealias Expression = Dreams.Expression

/// Every operation of the language, by its slope.
@Suite struct ExpressionTests {
    private static let fire = LayerReference(.name("fire"))
    private static let layer = Expression.activation(fire)
    /// Positive and away from zero.
    private static let positive = (0.5 * layer).apply(.exp)
    private static let guide = Expression.reading(
        PictureReading(layer: fire, picture: .parameter("guide"), placement: .own(longEdge: 100)))

    /// Numbers whose gradients are held to finite differences, one or more for every operation.
    private static let all: [Expression] =
        FunctionWord.allCases.map { (($0 == .exp ? 0.2 * layer : layer).apply($0)).sum() }
        + Arithmetic.allCases.flatMap { combination -> [Expression] in
            [
                layer.combined(combination, with: positive).mean(),
                layer.combined(combination, with: 3).sum(),
                Expression.constant(3).combined(combination, with: positive).sum(),
                layer.reduced(.mean, over: .positions).combined(combination, with: positive).sum(),
                (positive.combined(combination, with: positive.reduced(.sum, over: .channels)) * layer).sum(),
            ]
        }
        + Reduction.Kind.allCases.flatMap { kind in
            [
                layer.reduced(kind), (layer.reduced(kind, over: .channels) * layer).sum(),
                (layer.reduced(kind, over: .positions) * layer).sum(),
            ]
        }
        + [
            (layer.clamp(to: -0.62...0.83) * positive).sum(), positive.power(1.7).sum(), layer.power(3).sum(),
            (layer.channel(1) * layer).sum(), (layer.channels([0: 0.5, 1: -2]) * layer).sum(),
            layer.part(rows: 0...0.5, columns: 0.3...1).square().sum(), layer.inset(by: 1).square().sum(),
            layer.strongest(1).square().sum(), (layer.strongest(1, by: positive, isLeast: true) * layer).sum(),
            (layer.withoutOutliers(limit: 1.3) * layer).sum(),
            layer.position(x: 0.5, y: 0.5).square().sum(), layer.masked(by: .constant(1)).square().sum(),
            (layer.gram() - guide.gram()).square().sum(), layer.bestMatch(with: guide).square().sum(),
            layer.bestMatch(with: positive).sum(), (layer.softmax() * layer).sum(),
            (layer.blur(sigma: 1.2) * layer).sum(), (layer.shift(right: 1, down: -2) * layer).sum(),
            (layer.resized(like: .canvas) * Expression.canvas.channel(0)).sum(),
            (Expression.canvas.channel(0).resized(like: layer) * layer).sum(),
            (layer * layer.fixed()).sum() + layer.square().sum(),
            Expression.canvas.totalVariation(beta: 2), Expression.canvas.totalVariation(beta: 1.25),
            Expression.canvas.totalVariation(beta: 2, neighbours: .four),
            layer.totalVariation(beta: 1.5, neighbours: .four, wraps: false),
            layer.totalVariation(beta: 2, wraps: false), (Expression.vector([2, -1]) * layer.square()).sum(),
            Expression.schedule(.eased(from: 1, to: 3)) * layer.square().sum(),
            .energy(of: fire) + 0.3 * Expression.canvas.square().mean() - layer.mean(),
        ]
        + ColourSpace.allCases.map { (128 + 20 * Expression.canvas).colours(in: $0).square().sum() }

    private struct Point {
        var activation = Tensor.spread(Shape(channels: 2, height: 5, width: 4), seed: 1, gap: 0.1)
        // As rough as a picture: total variation with a small β is sharply bent where neighbours are equal.
        var canvas = Tensor.spread(Shape(channels: 3, height: 6, width: 7), seed: 2, gap: 0.06)
        let guide = Tensor.noise(Shape(channels: 2, height: 3, width: 3), seed: 3)

        func evaluate(_ expression: Expression) -> Evaluation {
            ExpressionProgram(expression).evaluate(EvaluationContext()) { leaf in
                switch leaf {
                case .activation: activation
                case .reading: guide
                default: canvas
                }
            }
        }
    }

    @Test(arguments: all.indices)
    func gradientIsTheSlope(_ index: Int) throws {
        let expression = Self.all[index]
        let point = Point()
        let gradients = point.evaluate(expression).gradients()
        #expect(!gradients.isEmpty)
        if let gradient = gradients[Self.layer] {
            // The stopped part of x·fixed(x) + x² has no slope: 1·x + 2·x, where differences say 4·x.
            let factor: Float = "\(expression)".contains("fixed(") ? 4.0 / 3 : 1
            let error = FiniteDifferences.error(of: gradient.map { $0 * factor }, at: point.activation, step: 8e-3) {
                var moved = point
                moved.activation = $0
                return Double(moved.evaluate(expression).value)
            }
            #expect(error < 0.02, "\(expression)")
        }
        if let gradient = gradients[.canvas] {
            let error = FiniteDifferences.error(of: gradient, at: point.canvas, step: 2e-2) {
                var moved = point
                moved.canvas = $0
                return Double(moved.evaluate(expression).value)
            }
            #expect(error < 0.02, "\(expression)")
        }
    }

    @Test(arguments: all.indices)
    func shapesAreWhatIsComputed(_ index: Int) throws {
        let point = Point()
        let program = ExpressionProgram(Self.all[index])
        let shapes = try program.shapes(place: nil) { leaf in
            switch leaf {
            case .activation: point.activation.shape
            case .reading: point.guide.shape
            default: point.canvas.shape
            }
        }
        #expect(shapes == point.evaluate(Self.all[index]).values.map(\.shape))
        #expect(shapes.last == Shape(channels: 1, height: 1, width: 1))
        #expect(Self.all[index].isNumber)
        for (node, value) in zip(program.nodes, point.evaluate(Self.all[index]).values) {
            let spread = node.expression.spread
            #expect(spread.channels || value.shape.channels == 1, "\(node.expression)")
            #expect(spread.positions || value.shape.area == 1, "\(node.expression)")
        }
    }

    @Test func whatOccursTwiceIsComputedOnce() {
        let norm = Self.layer.square().sum()
        let program = ExpressionProgram(norm / (norm + 1))
        // layer, sum of squares, 1, the sum, the quotient
        #expect(program.nodes.count == 5)
        let elsewhere = norm.written(at: SourceLine(file: "p.lua", line: 3))
        #expect(ExpressionProgram(norm + elsewhere).nodes.count == 3)
    }

    @Test func aGramMatrixIsWhatGatysWrote() {
        let x = Tensor(shape: Shape(channels: 2, height: 1, width: 3), values: [1, 2, 3, 4, 5, 6])
        let gram = ExpressionProgram(Self.layer.gram()).evaluate(EvaluationContext()) { _ in x }
        let expected: [Float] = [14 / 3, 32 / 3, 32 / 3, 77 / 3]
        #expect(zip(gram.values[1].values, expected).allSatisfy { abs($0 - $1) < 1e-5 })
    }

    @Test func everyPlaceTakesItsBestMatch() {
        let x = Tensor(shape: Shape(channels: 2, height: 1, width: 2), values: [1, 0, 0, 1])
        let y = Tensor(shape: Shape(channels: 2, height: 1, width: 3), values: [3, 0, 1, 0, 5, 1])
        let evaluation = ExpressionProgram(Self.layer.bestMatch(with: Self.guide).sum()).evaluate(EvaluationContext()) {
            $0 == Self.layer ? x : y
        }
        #expect(evaluation.value == 8)
        #expect(evaluation.gradients()[Self.layer]?.values == [3, 0, 0, 5])
    }

    /// Matches are looked for in blocks of positions, and the answers are those of the whole: before a block's end and behind it, too.
    @Test func matchesOfLargeLayersAreSoughtInBlocks() {
        let (area, others) = (5000, 1700)
        var x = Tensor.zeros(Shape(channels: 1, height: 1, width: area))
        var y = Tensor.zeros(Shape(channels: 1, height: 1, width: others))
        for place in 0..<area { x.values[place] = place % 3 == 0 ? 1 : -2 }
        (y.values[5], y.values[others - 1]) = (2, -3)
        let matches = BestMatch().search([x, y], to: x.shape)
        #expect(matches.found == (0..<area).map { $0 % 3 == 0 ? 5 : others - 1 })
        #expect(matches.output.values == (0..<area).map { $0 % 3 == 0 ? 2 : 6 })
    }

    @Test func schedulesChangeWithTheMoment() {
        let objective = Expression.schedule(.eased(from: 0, to: 2)) * Self.layer.sum()
        let x = Tensor(shape: Shape(channels: 1, height: 1, width: 1), values: [3])
        func value(_ progress: Float) -> Float {
            ExpressionProgram(objective).evaluate(EvaluationContext(moment: Moment(progress: progress))) { _ in x }
                .value
        }
        #expect((value(0), value(0.5), value(1)) == (0, 3, 6))
        #expect(objective.addends.map(\.weight) == [.eased(from: 0, to: 2)])
    }

    @Test func expressionsPrintAsTheyAreWritten() {
        let objective = Expression.energy(of: Self.fire) + 0.3 * .evidence(ofClass: 207)
        #expect("\(objective)" == "((0.5 * mean(square(fire))) + (0.3 * mean(classes:channel(207))))")
        #expect(objective.layers.map(\.description) == ["fire", "classes"])
        #expect(objective.isNumber)
        #expect(!(Self.layer + 1).isNumber)
    }

    @Test func addendsAreTakenApart() {
        let (a, b, c) = (Expression.energy(of: Self.fire), Expression.canvas.sum(), Expression.canvas.mean())
        let addends = (a - 2 * (b + c) / 4).addends
        #expect(addends.map(\.weight) == [.constant(0.5), .constant(-0.5), .constant(-0.5)])
        #expect(addends.map(\.expression).suffix(2) == [b, c])
    }

    @Test func shapesAreCheckedWithThePresetsLine() {
        func message(_ expression: Expression) -> String {
            let error = #expect(throws: DreamError.self) {
                try ExpressionProgram(expression.written(at: SourceLine(file: "p.lua", line: 7))).shapes(place: nil) {
                    $0 == .canvas
                        ? Shape(channels: 3, height: 6, width: 7) : Shape(channels: 2, height: 5, width: 4)
                }
            }
            return error.map { "\($0)" } ?? ""
        }
        #expect(message(Self.layer.channel(2)) == "p.lua:7: fire has no channel 2; it has 2, counted from 0")
        #expect(
            message(Self.layer + .canvas)
                == "p.lua:7: (fire + canvas) combines arrays of 1×2×5×4 and 1×3×6×7; their dimensions must be equal, or 1"
        )
        #expect(message(Self.layer.inset(by: 3)) == "p.lua:7: fire:inset(3) leaves nothing of an array of 1×2×5×4")
        #expect(
            message(Self.layer.colours(in: .oklab)) == "p.lua:7: fire:oklab() takes three colours, not 2 channels")
    }
}

@Suite struct ScheduleTests {
    private func value(_ schedule: Schedule, _ progress: Float, octave: Int = 0) -> Float {
        schedule.value(at: Moment(progress: progress, octave: octave))
    }

    @Test func endsAndMiddles() {
        #expect(value(.constant(2), 0.3) == 2)
        let eased = Schedule.eased(from: 2, to: 1)
        #expect((value(eased, 0), value(eased, 0.5), value(eased, 1)) == (2, 1.5, 1))
        let sampled = Schedule.sampled([0, 1, 4])
        #expect((value(sampled, 0.25), value(sampled, 0.75), value(sampled, 7)) == (0.5, 2.5, 4))
        let keys = Schedule.keys([.init(time: 0.2, value: 1), .init(time: 0.6, value: 3)])
        #expect((value(keys, 0), value(keys, 0.4), value(keys, 0.9)) == (1, 2, 3))
        let octaves = Schedule.octaves([5, 7])
        #expect((value(octaves, 0.5), value(octaves, 0.5, octave: 1), value(octaves, 0.5, octave: 9)) == (5, 7, 7))
        #expect(value(.sum(eased, .product(octaves, .constant(2))), 1, octave: 1) == 15)
        #expect(value(eased.scaled(by: 2), 1) == 2)
        #expect(Schedule.sum(eased, .constant(3)).largest == 5)
    }
}

// MARK: - By value

extension ExpressionTests {
    /// What an expression of a layer is.
    private func value(_ expression: (Dreams.Expression) -> Dreams.Expression, of layer: Tensor) -> [Float] {
        ExpressionProgram(expression(Self.layer)).evaluate(EvaluationContext()) { _ in layer }.values.last?.values ?? []
    }

    /// By their means, the outermost first; of equal ones the first.
    @Test func theStrongestChannelsComeFirst() {
        let x = Tensor(
            shape: Shape(channels: 4, height: 1, width: 2), values: [1, 2, 9, -1, -5, 0, 8, 0])
        #expect(value({ $0.strongest(2) }, of: x) == [9, -1, 8, 0])
        #expect(value({ $0.strongest(3, isLeast: true) }, of: x) == [-5, 0, 1, 2, 9, -1])
        #expect(value({ $0.strongest(1, by: -$0) }, of: x) == [-5, 0])
    }

    /// Positions that are more than so many medians long are nothing.
    @Test func outliersAreLeftOut() {
        let x = Tensor(shape: Shape(channels: 2, height: 1, width: 5), values: [3, 1, 0, -2, 30, 4, 0, 2, 2, 40])
        // Lengths of 5, 1, 2, 2.8 and 50, whose median is 2.8.
        #expect(value({ $0.withoutOutliers(limit: 2) }, of: x) == [3, 1, 0, -2, 0, 4, 0, 2, 2, 0])
        #expect(value({ $0.withoutOutliers(limit: 1.5) }, of: x) == [0, 1, 0, -2, 0, 0, 0, 2, 2, 0])
        #expect(value({ $0.withoutOutliers(limit: 20) }, of: x) == x.values)
    }
}
