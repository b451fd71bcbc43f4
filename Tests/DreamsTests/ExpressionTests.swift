import Dreams
import Tensors
import TestSupport
import Testing

@Suite struct ExpressionTests {
    static let fire = LayerReference(.name("fire"))
    static let layer = Dreams.Expression.activation(fire)

    /// One expression for every operation, each reading the layer, the canvas or both.
    static let all: [Dreams.Expression] =
        Dreams.Expression.Function.allCases.map { .reduce(.sum, .apply($0, layer)) }
        + Dreams.Expression.Operator.allCases.flatMap { operation -> [Dreams.Expression] in
            [
                .reduce(.mean, .combine(operation, layer, .apply(.exp, layer))),
                .reduce(.sum, .combine(operation, layer, 3)),
                .reduce(.sum, .combine(operation, 3, .apply(.exp, layer))),
                .combine(operation, .reduce(.mean, layer), .reduce(.mean, .apply(.exp, layer))),
            ]
        }
        + Dreams.Expression.Reduction.allCases.map { .reduce($0, layer) }
        + [
            .reduce(.sum, .channel(1, of: layer)), .totalVariation(of: .canvas, beta: 2),
            .totalVariation(of: .canvas, beta: 1.25), .totalVariation(of: layer, beta: 2),
            .energy(of: fire) + 0.3 * .reduce(.mean, .apply(.square, .canvas)) - .reduce(.mean, layer),
        ]

    @Test(arguments: all)
    func gradientIsTheSlope(_ expression: Dreams.Expression) throws {
        let activation = Tensor.spread(Shape(channels: 2, height: 5, width: 4), seed: 1, gap: 0.1)
        // As rough as a picture: total variation with a small β is sharply bent where neighbours are equal.
        let canvas = Tensor.spread(Shape(channels: 3, height: 6, width: 7), seed: 2, gap: 0.2)
        func value(_ activation: Tensor, _ canvas: Tensor) throws -> Evaluation {
            try Evaluation(of: expression, canvas: canvas) { _ in activation }
        }
        let gradients = try value(activation, canvas).gradients()
        if let gradient = gradients.layers[Self.fire] {
            let error = try FiniteDifferences.error(of: gradient, at: activation, step: 8e-3) {
                Double(try value($0, canvas).value)
            }
            #expect(error < 0.02)
        }
        if let gradient = gradients.canvas {
            let error = try FiniteDifferences.error(of: gradient, at: canvas, step: 2e-2) {
                Double(try value(activation, $0).value)
            }
            #expect(error < 0.02)
        }
        #expect(!gradients.layers.isEmpty || gradients.canvas != nil)
    }

    @Test func expressionsPrintAsTheyAreWritten() {
        let objective = Dreams.Expression.energy(of: Self.fire) + 0.3 * .evidence(ofClass: 207)
        #expect("\(objective)" == "((0.5 * mean(square(fire))) + (0.3 * mean(classes:channel(207))))")
        #expect(objective.layers.map(\.description) == ["fire", "classes"])
        #expect(objective.size == 11)
        #expect(objective.isScalar)
        #expect(!(Self.layer + 1).isScalar)
    }

    @Test func addendsAreTakenApart() {
        let (a, b, c): (Dreams.Expression, Dreams.Expression, Dreams.Expression) = (
            .energy(of: Self.fire), .reduce(.sum, .canvas), .reduce(.mean, .canvas)
        )
        let addends = (a - 2 * (b + c) / 4).addends
        #expect(addends.map(\.weight) == [0.5, -0.5, -0.5])
        #expect(addends.map(\.expression).suffix(2) == [b, c])
    }

    @Test func shapesAreCheckedWithThePresetsLine() {
        let place = Place(file: "p.lua", line: 7)
        func message(_ expression: Dreams.Expression) -> String {
            let error = #expect(throws: DreamError.self) {
                try expression.shape(canvas: Shape(channels: 3, height: 6, width: 7), place: place) { _ in
                    Shape(channels: 2, height: 5, width: 4)
                }
            }
            return error.map { "\($0)" } ?? ""
        }
        #expect(message(.channel(2, of: Self.layer)) == "p.lua:7: fire has no channel 2; it has 2, counted from 0")
        #expect(
            message(Self.layer + .canvas)
                == "p.lua:7: (fire + canvas) combines arrays of 1×2×5×4 and 1×3×6×7; they must have one shape, or one must be a number"
        )
        #expect(message(.channel(0, of: 3)) == "p.lua:7: 3.0:channel(0) needs an array, and was given a number")
    }
}

@Suite struct ScheduleTests {
    @Test func endsAndMiddles() {
        #expect(Schedule.constant(2).value(at: 0.3) == 2)
        let eased = Schedule.eased(from: 2, to: 1)
        #expect((eased.value(at: 0), eased.value(at: 0.5), eased.value(at: 1)) == (2, 1.5, 1))
        let sampled = Schedule.sampled([0, 1, 4])
        #expect((sampled.value(at: 0.25), sampled.value(at: 0.75), sampled.value(at: 7)) == (0.5, 2.5, 4))
        #expect(eased.scaled(by: 2).value(at: 1) == 2)
    }
}
