import Dreams
import Networks
import Pictures
import Tensors
import TestSupport
import Testing

/// Stages may leave the size of the picture that the dream began with behind, and still compare with that picture: a plan asks for what is
/// then compared, and neither plan nor render ends the process.
@Suite struct InputSizeTests {
    private typealias Expression = Dreams.Expression

    /// The ways to read the input, and whether each answers to its places.
    private static let readings: [(reading: Expression, fitsAnySize: Bool)] = [
        (input(.own(longEdge: 4096), layer: true), false), (input(.own(longEdge: 4096), layer: false), false),
        (input(.aligned, layer: true), true), (input(.aligned, layer: false), true),
    ]

    private static func input(_ placement: PictureReading.Placement, layer: Bool) -> Expression {
        .reading(
            PictureReading(layer: layer ? LayerReference(.name("relu2")) : nil, picture: .input, placement: placement))
    }

    private static func own(_ reading: Expression) -> Expression {
        if case .reading(let reading) = reading, reading.layer == nil { .canvas } else { Small.relu2 }
    }

    /// A number that compares place by place, which wants equal sizes, and one that looks for the best place.
    private static func comparisons(_ reading: Expression) -> [(Expression, byPlace: Bool)] {
        let own = own(reading)
        return [((own - reading).square().mean(), true), (own.bestMatch(with: reading).mean(), false)]
    }

    private static func resize(_ factor: Double) -> Stage.Action {
        .canvas(.init("resize", ["factor": .number(factor)]))
    }

    private static let photo = Picture(colours: Clouds.paint(width: 48, height: 32, seed: 4))

    @Test(arguments: [[0.5], [2.0], [1.5], [2, 0.5], [0.5, 2]], 0..<4)
    func comparisonsWithTheInputFitItsOwnSize(_ factors: [Double], _ index: Int) throws {
        let (reading, fitsAnySize) = Self.readings[index]
        for (expression, byPlace) in Self.comparisons(reading) {
            let ascent = Small.ascent(Small.energy - 0.01 * expression) {
                ($0.steps, $0.octaves) = ([1], Octaves(count: 1))
            }
            let recipe = Small.recipe(factors.map(Self.resize) + [.ascent(ascent)])
            let renderer = try Renderer(recipe: recipe, network: Small.network)
            let comesBack = factors.reduce(1, *) == 1
            let size = Extent(height: 32, width: 48)
            guard fitsAnySize || comesBack || !byPlace else {
                let error = #expect(throws: DreamError.self) { try renderer.plan(for: size) }
                #expect(error.map { "\($0)".contains("combines arrays of") } == true)
                continue
            }
            let plan = try renderer.plan(for: size)
            let result = try renderer.render(Self.photo, as: plan) { _ in .goOn }
            #expect(result.failure == nil && result.picture.colours.values.allSatisfy { (0...1).contains($0) })
        }
    }

    /// Over a user's frames the input is the frame, which is brought to the canvas's size: there any comparison fits.
    @Test(arguments: [0.5, 2.0], 0..<4) func framesAreTheirOwnInputs(_ factor: Double, _ index: Int) throws {
        for (expression, _) in Self.comparisons(Self.readings[index].reading) {
            let ascent = Small.ascent(Small.energy - 0.01 * expression) {
                ($0.steps, $0.octaves) = ([1], Octaves(count: 1))
            }
            var recipe = Small.recipe([Self.resize(factor)])
            let stage = Stage(name: "dream", action: .ascent(ascent))
            recipe.film = Film(count: 2, frames: [Film.Frame(stages: [stage])], rate: 24)
            let source = FrameSource(count: 2) { _ in Self.photo }
            let renderer = try Renderer(recipe: recipe, network: Small.network)
            var frames = 0
            let result = try renderer.renderFilm(Self.photo, over: source) { _, _ in
                frames += 1
            } report: { _ in
                .goOn
            }
            #expect(result.failure == nil && frames == 2)
        }
    }

    /// A film of its own goes on comparing with the picture that all began with, which is smaller than its frames here.
    @Test(arguments: 0..<4) func framesOfItsOwnCompareWithTheFirstPicture(_ index: Int) throws {
        let (reading, fitsAnySize) = Self.readings[index]
        for (expression, byPlace) in Self.comparisons(reading) {
            let ascent = Small.ascent(Small.energy - 0.01 * expression) {
                ($0.steps, $0.octaves) = ([1], Octaves(count: 1))
            }
            var recipe = Small.recipe([Self.resize(2)])
            let stage = Stage(name: "dream", action: .ascent(ascent))
            recipe.film = Film(count: 2, frames: [Film.Frame(stages: [stage])], rate: 24)
            let renderer = try Renderer(recipe: recipe, network: Small.network)
            guard fitsAnySize || !byPlace else {
                #expect(throws: DreamError.self) { try renderer.plan(for: Extent(height: 32, width: 48)) }
                continue
            }
            var frames = 0
            let result = try renderer.renderFilm(Self.photo) { _, _ in
                frames += 1
            } report: { _ in
                .goOn
            }
            #expect(result.failure == nil && frames == 2)
        }
    }
}
