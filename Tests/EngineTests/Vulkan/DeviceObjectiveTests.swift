import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// An objective that a device computes behind its network is what the operators' loops make of the layers.
@Suite(.onPlayedCard) struct DeviceObjectiveTests {
    private static let graph = Graph(nodes: Case.fire.nodes)
    private static let (height, width) = (150, 170)
    private static let outputs = [2, 4, 10]
    private static let number = Shape(channels: 1, height: 1, width: 1)
    private static let shapes = (try? graph.shapes(height: height, width: width)) ?? []
    private static let x = Tensor.noise(Shape(channels: 3, height: height, width: width), seed: 1)

    /// Parts of a term in the making.
    private struct Parts {
        var made: [LayerObjective.Part] = []

        mutating func layer(_ node: Int) -> Int { add(.layer(node), shapes[node]) }
        mutating func told(_ place: Int, _ shape: Shape) -> Int { add(.told(place), shape) }

        mutating func computed(_ operation: any Operator, _ operands: Int...) throws -> Int {
            add(.computed(operation, operands), try operation.shape(operands.map { made[$0].shape }))
        }

        private mutating func add(_ source: LayerObjective.Source, _ shape: Shape) -> Int {
            made.append(LayerObjective.Part(source, shape: shape))
            return made.count - 1
        }
    }

    private static func term(_ build: (inout Parts) throws -> Void) rethrows -> LayerObjective.Term {
        var parts = Parts()
        try build(&parts)
        return LayerObjective.Term(parts: parts.made)
    }

    /// mean(a²)², by one part that is read twice.
    private static func energy(_ layer: Int) throws -> LayerObjective.Term {
        try term { parts in
            let squares = try parts.computed(Reduction(.meanSquare, over: .all), parts.layer(layer))
            _ = try parts.computed(Arithmetic.multiply, squares, squares)
        }
    }

    /// What the device is held to: each term back to its layers by the loops, and from there by the reference; and how large the addends are,
    /// which may cancel out.
    private static func expected(_ objective: LayerObjective, _ x: Tensor, _ numbers: ObjectiveNumbers) throws
        -> (value: Float, size: Float, gradient: Tensor)
    {
        let run = try Backends.reference.prepare(graph, height: height, width: width, outputs: outputs)
        let activations = try run.forward(x)
        var (value, size, seeds): (Float, Float, [Int: Tensor]) = (0, 0, [:])
        for (term, weight) in zip(objective.terms, numbers.weights) {
            var layers: [Int: Int] = [:]
            var steps: [Differentiation.Step] = []
            var outside: [Int: Tensor] = [:]
            for (index, part) in term.parts.enumerated() {
                switch part.source {
                case .layer(let node): (layers[index], outside[index]) = (node, activations[node])
                case .told(let place): outside[index] = try numbers.told(place)
                case .view: preconditionFailure("only steps see a view")
                case .computed(let operation, let operands):
                    steps.append(.init(operation, operands, varies: operands.contains { steps[$0].varies }))
                    continue
                }
                steps.append(.init(nil, [], varies: layers[index] != nil))
            }
            let computed = Differentiation(steps, shapes: term.parts.map(\.shape)) { outside[$0] ?? .zeros(number) }
            let addend = weight * (computed.values.last??.values[0] ?? .nan)
            (value, size) = (value + addend, size + abs(addend))
            let gradients = computed.gradients([steps.count - 1: Tensor(shape: number, values: [1])])
            let length = gradients.values.reduce(0) { $0 + Sums.squares($1.values.span) }.squareRoot()
            for (index, node) in layers {
                guard var gradient = gradients[index] else { continue }
                gradient.scale(by: objective.isBalanced && length > 0 ? weight / Float(length) : weight)
                if seeds[node]?.add(gradient) == nil { seeds[node] = gradient }
            }
        }
        return (value, size, try run.gradient(seeds))
    }

    private static func objective(_ name: String) throws -> (LayerObjective, [Tensor]) {
        var told: [Tensor] = []
        var still: [Bool] = []
        func tell(_ tensor: Tensor, isStill: Bool) -> Int {
            told.append(tensor)
            still.append(isStill)
            return told.count - 1
        }
        func place(_ operation: any Operator) throws -> LayerObjective.Term {
            try term { parts in
                let made = try parts.computed(operation, parts.layer(2))
                _ = try parts.computed(Reduction(.meanSquare, over: .all), made)
            }
        }
        let terms: [LayerObjective.Term]
        switch name {
        case "energies": terms = try [energy(10), energy(2), energy(10)]
        case "apart", "together":
            // Two layers in one term, one of them twice.
            terms = try [
                term { parts in
                    let (a, b) = (parts.layer(4), parts.layer(2))
                    let square = try parts.computed(Reduction(.sumSquares, over: .all), b)
                    let norm = try parts.computed(Reduction(.norm, over: .all), a)
                    let mean = try parts.computed(Reduction(.mean, over: .all), a)
                    let sum = try parts.computed(Arithmetic.add, norm, parts.computed(Absolute(), mean))
                    _ = try parts.computed(Arithmetic.multiply, sum, parts.computed(Logarithm(least: 1e-6), square))
                }, energy(2),
            ]
        case "told":
            let whole = shapes[10]
            let mask = tell(
                .noise(Shape(channels: 1, height: whole.height, width: whole.width), seed: 5), isStill: false)
            let vector = tell(.noise(Shape(channels: whole.channels, height: 1, width: 1), seed: 6), isStill: true)
            let factor = tell(Tensor(shape: number, values: [-0.7]), isStill: false)
            terms = try [
                term { parts in
                    let weighed = try parts.computed(
                        Arithmetic.multiply, parts.layer(10), parts.told(mask, told[0].shape))
                    let away = try parts.computed(Arithmetic.subtract, weighed, parts.told(vector, told[1].shape))
                    let mean = try parts.computed(Reduction(.meanSquare, over: .all), away)
                    _ = try parts.computed(Arithmetic.multiply, mean, parts.told(factor, number))
                }
            ]
        case "guide":
            let guide = tell(.noise(Shape(channels: shapes[10].channels, height: 3, width: 5), seed: 8), isStill: true)
            terms = try [
                term { parts in
                    let best = try parts.computed(BestMatch(), parts.layer(10), parts.told(guide, told[0].shape))
                    _ = try parts.computed(Reduction(.mean, over: .all), best)
                }, energy(4),
            ]
        case "loops":
            // The signs of a layer have no shader.
            terms = try [
                term { parts in
                    let part = try parts.computed(Inset(border: 1), parts.layer(10))
                    let sizes = try parts.computed(Arithmetic.multiply, part, parts.computed(Sign(), part))
                    _ = try parts.computed(Reduction(.mean, over: .all), sizes)
                }, energy(4),
            ]
        case "fixed":
            terms = try [
                term { parts in
                    let layer = parts.layer(4)
                    let apart = try parts.computed(
                        Arithmetic.subtract, layer, parts.computed(StopGradient(), parts.computed(Negation(), layer)))
                    _ = try parts.computed(Reduction(.meanSquare, over: .all), apart)
                }
            ]
        case "a channel": terms = [try place(WeightedChannels([.init(3, 1)]))]
        case "channels": terms = [try place(WeightedChannels([.init(0, 0.5), .init(4, -2)]))]
        case "a border": terms = [try place(Inset(border: 3))]
        case "a position": terms = [try place(Position(x: 0.3, y: 0.6))]
        case "a part": terms = [try place(Margins(before: Extent(height: -4, width: -7), after: Extent(-5)))]
        case "Gram's matrix": terms = [try place(Gram())]
        case "the largest": terms = [try place(Reduction(.max, over: .channels))]
        case "the strongest":
            // Ranked by what is told.
            let ranks = tell(.noise(Shape(channels: shapes[2].channels, height: 2, width: 3), seed: 7), isStill: false)
            terms = try [
                term { parts in
                    let strongest = try parts.computed(
                        StrongestChannels(count: 3), parts.layer(2), parts.told(ranks, told[0].shape))
                    _ = try parts.computed(Reduction(.meanSquare, over: .all), strongest)
                }
            ]
        default: terms = [try place(WithoutOutliers(limit: 1))]
        }
        let isBalanced = name != "apart"
        return (
            LayerObjective(
                terms: terms, told: zip(told, still).map { .init(shape: $0.shape, isStill: $1) }, isBalanced: isBalanced
            ),
            told
        )
    }

    @Test(arguments: [
        "energies", "apart", "together", "told", "guide", "loops", "fixed", "a channel", "channels", "a border",
        "a position", "a part",
        "Gram's matrix", "without outliers", "the strongest", "the largest",
    ])
    func valueAndGradientAgree(_ name: String) throws {
        let backend = try #require(PlayedCard.backend)
        let (objective, told) = try Self.objective(name)
        let run = try backend.prepare(
            Self.graph, height: Self.height, width: Self.width, outputs: Self.outputs, objective: objective)
        var asked: [Int] = []
        func numbers(_ weights: [Float], _ factor: Float = 1) -> ObjectiveNumbers {
            ObjectiveNumbers(weights: Array(weights.prefix(objective.terms.count))) { place in
                asked.append(place)
                return objective.told[place].isStill ? told[place] : told[place].map { $0 * factor }
            }
        }
        // One after the other, with other numbers, another picture, and a way forward alone in between.
        let other = Tensor.noise(Self.x.shape, seed: 3)
        for (x, weights, factor) in [
            (Self.x, [1, 0.25, -3], 1), (other, [-0.5, 1, 0], 0.3), (Self.x, [0, 2, 1], -2),
            (Self.x, [1, 0.25, -3], 1),
        ] as [(Tensor, [Float], Float)] {
            let made = try #require(try run.evaluate(x, numbers(weights, factor)))
            let expected = try Self.expected(objective, x, numbers(weights, factor))
            #expect(abs(made.value - expected.value) <= 2e-6 * expected.size)
            #expect(
                made.gradient.relativeDistance(to: expected.gradient) < 5e-6 || made.gradient == expected.gradient)
            #expect(expected.gradient.meanAbsolute > 0 || weights[0] == 0)
            let activations = try run.forward(other)
            let plain = try Backends.reference.prepare(
                Self.graph, height: Self.height, width: Self.width, outputs: Self.outputs
            ).forward(other)
            for output in Self.outputs {
                let (a, b) = (try #require(activations[output]), try #require(plain[output]))
                #expect(a.relativeDistance(to: b) < 2e-6)
            }
            let again = try #require(try run.evaluate(x, numbers(weights, factor)))
            #expect(again.value == made.value && again.gradient == made.gradient)
        }
        PlayedCard.expectNoComplaints()
    }

    /// What stays is brought once.
    @Test func whatStaysIsAskedForOnce() throws {
        let backend = try #require(PlayedCard.backend)
        let (objective, told) = try Self.objective("told")
        let run = try backend.prepare(
            Self.graph, height: Self.height, width: Self.width, outputs: Self.outputs, objective: objective)
        var asked: [Int] = []
        for _ in 0..<3 {
            _ = try run.evaluate(
                Self.x,
                ObjectiveNumbers(weights: [1]) {
                    asked.append($0)
                    return told[$0]
                })
        }
        #expect(asked.sorted() == [0, 0, 0, 1, 2, 2, 2])
    }

    /// Where no gradient comes through there is none, and a value all the same.
    @Test func nothingComesThroughWhatIsFixed() throws {
        let backend = try #require(PlayedCard.backend)
        let term = try Self.term { parts in
            let fixed = try parts.computed(StopGradient(), parts.layer(2))
            _ = try parts.computed(Reduction(.mean, over: .all), fixed)
        }
        let objective = LayerObjective(terms: [term], told: [], isBalanced: true)
        let run = try backend.prepare(
            Self.graph, height: Self.height, width: Self.width, outputs: Self.outputs, objective: objective)
        let numbers = ObjectiveNumbers(weights: [2]) { _ in .zeros(Self.number) }
        let made = try #require(try run.evaluate(Self.x, numbers))
        let expected = try Self.expected(objective, Self.x, numbers)
        #expect(abs(made.value - expected.value) <= 2e-6 * abs(expected.value) && made.value > 0)
        #expect(made.gradient.meanAbsolute == 0 && made.gradient.shape == Self.x.shape)
    }

    /// Gradients whose squares 32 bits do not hold are balanced all the same.
    @Test func smallGradientsAreBalanced() throws {
        let backend = try #require(PlayedCard.backend)
        let small = try Self.term { parts in
            let tiny = Tensor(shape: Self.number, values: [1e-18])
            let mean = try parts.computed(Reduction(.mean, over: .all), parts.layer(2))
            _ = try parts.computed(Arithmetic.multiply, mean, parts.told(0, tiny.shape))
        }
        let objective = LayerObjective(
            terms: [small, try Self.energy(10)], told: [.init(shape: Self.number, isStill: true)], isBalanced: true)
        let run = try backend.prepare(
            Self.graph, height: Self.height, width: Self.width, outputs: Self.outputs, objective: objective)
        let numbers = ObjectiveNumbers(weights: [1, 1]) { _ in Tensor(shape: Self.number, values: [1e-18]) }
        let made = try #require(try run.evaluate(Self.x, numbers))
        let expected = try Self.expected(objective, Self.x, numbers)
        #expect(made.gradient.relativeDistance(to: expected.gradient) < 5e-6)
    }

    /// Numbers of 16 bits, tiles and the processor leave it to whoever asks.
    @Test func othersLeaveItToTheHost() throws {
        let objective = LayerObjective(terms: [try Self.energy(10)], told: [], isBalanced: true)
        let numbers = ObjectiveNumbers(weights: [1]) { _ in .zeros(Self.number) }
        for backend in [PlayedCard.half, Backends.fast, Backends.reference].compactMap(\.self) {
            #expect(!backend.takesObjectives)
            let run = try backend.prepare(
                Self.graph, height: Self.height, width: Self.width, outputs: Self.outputs, objective: objective)
            #expect(try run.evaluate(Self.x, numbers) == nil)
        }
        let backend = try #require(PlayedCard.backend)
        for rows in [1, 2] {
            let run = try TiledExecution(
                Self.graph, height: Self.height, width: Self.width, outputs: Self.outputs,
                tiling: Tiling(rows: rows, columns: 1), backend: backend, objective: objective)
            let made = try run.evaluate(numbers) { Self.x.part($0) }
            #expect((made == nil) == (rows == 2))
        }
    }

    /// What has no shader is named.
    @Test func whatIsMissingIsSaid() throws {
        let backend = try #require(PlayedCard.backend)
        #expect(backend.missing(of: try Self.objective("loops").0) == [Sign().summary])
        #expect(backend.missing(of: try Self.objective("told").0).isEmpty)
    }
}
