import Dreams
import Engine
import Networks
import Pictures
import Tensors
import TestSupport
import Testing

/// A small network of seeded weights, by behaviour.
@Suite struct RendererTests {
    private static let network: Network = {
        func convolution(_ outputs: Int, _ inputs: Int, stride: Int) -> Operation {
            var weights = Tensor.noise(Shape([outputs, inputs, 3, 3]), seed: UInt64(outputs))
            weights.scale(by: (2 / Float(inputs * 9)).squareRoot())
            let window = Window(
                kernel: Extent(3), stride: Extent(stride), padding: .explicit(before: Extent(1), after: Extent(1)))
            return .convolution(
                Convolution(weights: weights, bias: [Float](repeating: 0, count: outputs), window: window))
        }
        let graph = Graph(nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "conv1", operation: convolution(16, 3, stride: 2), inputs: [0]),
            Graph.Node(name: "relu1", operation: .relu, inputs: [1]),
            Graph.Node(name: "conv2", operation: convolution(16, 16, stride: 1), inputs: [2]),
            Graph.Node(name: "relu2", operation: .relu, inputs: [3]),
            Graph.Node(name: "dead", operation: .clip(lower: 1e6, upper: 2e6), inputs: [4]),
        ])
        let manifest = Manifest(
            name: "small", title: "Small", model: "", sha256: "",
            preprocessing: .init(channelOrder: .bgr, range: 255, mean: [120, 120, 120], deviation: [60, 60, 60]),
            trainedSize: 64, aliases: [:], classes: "conv2", logits: nil, labels: nil, defaultLayer: "relu2",
            licence: "", source: "", trainedOn: "")
        return Network(manifest: manifest, graph: graph, classes: [])
    }()

    private let photo = Picture(colours: Clouds.paint(width: 120, height: 80, seed: 4))

    private func recipe(_ climb: Climb, seed: UInt64 = 1) -> Recipe {
        Recipe(
            title: "test", network: "small", seed: seed, canvas: Canvas(.clouds, width: 64, height: 64),
            stages: [Stage(name: "climb", action: .climb(climb), place: Place(file: "t.lua", line: 3))])
    }

    private func render(_ recipe: Recipe, backend: Backend = .fast) throws -> (Picture, objectives: [Float]) {
        var objectives: [Float] = []
        let result = try Renderer(recipe: recipe, network: Self.network, backend: backend).render(photo) {
            objectives.append($0.objective)
            return .goOn
        }
        return (result.picture, objectives)
    }

    @Test(arguments: [
        Dreams.Expression.energy(of: LayerReference(.name("relu2"))), .evidence(ofClass: 3),
        .reduce(.mean, .channel(2, of: .activation(LayerReference(.name("relu1"), preActivation: true)))),
    ])
    func aFewStepsRaiseTheObjective(_ objective: Dreams.Expression) throws {
        for normalization in [GradientNormalization.meanAbsolute, .laplacian(levels: 4)] {
            for backend in Backend.allCases {
                let climb = Climb(
                    maximize: objective, octaves: Octaves(count: 1, scale: 1.4), steps: 4,
                    normalization: normalization, jitter: 0)
                let objectives = try render(recipe(climb), backend: backend).objectives
                #expect(objectives.count == 4)
                #expect(zip(objectives, objectives.dropFirst()).allSatisfy { $0 < $1 }, "\(objectives)")
            }
        }
    }

    @Test func theSameRecipeGivesTheSameBytes() throws {
        let climb = Climb(
            maximize: .energy(of: LayerReference(.name("relu2"))), octaves: Octaves(count: 2, scale: 1.2), steps: 3)
        let first = try render(recipe(climb)).0
        #expect(try render(recipe(climb)).0 == first)
        #expect(try render(recipe(climb, seed: 2)).0 != first)
        let before = Threads.count
        defer { try? Threads.use(before) }
        try Threads.use(1)
        #expect(try render(recipe(climb)).0 == first)
    }

    @Test func tilesChangeNoDream() throws {
        // What is held beside the network at the full size, and half of what the network takes for the whole canvas.
        let canvas = Extent(height: 80, width: 120)
        let objective = Dreams.Expression.energy(of: LayerReference(.name("relu2"))) + .evidence(ofClass: 3)
        let climb = Climb(
            maximize: objective, minimize: 2 * .totalVariation(of: .canvas, beta: 2),
            octaves: Octaves(count: 2, scale: 1.2), steps: 3, jitter: 9)
        let whole = try Renderer(recipe: recipe(climb), network: Self.network)
        let needed = try whole.plan(for: canvas).stages[0].octaves.map(\.memory).max() ?? 0
        let tiled = try Renderer(recipe: recipe(climb), network: Self.network, memory: needed * 3 / 4)
        let plan = try tiled.plan(for: canvas)
        #expect(plan.stages[0].octaves[1].tiling.count > 1)
        #expect(plan.stages[0].octaves.allSatisfy { $0.memory <= needed * 3 / 4 })
        #expect("\(plan)".contains("120×80 in \(plan.stages[0].octaves[1].tiling), within "))
        let one = try whole.render(photo) { _ in .goOn }.picture.colours
        let other = try tiled.render(photo) { _ in .goOn }.picture.colours
        #expect(other.relativeDistance(to: one) < 1e-4)
        #expect(one.relativeDistance(to: photo.colours) > 1e-2)
        let fast = try Renderer(
            recipe: recipe(climb), network: Self.network, memory: needed * 3 / 4, tiles: .fast(halo: 2))
        #expect("\(try fast.plan(for: canvas))".contains(" in approximate "))
        let near = try fast.render(photo) { _ in .goOn }.picture.colours
        #expect((1e-4...0.05).contains(near.relativeDistance(to: one)))
        #expect(near == (try fast.render(photo) { _ in .goOn }.picture.colours))
        let error = #expect(throws: EngineError.self) {
            try Renderer(recipe: recipe(climb), network: Self.network, memory: 1000).plan(for: canvas)
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains("do not fit into the 0 B that are left for the network"))
    }

    @Test func aMeanStepIsAsLongAsItsSize() throws {
        let climb = Climb(
            maximize: .energy(of: LayerReference(.name("relu2"))), octaves: Octaves(count: 1, scale: 1.4), steps: 1,
            stepSize: .constant(2), normalization: .meanAbsolute)
        var difference = try render(recipe(climb)).0.colours
        difference.add(photo.colours, times: -1)
        // A little less than 2 levels, because clouds have pixels that are white already.
        #expect((1.6...2.0).contains(difference.meanAbsolute * 255))
    }

    @Test func maskedPixelsAreKept() throws {
        let climb = Climb(
            maximize: .energy(of: LayerReference(.name("relu2"))), octaves: Octaves(count: 1, scale: 1.4), steps: 3,
            mask: .luminance(threshold: 0.8, softness: 0.01, above: true))
        let dreamt = try render(recipe(climb)).0.colours.values
        let lightness = Oklab.fromSRGB(photo.colours).values.prefix(120 * 80)
        let dark = lightness.indices.filter { lightness[$0] < 0.7 }
        #expect(dark.count > 500)
        #expect(dark.allSatisfy { abs(dreamt[$0] - photo.colours.values[$0]) < 1e-6 })
        let light = lightness.indices.filter { lightness[$0] > 0.9 }
        #expect(light.contains { abs(dreamt[$0] - photo.colours.values[$0]) > 1e-3 })
    }

    @Test func totalVariationCalms() throws {
        func restlessness(_ weight: Float) throws -> Float {
            let climb = Climb(
                maximize: .energy(of: LayerReference(.name("relu2"))),
                minimize: .constant(weight) * .totalVariation(of: .canvas, beta: 2),
                octaves: Octaves(count: 1, scale: 1.4), steps: 5)
            let dreamt = try render(recipe(climb)).0.colours
            return try Evaluation(of: .totalVariation(of: .canvas, beta: 2), canvas: dreamt) { _ in nil }.value
        }
        #expect(try restlessness(3) < (try restlessness(0)) * 0.9)
    }

    @Test func octavesAreGooglesLadder() throws {
        let climb = Climb(maximize: .energy(of: LayerReference(.name("relu2"))), octaves: Octaves(count: 6, scale: 1.4))
        let plan = try Renderer(recipe: recipe(climb), network: Self.network).plan(for: Extent(height: 240, width: 320))
        // 240 ÷ 1.4⁴ is 62, below the smallest useful side.
        let sizes = plan.stages[0].octaves.map { "\($0.size.width)×\($0.size.height)" }
        #expect(sizes == ["117×87", "163×122", "229×171", "320×240"])
        #expect("\(plan)".contains("10 steps on each of 117×87 → 163×122 → 229×171 → 320×240"))
    }

    @Test func anInterruptionKeepsThePictureSoFarAtFullSize() throws {
        let climb = Climb(
            maximize: .energy(of: LayerReference(.name("relu2"))), octaves: Octaves(count: 2, scale: 1.2), steps: 5)
        var fractions: [Double] = []
        let result = try Renderer(recipe: recipe(climb), network: Self.network).render(photo) { progress in
            fractions.append(progress.fraction)
            #expect(progress.preview().width == 120)
            return progress.step == 3 ? .stop : .goOn
        }
        #expect(result.isInterrupted)
        #expect((result.picture.width, result.picture.height) == (120, 80))
        #expect(result.picture != photo)
        #expect(fractions.count == 3 && fractions.allSatisfy { $0 > 0 && $0 < 1 })
    }

    @Test func coloursAreMatchedToTheInput() throws {
        var recipe = recipe(
            Climb(
                maximize: .energy(of: LayerReference(.name("relu2"))), octaves: Octaves(count: 1, scale: 1.4), steps: 8)
        )
        recipe.stages.append(Stage(name: "colours", action: .matchColours(space: .srgb)))
        let matched = try render(recipe).0.colours
        for channel in 0..<3 {
            let own = Tensor(shape: Shape([9600]), values: Array(matched.values[matched.indices(ofChannel: channel)]))
            let wanted = Tensor(
                shape: Shape([9600]), values: Array(photo.colours.values[matched.indices(ofChannel: channel)]))
            #expect(abs(own.mean - wanted.mean) < 0.02)
        }
    }

    @Test func matchingInTheColourPlaneLeavesLightnessAlone() throws {
        var recipe = recipe(
            Climb(
                maximize: .energy(of: LayerReference(.name("relu2"))), octaves: Octaves(count: 1, scale: 1.4), steps: 8)
        )
        let dreamt = Oklab.fromSRGB(try render(recipe).0.colours)
        recipe.stages.append(Stage(name: "colours", action: .matchColours(space: .ab)))
        let matched = Oklab.fromSRGB(try render(recipe).0.colours)
        let lightness = matched.indices(ofChannel: 0)
        let difference = zip(dreamt.values[lightness], matched.values[lightness]).map { abs($0 - $1) }
        // Colours that sRGB lacks are cut, which moves the lightness of a few.
        #expect(difference.reduce(0, +) / Float(difference.count) < 0.005)
        #expect(matched.relativeDistance(to: dreamt) > 0.005)
    }

    @Test func alphaAndProfilePassThrough() throws {
        var picture = photo
        picture.alpha = Tensor(shape: Shape(channels: 1, height: 80, width: 120), repeating: 0.5)
        picture.profile = [1, 2, 3]
        let climb = Climb(
            maximize: .energy(of: LayerReference(.name("relu2"))), octaves: Octaves(count: 1, scale: 1.4), steps: 1)
        let result = try Renderer(recipe: recipe(climb), network: Self.network).render(picture) { _ in .goOn }
        #expect(result.picture.alpha == picture.alpha)
        #expect(result.picture.profile == [1, 2, 3])
    }

    @Test func mistakesPointIntoThePreset() throws {
        func message(_ objective: Dreams.Expression) -> String {
            let error = #expect(throws: DreamError.self) {
                _ = try render(recipe(Climb(maximize: objective, octaves: Octaves(count: 1, scale: 1.4), steps: 1)))
            }
            return error.map { "\($0)" } ?? ""
        }
        #expect(
            message(.activation(LayerReference(.name("relu2"))))
                == "t.lua:3: relu2 is an array, and an objective is one number; add :mean() or :energy()")
        #expect(
            message(.energy(of: LayerReference(.name("rleu2"), place: Place(file: "t.lua", line: 9)))).hasPrefix(
                "t.lua:9: small has no layer 'rleu2' (did you mean 'relu2'?)"))
        #expect(
            message(.totalVariation(of: .canvas, beta: 2))
                == "t.lua:3: stage 'climb' maximises nothing of the network; name a layer or a class")
        #expect(message(.evidence(ofClass: 99)) == "t.lua:3: classes has no channel 99; it has 16, counted from 0")
        #expect(
            message(.reduce(.mean, .activation(LayerReference(.name("dead"))))).hasPrefix(
                "t.lua:3: stage 'climb': nothing in dead answers to this picture"))
        #expect(
            message(.reduce(.mean, .apply(.exp, 1e6 * .activation(LayerReference(.name("relu2")))))).contains(
                "the gradient is not finite"))
    }
}
