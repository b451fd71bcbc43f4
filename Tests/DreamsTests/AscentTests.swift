import Dreams
import Networks
import Pictures
import Tensors
import TestSupport
import Testing

/// How an ascent climbs: optimizers, parameterizations, views, priors, scales. A few steps have to raise the objective.
@Suite struct AscentTests {
    private func rises(_ ascent: Ascent, pictures: [PictureReference: Picture] = [:]) throws {
        let objectives = try Small.render(Small.recipe(ascent), pictures: pictures).objectives
        let (first, last) = (try #require(objectives.first), try #require(objectives.last))
        #expect(last > first, "\(ascent): \(objectives)")
    }

    @Test(arguments: Optimizer.names.map { Optimizer($0) })
    func everyOptimizerClimbs(_ optimizer: Optimizer) throws {
        for normalization in [GradientNormalization("none"), .init("rms")] {
            try rises(
                Small.ascent {
                    $0.optimizer = optimizer
                    $0.normalization = normalization
                    $0.isBalanced = false
                    $0.jitter = .constant(0)
                    $0.stepSize = .constant(optimizer == .ascent && normalization == .init("none") ? 1e5 : 1)
                    $0.steps = [8]
                })
        }
    }

    @Test(arguments: GradientNormalization.names.filter { $0 != "none" }.map { GradientNormalization($0) })
    func everyNormalizationClimbs(_ normalization: GradientNormalization) throws {
        try rises(
            Small.ascent {
                $0.normalization = normalization
                $0.steps = [5]
            })
    }

    /// A quadratic bowl: Adam, NAdam and L-BFGS find its middle, L-BFGS in few steps.
    @Test(arguments: [
        (Optimizer("lbfgs", ["history": 8]), Float(10), 40), (.init("adam"), 0.3, 400), (.init("nadam"), 0.3, 400),
        (.init("momentum", ["inertia": 0.8]), 0.02, 400),
    ])
    func theSummitIsFound(_ optimizer: Optimizer, _ size: Float, _ steps: Int) {
        let summit = Tensor.noise(Shape([20]), seed: 3)
        let steepness = (0..<20).map { Float(1 + $0 % 7) }
        var x = [Tensor(shape: Shape([20]), repeating: 4)]
        var state = OptimizerState(optimizer)
        for _ in 0..<steps {
            var gradient = summit
            gradient.add(x[0], times: -1)
            for i in 0..<20 { gradient.values[i] *= steepness[i] }
            state.step(&x, along: [gradient], size: size)
        }
        #expect(x[0].relativeDistance(to: summit) < 0.05, "\(optimizer)")
    }

    /// All sizes but the last are those of a canvas half as large, and none is nearly the canvas's.
    @Test func aLadderFromAFirstSizeIsTheSameOnEveryCanvas() {
        let octaves = Octaves(scale: 1.4, first: 100)
        let (small, large) = (
            octaves.sizes(upTo: Extent(height: 300, width: 450)), octaves.sizes(upTo: Extent(height: 600, width: 900))
        )
        #expect(small.map(\.height) == [100, 140, 196, 300] && large.map(\.height) == [100, 140, 196, 274, 384, 600])
        #expect(small.dropLast() == large.prefix(3))
    }

    @Test func magnitudesOfAnotherPictureHold() throws {
        let ascent = Small.ascent {
            $0.parameterization = .init("phase", ["magnitudes": .picture(.parameter("other"))])
            $0.optimizer = .init("nadam")
            $0.stepSize = .constant(0.2)
            $0.steps = [6]
        }
        let other = Picture(colours: Clouds.paint(width: 150, height: 100, seed: 9))
        try rises(ascent, pictures: [.parameter("other"): other])
    }

    /// The magnitudes of several pictures are the mean of theirs; a canvas of these phases has it.
    @Test func magnitudesOfSeveralPicturesAreTheirMean() throws {
        func levels(_ seed: UInt64) -> Tensor {
            var levels = Clouds.paint(width: 30, height: 20, seed: seed)
            levels.scale(by: 255)
            return levels
        }
        func magnitudes(_ seeds: [UInt64]) throws -> Tensor {
            let pictures = seeds.map { PictureReference.parameter("\($0)") }
            return try #require(
                Parameterization("phase", ["magnitudes": .list(pictures.map { .picture($0) })]).amplitudes {
                    guard case .parameter(let name) = $0 else { return levels(0) }
                    return levels(UInt64(name) ?? 0)
                })
        }
        let (a, b) = (try magnitudes([1]), try magnitudes([2]))
        var mean = a
        mean.add(b)
        mean.scale(by: 0.5)
        #expect(try magnitudes([1, 2]).relativeDistance(to: mean) < 1e-6)
        #expect(a.relativeDistance(to: b) > 0.1)
        #expect(Parameterization("phase").amplitudes { _ in levels(0) } == nil)
    }

    /// Dark and bright pictures together are of middling brightness: a mean has a sign, which a magnitude has not. And no step
    /// changes it, not even Adam's, which makes much of the least gradient.
    @Test func meanColoursOfSeveralPicturesAreTheirMean() throws {
        func levels(_ name: PictureReference) -> Tensor {
            var levels = Clouds.paint(width: 30, height: 20, seed: 3)
            levels.scale(by: 60)
            return name == .parameter("dark") ? levels : levels.map { 255 - $0 }
        }
        func start(_ names: [String]) throws -> any CanvasState {
            let parameterization = Parameterization(
                "phase", ["magnitudes": .list(names.map { .picture(.parameter($0)) })])
            let amplitudes = try #require(parameterization.amplitudes(of: levels))
            return parameterization.state(of: levels(.parameter("dark")), amplitudes: amplitudes)
        }
        let (dark, bright) = (try start(["dark"]).canvas().mean, try start(["bright"]).canvas().mean)
        #expect(abs(dark - levels(.parameter("dark")).mean) < 1 && abs(bright - levels(.parameter("bright")).mean) < 1)
        var both = try start(["dark", "bright", "bright", "dark"])
        #expect(abs(both.canvas().mean - 127.5) < 3)
        var adam = OptimizerState(.init("adam"))
        for _ in 0..<20 {
            let gradient = both.pullBack(Tensor(shape: levels(.input).shape, repeating: 1))
            adam.step(&both.parameters, along: gradient, size: 0.5)
        }
        #expect(abs(both.canvas().mean - 127.5) < 12)
    }

    /// What is only read for its spectrum need not be larger than the largest canvas that it is brought to.
    @Test func sizesNeededForSpectra() {
        let pictures = [PictureReference.parameter("a"), .parameter("b")]
        let ascent = Small.ascent {
            $0.parameterization = .init("phase", ["magnitudes": .list(pictures.map { .picture($0) })])
            $0.octaves = Octaves(count: 2, scale: 2, smallest: 16)
        }
        let recipe = Small.recipe([
            .ascent(ascent), .canvas(.init("keep_colour", ["from": .picture(pictures[1])])),
            .canvas(.init("resize", ["factor": 2])), .ascent(ascent),
        ])
        let sizes = recipe.sizesNeeded(on: Extent(height: 40, width: 60))
        #expect(sizes == [pictures[0]: Extent(height: 80, width: 120)])
    }

    private static let shift = Transform("random_shift", ["most": 4])

    /// Each by itself, and some together.
    private static let transforms: [[Transform]] = [
        [shift], [.init("view_pad", ["border": 6, "level": 0.5]), .init("random_shift", ["most": 3])],
        [.init("random_scale", ["factors": [0.9, 1.1]])], [.init("random_rotate", ["angles": [-5, 0, 5]])],
        [.init("random_crop", ["fraction": 0.7, "spread": 0.15, "side": 64])], [.init("random_flip")],
        [.init("random_noise", ["deviation": 4])], [.init("view_blur", ["sigma": 0.8])], [.init("random_colours")],
        [.init("random_affine")], [.init("random_perspective")],
        [
            .init("view_pad", ["border": 8]), shift, .init("random_scale", ["factors": [0.95, 1.05]]),
            .init("random_rotate", ["angles": [-3, 3]]), .init("random_shift", ["most": 2]),
        ],
    ]

    @Test func everyTransformIsTried() {
        #expect(Set(Self.transforms.joined().map { type(of: $0.anyWord).name }) == Set(Transform.words.map { $0.name }))
    }

    @Test(arguments: transforms)
    func everyTransformLeavesAWayUp(_ transforms: [Transform]) throws {
        for views in [1, 3] {
            // What is maximised is measured through another view at each step: a plain one tells at the end.
            let ascent = Small.ascent {
                $0.transforms = transforms
                $0.views = views
                $0.steps = [6]
                $0.stepSize = .constant(3)
            }
            let dreamt = try Small.render(Small.recipe(ascent)).0
            #expect(try energy(of: dreamt) > (try energy(of: Small.photo)) * 1.02, "\(transforms)")
        }
    }

    /// A crop that may lie anywhere does not keep to the corners; one without spread keeps to the middle.
    @Test func cropsReachTheMiddle() throws {
        let middle = Region(rows: 25..<55, columns: 40..<80)
        func shareOfTheMiddle(spread: Float) throws -> Float {
            let ascent = Small.ascent {
                $0.transforms = [.init("random_crop", ["fraction": 0.4, "spread": WordValue(spread), "side": 32])]
                $0.normalization = .init("mean")
                $0.jitter = .constant(0)
                $0.views = 40
                $0.steps = [2]
            }
            var change = try Small.render(Small.recipe(ascent)).0.colours
            change.add(Small.photo.colours, times: -1)
            return change.part(middle).meanAbsolute / change.meanAbsolute
        }
        #expect(try shareOfTheMiddle(spread: 1) > 0.8)
        #expect(try shareOfTheMiddle(spread: 0) > 4)
    }

    private func energy(of picture: Picture) throws -> Float {
        let look = Small.ascent {
            $0.steps = [1]
            $0.jitter = .constant(0)
        }
        return try #require(try Small.render(Small.recipe(look), on: picture).objectives.first)
    }

    @Test func viewsAreAsManyAndDiffer() throws {
        let ascent = Small.ascent {
            $0.transforms = [.init("random_noise", ["deviation": 20])]
            $0.steps = [2]
        }
        let one = try Small.render(Small.recipe(ascent)).0
        let four = try Small.render(
            Small.recipe(
                Small.ascent {
                    $0 = ascent; $0.views = 4
                })
        ).0
        #expect(one != four)
        let plan = try Renderer(
            recipe: Small.recipe(
                Small.ascent {
                    $0 = ascent; $0.views = 4
                }), network: Small.network
        )
        .plan(for: Extent(height: 80, width: 120))
        let single = try Renderer(recipe: Small.recipe(ascent), network: Small.network)
            .plan(for: Extent(height: 80, width: 120))
        #expect(plan.multiplyAdds == 4 * single.multiplyAdds)
    }

    @Test func priorsDoWhatTheySay() throws {
        func dreamt(_ priors: [String: WordValue]) throws -> Tensor {
            try Small.render(
                Small.recipe(
                    Small.ascent {
                        $0.priors = Priors(priors)
                        $0.steps = [4]
                    })
            ).0.colours
        }
        let plain = try dreamt([:])
        func contrast(_ picture: Tensor) -> Float { picture.map { $0 - 128 / 255 }.rootMeanSquare }
        #expect(contrast(try dreamt(["decay": 0.1])) < contrast(plain) * 0.8)
        func restlessness(_ picture: Tensor) -> Float {
            ExpressionProgram(Dreams.Expression.canvas.totalVariation(beta: 2)).evaluate(EvaluationContext()) { _ in
                picture
            }.value
        }
        #expect(restlessness(try dreamt(["blur": 1, "blur_every": 2])) < restlessness(plain) * 0.5)
        func grey(_ picture: Tensor) -> Int {
            (0..<9600).count { i in (0..<3).allSatisfy { abs(picture.values[$0 * 9600 + i] - 128 / 255) < 1e-6 } }
        }
        #expect(grey(plain) < 100)
        #expect((2700...2900).contains(grey(try dreamt(["small_norm": 0.3]))))
        #expect(grey(try dreamt(["small_contribution": 0.3])) > 2000)
    }

    @Test func sizesMayBeGivenAndLieAbove() throws {
        func sizes(_ octaves: Octaves) throws -> [Int] {
            try Renderer(recipe: Small.recipe(Small.ascent { $0.octaves = octaves }), network: Small.network)
                .plan(for: Extent(height: 80, width: 120)).stages[0].octaves.map(\.size.width)
        }
        #expect(try sizes(Octaves(sides: [100, 180])) == [100, 180])
        #expect(try sizes(Octaves(scale: 1.5, first: 60)) == [90, 120])
        #expect(try sizes(Octaves(scale: 1.5, first: 240)) == [120])
        #expect(try sizes(Octaves(count: 4, scale: 1.25, smallest: 40, above: 2)) == [96, 120, 150, 188])
        let ascent = Small.ascent {
            $0.octaves = Octaves(count: 2, scale: 1.5, above: 1)
            $0.steps = [1, 3]
        }
        let dreamt = try Small.render(Small.recipe(ascent))
        #expect(dreamt.objectives.count == 4)
        #expect((dreamt.0.width, dreamt.0.height) == (120, 80))
    }

    @Test func withoutReinjectionThePhotoSoftens() throws {
        func sharpness(_ reinjects: Bool) throws -> Float {
            let ascent = Small.ascent {
                $0.octaves = Octaves(count: 2, scale: 2, smallest: 16)
                $0.stepSize = .constant(0)
                $0.reinjectsDetail = reinjects
                $0.steps = [1]
            }
            return try Small.render(Small.recipe(ascent)).0.colours.relativeDistance(to: Small.photo.colours) < 1e-5
                ? 1 : 0
        }
        #expect(try sharpness(true) == 1)
        #expect(try sharpness(false) == 0)
    }

    /// Where sides meet, a dream of the shifted picture is the shifted dream, whatever looks at neighbours: filters of the
    /// gradient and of the canvas, bands, and resizing between octaves.
    @Test(
        arguments: [
            (GradientNormalization("mean"), Parameterization.pixels), (.init("laplacian", ["levels": 2]), .pixels),
            (.init("blurs", ["sigma": 2]), .pixels), (.init("mean"), .init("pyramid", ["levels": 2])),
        ], [true, false])
    func aTileHasNoBorder(_ kind: (GradientNormalization, Parameterization), _ reinjects: Bool) throws {
        func seam(_ wrap: Wrap) throws -> Double {
            let ascent = Small.ascent {
                $0.wrap = wrap
                $0.jitter = .constant(0)
                ($0.normalization, $0.parameterization) = kind
                $0.octaves = Octaves(count: 2, scale: 2, smallest: 16)
                $0.reinjectsDetail = reinjects
                $0.priors = kind.1 == .pixels ? Priors(["blur": 0.7]) : Priors()
                $0.steps = [3]
            }
            let dreamt = try Small.render(Small.recipe(ascent)).0.colours
            let rolled = Picture(colours: Small.photo.colours.rolled(down: 40, right: 56))
            let other = try Small.render(Small.recipe(ascent), on: rolled).0.colours
            return other.rolled(down: -40, right: -56).relativeDistance(to: dreamt)
        }
        let (tile, picture) = (try seam(.both), try seam(.none))
        #expect(tile < 1e-4, "\(tile) \(picture)")
        #expect(picture > 1e-3, "\(picture)")
    }

    /// A layer that answers to nothing has no way up, until its units are woken.
    @Test func silentUnitsAreWoken() throws {
        func ascent(_ redirectedSteps: Int, _ weight: Float) -> Ascent {
            Small.ascent(
                Dreams.Expression.constant(weight) * Dreams.Expression.activation(LayerReference(.name("dead"))).mean()
            ) {
                $0.redirectedSteps = redirectedSteps
                $0.steps = [2]
            }
        }
        #expect(throws: DreamError.self) { try Small.render(Small.recipe(ascent(0, 1))) }
        let dreamt = try Small.render(Small.recipe(ascent(2, 1))).0
        #expect(try energy(of: dreamt) > energy(of: Small.photo))
        // What would push them farther down is not passed on.
        #expect(throws: DreamError.self) { try Small.render(Small.recipe(ascent(2, -1))) }
        // The third step finds them silent again.
        let silent = Small.recipe(
            Small.ascent {
                $0 = ascent(2, 1); $0.steps = [3]
            })
        let renderer = try Renderer(recipe: silent, network: Small.network, pictures: [:])
        #expect(try renderer.render(Small.photo) { _ in .goOn }.failure != nil)
    }

    @Test func guidesPullTowardsAPicture() throws {
        let guide = Picture(colours: NoiseCanvas.paint(width: 96, height: 64, seed: 3))
        let reading = Dreams.Expression.reading(
            PictureReading(
                layer: LayerReference(.name("relu2")), picture: .parameter("guide"), placement: .own(longEdge: 64)))
        for objective in [
            Small.relu2.bestMatch(with: reading).mean(),
            -1 * (Small.relu2.gram() - reading.gram()).square().sum(),
            (Small.relu2 * reading.reduced(.mean, over: .positions)).mean(),
            (Small.relu2 * reading.resized(like: Small.relu2)).mean(),
        ] {
            try rises(
                Small.ascent(objective) {
                    $0.jitter = .constant(0)
                    $0.steps = [4]
                    $0.stepSize = .constant(0.5)
                }, pictures: [.parameter("guide"): guide])
        }
        let error = #expect(throws: DreamError.self) {
            try Small.render(Small.recipe(Small.ascent(Small.relu2.bestMatch(with: reading).mean())))
        }
        #expect("\(try #require(error))" == "t.lua:3: the picture p.guide is read and was not given")
    }

    /// What is read of the input through the same view is the same at the first step, whatever the view.
    @Test func alignedPicturesMoveWithTheCanvas() throws {
        let input = PictureReading(
            layer: LayerReference(.name("relu2")), picture: .input, placement: .aligned)
        let ascent = Small.ascent(Small.relu2.mean() - 1e6 * (Small.relu2 - .reading(input)).square().mean()) {
            $0.isBalanced = false
            $0.transforms = [
                .init("random_rotate", ["angles": [7]]), .init("random_scale", ["factors": [1.1]]),
            ]
            $0.steps = [1]
        }
        let plain = Small.ascent(Small.relu2.mean()) {
            $0.isBalanced = false
            $0.transforms = [
                .init("random_rotate", ["angles": [7]]), .init("random_scale", ["factors": [1.1]]),
            ]
            $0.steps = [1]
        }
        #expect(
            try Small.render(Small.recipe(ascent)).objectives == (try Small.render(Small.recipe(plain)).objectives))
    }
}
