import Dreams
import Engine
import Networks
import Pictures
import Tensors
import TestSupport
import Testing

/// Renders of a small network, by behaviour.
@Suite struct RendererTests {
    @Test(arguments: [
        Dreams.Expression.energy(of: LayerReference(.name("relu2"))), .evidence(ofClass: 3),
        Dreams.Expression.activation(LayerReference(.name("relu1"), preActivation: true)).channel(2).mean(),
    ])
    func aFewStepsRaiseTheObjective(_ objective: Dreams.Expression) throws {
        for normalization in [GradientNormalization("mean"), .init("laplacian")] {
            for backend in Backends.all {
                let ascent = Small.ascent(objective) {
                    $0.steps = [4]
                    $0.normalization = normalization
                    $0.jitter = .constant(0)
                }
                let objectives = try Small.render(Small.recipe(ascent), backend: backend).objectives
                #expect(objectives.count == 4)
                #expect(zip(objectives, objectives.dropFirst()).allSatisfy { $0 < $1 }, "\(objectives)")
            }
        }
    }

    @Test func theSameRecipeGivesTheSameBytes() throws {
        let ascent = Small.ascent {
            $0.octaves = Octaves(count: 2, scale: 1.2)
            $0.steps = [3]
        }
        let first = try Small.render(Small.recipe(ascent)).0
        #expect(try Small.render(Small.recipe(ascent)).0 == first)
        #expect(try Small.render(Small.recipe(ascent, seed: 2)).0 != first)
        let before = Threads.count
        defer { try? Threads.use(before) }
        try Threads.use(1)
        #expect(try Small.render(Small.recipe(ascent)).0 == first)
    }

    @Test func tilesChangeNoDream() throws {
        let canvas = Extent(height: 80, width: 120)
        let objective = Dreams.Expression.energy(of: LayerReference(.name("relu2"))) + .evidence(ofClass: 3)
        let ascent = Small.ascent(objective) {
            $0.minimize = 2 * Dreams.Expression.canvas.totalVariation(beta: 2)
            $0.octaves = Octaves(count: 2, scale: 1.2)
            $0.steps = [3]
            $0.jitter = .constant(9)
        }
        let whole = try Renderer(recipe: Small.recipe(ascent), network: Small.network)
        let needed = try whole.plan(for: canvas).stages[0].octaves.map(\.memory).max() ?? 0
        // The most memory with which the full size is cut into tiles.
        let bound = try #require(
            stride(from: needed, through: needed / 2, by: -needed / 64).first { bound in
                let plan = try? Renderer(recipe: Small.recipe(ascent), network: Small.network, memory: bound)
                    .plan(for: canvas)
                return plan.map { $0.stages[0].octaves[1].tiling.count > 1 } ?? false
            })
        let tiled = try Renderer(recipe: Small.recipe(ascent), network: Small.network, memory: bound)
        let plan = try tiled.plan(for: canvas)
        #expect(plan.stages[0].octaves[1].tiling.count > 1)
        #expect(plan.stages[0].octaves.allSatisfy { $0.memory <= bound })
        #expect("\(plan)".contains("120×80 in \(plan.stages[0].octaves[1].tiling), within "))
        let one = try whole.render(Small.photo) { _ in .goOn }.picture.colours
        let other = try tiled.render(Small.photo) { _ in .goOn }.picture.colours
        #expect(other.relativeDistance(to: one) < 1e-4)
        #expect(one.relativeDistance(to: Small.photo.colours) > 1e-2)
        let fast = try Renderer(
            recipe: Small.recipe(ascent), network: Small.network, memory: bound, tiles: .fast(halo: 2))
        #expect("\(try fast.plan(for: canvas))".contains(" in approximate "))
        let near = try fast.render(Small.photo) { _ in .goOn }.picture.colours
        #expect((1e-4...0.05).contains(near.relativeDistance(to: one)))
        #expect(near == (try fast.render(Small.photo) { _ in .goOn }.picture.colours))
        let error = #expect(throws: EngineError.self) {
            try Renderer(recipe: Small.recipe(ascent), network: Small.network, memory: 1000).plan(for: canvas)
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains(/^\d+×\d+ pixels take at least .*, and 1000 B are allowed$/))
    }

    @Test func aMeanStepIsAsLongAsItsSize() throws {
        let ascent = Small.ascent {
            $0.steps = [1]
            $0.stepSize = .constant(2)
            $0.normalization = .init("mean")
        }
        var difference = try Small.render(Small.recipe(ascent)).0.colours
        difference.add(Small.photo.colours, times: -1)
        // A little less than 2 levels, because clouds have pixels that are white already.
        #expect((1.6...2.0).contains(difference.meanAbsolute * 255))
    }

    @Test func maskedPixelsAreKept() throws {
        let ascent = Small.ascent {
            $0.steps = [3]
            $0.mask = Mask("luminance", ["above": 0.8, "softness": 0.01])
        }
        let dreamt = try Small.render(Small.recipe(ascent)).0.colours.values
        let lightness = Oklab.fromSRGB(Small.photo.colours).values.prefix(120 * 80)
        let dark = lightness.indices.filter { lightness[$0] < 0.7 }
        #expect(dark.count > 500)
        #expect(dark.allSatisfy { abs(dreamt[$0] - Small.photo.colours.values[$0]) < 1e-6 })
        let light = lightness.indices.filter { lightness[$0] > 0.9 }
        #expect(light.contains { abs(dreamt[$0] - Small.photo.colours.values[$0]) > 1e-3 })
    }

    @Test func totalVariationCalms() throws {
        func restlessness(_ weight: Float) throws -> Float {
            let ascent = Small.ascent {
                $0.minimize = Dreams.Expression.constant(weight) * Dreams.Expression.canvas.totalVariation(beta: 2)
                $0.steps = [5]
            }
            let dreamt = try Small.render(Small.recipe(ascent)).0.colours
            return ExpressionProgram(Dreams.Expression.canvas.totalVariation(beta: 2)).evaluate(EvaluationContext()) {
                _ in dreamt
            }
            .value
        }
        #expect(try restlessness(3) < (try restlessness(0)) * 0.9)
    }

    @Test func octavesAreGooglesLadder() throws {
        let ascent = Small.ascent {
            $0.octaves = Octaves(count: 6, scale: 1.4)
        }
        let plan = try Renderer(recipe: Small.recipe(ascent), network: Small.network).plan(
            for: Extent(height: 240, width: 320))
        // 240 ÷ 1.4⁴ is 62, below the smallest useful side.
        let sizes = plan.stages[0].octaves.map { "\($0.size.width)×\($0.size.height)" }
        #expect(sizes == ["117×87", "163×122", "229×171", "320×240"])
        #expect("\(plan)".contains("10 steps on each of 117×87 → 163×122 → 229×171 → 320×240"))
    }

    /// A layer that has no room in a small picture, as the last pool of GoogLeNet, takes no octave from a dream of what lies before it.
    @Test func octavesAskForWhatIsReadAlone() throws {
        var graph = Small.network.graph
        let last = graph.nodes.count - 1
        graph = Graph(
            nodes: graph.nodes + [
                Graph.Node(name: "pool5", operation: .maxPool(Window(kernel: Extent(100))), inputs: [last])
            ])
        let network = Network(manifest: Small.network.manifest, graph: graph, classes: [])
        func octaves(_ layer: String) throws -> Int {
            let activation = Dreams.Expression.energy(of: LayerReference(.name(layer)))
            let recipe = Small.recipe(Small.ascent(activation) { $0.octaves = Octaves(count: 4, scale: 1.4) })
            return try Renderer(recipe: recipe, network: network).plan(for: Extent(height: 240, width: 320))
                .stages[0].octaves.count
        }
        #expect(try octaves("relu2") == 4)
        // 100 pixels of a half: 200 of the canvas.
        #expect(try octaves("pool5") == 1)
    }

    @Test func anInterruptionKeepsThePictureSoFarAtFullSize() throws {
        let ascent = Small.ascent {
            $0.octaves = Octaves(count: 2, scale: 1.2)
            $0.steps = [5]
        }
        var fractions: [Double] = []
        let result = try Renderer(recipe: Small.recipe(ascent), network: Small.network).render(Small.photo) {
            progress in
            fractions.append(progress.fraction)
            #expect(progress.preview(nil).width == 120)
            return progress.step == 3 ? .stop : .goOn
        }
        #expect(result.isInterrupted)
        #expect((result.picture.width, result.picture.height) == (120, 80))
        #expect(result.picture != Small.photo)
        #expect(fractions.count == 3 && fractions.allSatisfy { $0 > 0 && $0 < 1 })
    }

    /// What comes after an ascent is done to what is shown of it, but for what a network has to be asked for, and for what makes it larger.
    @Test func aDreamIsShownAsLaterStagesWillLeaveIt() throws {
        func shown(_ later: CanvasOperation..., before: CanvasOperation? = nil) throws -> (last: Picture, end: Picture)
        {
            var recipe = Small.recipe(Small.ascent { $0.steps = [3] })
            recipe.stages = (before.map { [Stage(name: "before", action: .canvas($0))] } ?? []) + recipe.stages
            recipe.stages += later.map { Stage(name: "later", action: .canvas($0)) }
            var last: Picture?
            let result = try Renderer(recipe: recipe, network: Small.network).render(Small.photo) {
                last = $0.preview(nil)
                #expect($0.preview(30).width == 30)
                return .goOn
            }
            return (try #require(last), result.picture)
        }
        func distance(_ a: Picture, _ b: Picture) -> Float {
            zip(a.colours.values, b.colours.values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                / Float(a.colours.values.count)
        }
        for later: [CanvasOperation] in [
            [.init("kaleidoscope", ["segments": 6])], [.init("grain", ["amount": 0.2])],
            [.init("tone", ["saturation": 0]), .init("match_colours", ["space": "lab"])],
        ] {
            let (last, end) = later.count == 1 ? try shown(later[0]) : try shown(later[0], later[1])
            #expect(distance(last, end) < 1e-5, "\(later)")
        }
        let (_, plain) = try shown()
        #expect(distance(try shown(.init("tone", ["saturation": 0])).last, plain) > 1e-3)
        #expect(try shown(.init("resize", ["factor": 2])).last == plain)
        let before = try shown(before: .init("tone", ["saturation": 0]))
        #expect(before.last == before.end)
    }

    @Test func coloursAreMatchedToTheInput() throws {
        var recipe = Small.recipe(
            Small.ascent {
                $0.steps = [8]
            }
        )
        recipe.stages.append(Stage(name: "colours", action: .canvas(.init("match_colours", ["space": "srgb"]))))
        let matched = try Small.render(recipe).0.colours
        for channel in 0..<3 {
            let own = Tensor(shape: Shape([9600]), values: Array(matched.values[matched.indices(ofChannel: channel)]))
            let wanted = Tensor(
                shape: Shape([9600]), values: Array(Small.photo.colours.values[matched.indices(ofChannel: channel)]))
            #expect(abs(own.mean - wanted.mean) < 0.02)
        }
    }

    @Test func matchingInTheColourPlaneLeavesLightnessAlone() throws {
        var recipe = Small.recipe(
            Small.ascent {
                $0.steps = [8]
            }
        )
        let dreamt = Oklab.fromSRGB(try Small.render(recipe).0.colours)
        recipe.stages.append(Stage(name: "colours", action: .canvas(.init("match_colours", ["space": "ab"]))))
        let matched = Oklab.fromSRGB(try Small.render(recipe).0.colours)
        let lightness = matched.indices(ofChannel: 0)
        let difference = zip(dreamt.values[lightness], matched.values[lightness]).map { abs($0 - $1) }
        // Colours that sRGB lacks are cut, which moves the lightness of a few.
        #expect(difference.reduce(0, +) / Float(difference.count) < 0.005)
        #expect(matched.relativeDistance(to: dreamt) > 0.005)
    }

    @Test func alphaAndProfilePassThrough() throws {
        var picture = Small.photo
        picture.alpha = Tensor(shape: Shape(channels: 1, height: 80, width: 120), repeating: 0.5)
        picture.profile = [1, 2, 3]
        let ascent = Small.ascent {
            $0.steps = [1]
        }
        let result = try Renderer(recipe: Small.recipe(ascent), network: Small.network).render(picture) { _ in .goOn }
        #expect(result.picture.alpha == picture.alpha)
        #expect(result.picture.profile == [1, 2, 3])
    }

    @Test func mistakesPointIntoThePreset() throws {
        func message(_ objective: Dreams.Expression) -> String {
            let error = #expect(throws: DreamError.self) {
                _ = try Small.render(
                    Small.recipe(
                        Small.ascent(objective) {
                            $0.steps = [1]
                        }))
            }
            return error.map { "\($0)" } ?? ""
        }
        #expect(
            message(.activation(LayerReference(.name("relu2"))))
                == "t.lua:3: relu2 is an array, and an objective is one number; add :mean() or :energy()")
        #expect(
            message(.energy(of: LayerReference(.name("rleu2"), place: SourceLine(file: "t.lua", line: 9)))).hasPrefix(
                "t.lua:9: small has no layer 'rleu2' (did you mean 'relu2'?)"))
        #expect(
            message(.constant(3))
                == "t.lua:3: stage 'ascent' maximises a number that depends on nothing; name a layer, a class or the canvas"
        )
        #expect(message(.evidence(ofClass: 99)) == "t.lua:3: classes has no channel 99; it has 16, counted from 0")
        #expect(
            message(Dreams.Expression.activation(LayerReference(.name("dead"))).mean()).hasPrefix(
                "t.lua:3: stage 'ascent': nothing in dead answers to this picture"))
        #expect(
            message((1e6 * Small.relu2).apply(.exp).mean()).contains(
                "the gradient is not finite"))
    }
}
