import Dreams
import Pictures
import Tensors
import TestSupport
import Testing

/// What a canvas is made of while it climbs: pixels, waves, bands or phases, in any colour space.
@Suite struct ParameterizationTests {
    /// Every one, in every space.
    static let all = ColourSpace.allCases.flatMap { space in
        Parameterization.names.map { Parameterization($0, ["space": .text(space.rawValue)]) }
    }

    private static let fourier = Parameterization("fourier")
    private static let pyramid = Parameterization("pyramid", ["levels": 4])
    private static func pixels(_ space: WordValue) -> Parameterization { Parameterization("pixels", ["space": space]) }

    /// Levels of a photo, some of which are black and white, and others the purest of colours.
    private static let photo: Tensor = {
        var levels = Small.photo.colours
        levels.scale(by: 255)
        for i in 0..<40 { levels.values[37 * i] = i % 2 == 0 ? 0 : 255 }
        return levels
    }()

    @Test func theFieldsSpacesAreLeftUnsaid() {
        #expect(Parameterization.pixels == Self.pixels("srgb") && "\(Parameterization.pixels)" == "pixels")
        #expect(Self.fourier == Parameterization("fourier", ["decay": 1, "space": "decorrelated"]))
        #expect("\(Parameterization("pyramid", ["levels": 3, "space": "oklab"]))" == "laplacian bands 3 in oklab")
        #expect(Set(Self.all).count == 16)
    }

    @Test(arguments: all) func startsAtThePicture(_ parameterization: Parameterization) {
        var difference = parameterization.state(of: Self.photo).canvas()
        difference.add(Self.photo, times: -1)
        let worst = difference.values.map(abs).max() ?? .infinity
        #expect(worst < 2e-3, "\(parameterization): \(worst)")
    }

    /// A few rows, wherever they are asked for and around the edges, are those of all levels.
    @Test(arguments: all) func rowsAreThoseOfTheWhole(_ parameterization: Parameterization) {
        var trace: Tensor?
        let levels = parameterization.state(of: Self.photo).levels(keeping: &trace)
        let all = parameterization.state(of: Self.photo).canvas()
        #expect(levels.shape == all.shape && levels.all == all)
        let (height, width) = (all.shape.height, all.shape.width)
        for rows in [0..<height, 3..<4, height - 2..<height + 5, -7..<2, -3..<height + 3] {
            let whole = all.part(Region(rows: rows, columns: 0..<width), rolledDown: 0, right: 0)
            #expect(levels.rows(rows) == whole, "\(parameterization), \(rows)")
        }
    }

    @Test(arguments: all) func itsGradientIsItsSlope(_ parameterization: Parameterization) {
        var canvas = Tensor.noise(Shape(channels: 3, height: 18, width: 21), seed: 5).map { 128 + 30 * $0 }
        canvas.clamp(to: 40...215)
        let weights = Tensor.noise(canvas.shape, seed: 6)
        var state = parameterization.state(of: canvas)
        let gradients = state.pullBack(weights)
        for index in gradients.indices {
            let start = state.parameters[index]
            let step: Float = parameterization.usualSpace == .srgb ? 0.1 : 1e-2
            let error = FiniteDifferences.error(of: gradients[index], at: start, step: step) {
                state.parameters[index] = $0
                defer { state.parameters[index] = start }
                return Sums.products(state.canvas().values.span, weights.values.span)
            }
            #expect(error < 0.02, "\(parameterization), \(index)")
        }
    }

    /// Near a middle grey a unit of any plane moves a colour about as far as a level, so that a step size means about the same in all spaces;
    /// the decorrelated ones have planes of less and less weight.
    @Test(
        arguments: zip(
            ColourSpace.allCases, [[Float(1), 1, 1], [1.08, 1.08, 1.08], [0.84, 1.01, 1.11], [1, 0.28, 0.13]]))
    func aUnitIsAboutALevel(_ space: ColourSpace, _ wanted: [Float]) {
        let planes = space.planes(of: Tensor(shape: Shape(channels: 3, height: 1, width: 1), repeating: 127.5))
        for plane in 0..<3 {
            var moved = planes
            moved.values[plane] += 0.5
            var step = space.levels(of: moved)
            step.add(space.levels(of: planes), times: -1)
            let length = 2 * Float(Sums.products(step.values.span, step.values.span)).squareRoot()
            #expect(abs(length - wanted[plane]) < 0.02, "\(space), plane \(plane): \(length)")
        }
    }

    private static let fits: [(Parameterization, Float)] = [
        (.pixels, 4), (fourier, 0.2), (pyramid, 4), (pixels("linear"), 4), (pixels("oklab"), 4),
        (pixels("decorrelated"), 12), (.init("fourier", ["space": "srgb"]), 0.2),
        (.init("fourier", ["space": "oklab"]), 0.2), (.init("pyramid", ["levels": 4, "space": "decorrelated"]), 4),
        (.init("pyramid", ["levels": 4, "space": "linear"]), 4),
    ]

    /// Feature inversion of the canvas itself: from grey noise towards the photo, whatever the picture is made of.
    @Test(arguments: fits)
    func fitsAPhoto(_ parameterization: Parameterization, _ size: Float) throws {
        let photo = PictureReading(layer: nil, picture: .parameter("photo"), placement: .aligned)
        let ascent = Small.ascent(-1 * (Dreams.Expression.canvas - .reading(photo)).square().mean()) {
            $0.parameterization = parameterization
            $0.optimizer = .init("adam")
            $0.normalization = .init("none")
            $0.stepSize = .eased(from: size, to: size / 10)
            $0.steps = [200]
        }
        let noise = Picture(colours: NoiseCanvas.paint(width: 120, height: 80, seed: 1))
        let result = try Small.render(
            Small.recipe(ascent), pictures: [.parameter("photo"): Small.photo], on: noise)
        var difference = result.0.colours
        difference.add(Small.photo.colours, times: -1)
        let error = difference.rootMeanSquare * 255
        #expect(error < 6, "\(parameterization): \(error)")
    }

    /// Pixels of any space stay where a file can hold them, however far a step goes.
    @Test(arguments: ColourSpace.allCases) func pixelsStayInRange(_ space: ColourSpace) {
        var state = Self.pixels(.text(space.rawValue)).state(of: Self.photo)
        state.parameters[0].add(Tensor.noise(Self.photo.shape, seed: 2), times: 150)
        state.settle()
        let levels = state.canvas()
        #expect(levels.values.allSatisfy { (-1...256).contains($0) }, "\(space)")
    }

    /// A prior changes the canvas, whatever it is made of.
    @Test(arguments: [
        Parameterization.pixels, pixels("oklab"), fourier, pyramid,
    ])
    func priorsHoldForAll(_ parameterization: Parameterization) throws {
        let ascent = Small.ascent {
            $0.parameterization = parameterization
            $0.stepSize = .constant(0.01)
            $0.steps = [3]
            $0.priors = Priors(["decay": 1])
        }
        let grey = try Small.render(Small.recipe(ascent)).0.colours
        #expect(grey.values.allSatisfy { abs(255 * $0 - 128) < 1 }, "\(parameterization)")
    }

    @Test func masksHoldForAll() throws {
        for parameterization in Self.all {
            let ascent = Small.ascent {
                $0.parameterization = parameterization
                $0.optimizer = .init("adam")
                $0.stepSize = .constant(parameterization.usualSpace == .srgb ? 2 : 0.1)
                $0.steps = [3]
                $0.mask = Mask("ramp", ["angle": 0, "from": 0.5, "to": 0.51])
            }
            let dreamt = try Small.render(Small.recipe(ascent)).0.colours
            let left = Region(rows: 0..<80, columns: 0..<58)
            let kept = Small.photo.colours.part(left)
            #expect(dreamt.part(left).relativeDistance(to: kept) < 1e-5, "\(parameterization)")
            #expect(dreamt.relativeDistance(to: Small.photo.colours) > 1e-4, "\(parameterization)")
        }
    }
}
