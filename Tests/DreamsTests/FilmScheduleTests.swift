import Dreams
import Networks
import Pictures
import Tensors
import TestSupport
import Testing

/// Numbers that go over a film instead of over a stage, and those that go by what is heard.
@Suite struct FilmScheduleTests {
    private static let song = Listening(to: .parameter("song"), attack: 0.1, release: 0.4)

    /// Frames that do not go on from each other, each with a step of some length.
    private func film(_ count: Int, step: Schedule, camera: CameraMove = CameraMove()) -> Recipe {
        let ascent = Small.ascent {
            $0.steps = [1]
            $0.stepSize = step
        }
        var recipe = Small.recipe([])
        recipe.film = Film(
            count: count, frames: [Film.Frame(stages: [Stage(name: "dream", action: .ascent(ascent))])], camera: camera,
            rate: 10, keep: 0)
        return recipe
    }

    private func frames(
        _ recipe: Recipe, hearing levels: [Float] = [], over source: FrameSource? = nil, part: Range<Int>? = nil
    ) throws -> [Picture] {
        var renderer = try Renderer(recipe: recipe, network: Small.network)
        renderer.soundtrack = Soundtrack([FilmScheduleTests.song: levels])
        var frames: [Int: Picture] = [:]
        _ = try renderer.renderFilm(try source?.frame(0) ?? Small.photo, over: source, part: part) {
            frames[$0] = $1
        } report: { _ in
            .goOn
        }
        return frames.keys.sorted().compactMap { frames[$0] }
    }

    /// Frames each of which has a step of another length, every one from a film whose steps are all as long.
    private func frames(steps: [Float]) throws -> [Tensor] {
        try steps.indices.map { try frames(film(steps.count, step: .constant(steps[$0])))[$0].colours }
    }

    @Test func schedulesGoOverTheFilm() throws {
        let over = try frames(film(3, step: .film(.eased(from: 0, to: 2))))
        #expect(over.map(\.colours) == (try frames(steps: [0, 1, 2])))
        // Over as many frames as the user brings.
        let source = FrameSource(count: 5) { _ in Small.photo }
        let brought = try frames(film(3, step: .film(.eased(from: 0, to: 2))), over: source)
        #expect(brought.map(\.colours) == (try frames(steps: [0, 0.3125, 1, 1.6875, 2])))
        // Over the steps of a stage it says the same number throughout.
        let inner = Schedule.film(.keys([.init(time: 0, value: 1), .init(time: 1, value: 3)]))
        #expect(inner.value(at: Moment(progress: 0.9, in: FilmMoment(progress: 0.5))) == 2)
        #expect(inner.value(at: Moment(progress: 0.9)) == 1)
    }

    @Test func aFilmThatIsCutShortKeepsItsTime() throws {
        let whole = film(5, step: .film(.eased(from: 0, to: 2)), camera: CameraMove(Camera(zoom: 1.1)))
        var cut = whole
        cut.film?.count = 2
        cut.film?.span = 5
        #expect(try frames(cut) == Array(try frames(whole)[0..<2]))
    }

    @Test func aDreamGoesByWhatIsHeard() throws {
        let step = Schedule.loudness(FilmScheduleTests.song, low: 0, high: 4)
        let levels: [Float] = [0, 0.5, 1, 0.25]
        let heard = try frames(film(4, step: step), hearing: levels)
        #expect(heard.map(\.colours) == (try frames(steps: levels.map { 4 * $0 })))
        // Parts hear what the whole does.
        for part in [1..<2, 2..<4] {
            #expect(try frames(film(4, step: step), hearing: levels, part: part) == Array(heard[part]))
        }
        // In silence, and without a film, it is low.
        #expect(
            try frames(film(1, step: .loudness(FilmScheduleTests.song, low: 3, high: 0)))[0].colours
                == frames(steps: [3])[0])
        #expect(
            step.scaled(by: -1).value(at: Moment(progress: 0, in: FilmMoment(heard: [FilmScheduleTests.song: 0.5])))
                == -2)
        #expect((Schedule.sum(step, .constant(1))).largest == 5)
    }

    @Test func aCameraGoesByWhatIsHeard() throws {
        var camera = CameraMove()
        camera.zoom = .loudness(FilmScheduleTests.song, low: 1, high: 1.2)
        let heard = try frames(film(3, step: .constant(0), camera: camera), hearing: [0, 1, 0])
        #expect(heard[0].colours.relativeDistance(to: Small.photo.colours) < 1e-5)
        let once = try frames(film(2, step: .constant(0), camera: CameraMove(Camera(zoom: 1.2))))
        #expect(heard[1] == once[1] && heard[2].colours == heard[1].colours)
    }

    /// What a state or a frame rests on: all that was heard so far, and nothing that is heard later.
    @Test func whatIsHeardIsPartOfWhatAFrameIs() throws {
        let recipe = film(4, step: .loudness(FilmScheduleTests.song, low: 0, high: 4))
        let plan = try Renderer(recipe: recipe, network: Small.network).plan(for: Extent(height: 80, width: 120))
        func digests(_ levels: [Float]) throws -> [String] {
            var identity = RenderIdentity([])
            let film = try #require(recipe.film)
            let clock = FilmClock(film, count: 4, soundtrack: Soundtrack([FilmScheduleTests.song: levels]))
            identity.add(recipe, plan, clock: clock) { _ in
                ""
            } frame: { _ in
                ""
            }
            return identity.frameDigests
        }
        let (one, other) = (try digests([0, 1, 0.5, 0.5]), try digests([0, 1, 0.6, 0.5]))
        #expect(Array(one[0..<2]) == Array(other[0..<2]))
        #expect(one[2] != other[2] && one[3] != other[3])
    }

    @Test func loudnessFollowsAndFalls() {
        let at10 = { (listening: Listening, levels: [Float]) in listening.loudness(of: levels, rate: 10) }
        // At once, where nothing is smoothed; the loudest is 1, however quiet the sound is.
        #expect(at10(Listening(to: .clip), [0, 0.01, 0.005, 0.0025]) == [0, 1, 0.5, 0.25])
        // A second after it has ended e⁻¹ is left of it, and it rises as its attack says.
        let falling = at10(Listening(to: .clip, release: 1), [0.5] + [Float](repeating: 0, count: 10))
        #expect(abs(falling[10] - 0.3679) < 1e-4 && falling[0] == 1)
        let rising = at10(Listening(to: .clip, attack: 1), [0] + [Float](repeating: 0.5, count: 40))
        #expect(abs(rising[10] / rising[40] - 0.632 / 0.982) < 1e-3 && rising[40] == 1)
        // What is below all hearing is not made loud.
        #expect(at10(Listening(to: .clip), [1e-6, 5e-5, 0]) == [0, 0, 0])
        #expect(at10(Listening(to: .clip), []) == [])
    }
}
