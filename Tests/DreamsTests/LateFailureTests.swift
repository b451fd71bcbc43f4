import Dreams
import Foundation
import Networks
import Pictures
import TestSupport
import Testing

/// What goes wrong late leaves the picture so far, and states that another recipe of the same beginning goes on from.
@Suite struct LateFailureTests {
    private static let dead = Dreams.Expression.energy(of: LayerReference(.name("dead")))

    /// Two octaves of two steps.
    private func ascent(_ objective: Dreams.Expression = Small.energy) -> Ascent {
        Small.ascent(objective) {
            $0.octaves = Octaves(count: 2, scale: 1.2)
            $0.steps = [2]
        }
    }

    private func render(
        _ recipe: Recipe, from state: RenderState? = nil, begin: @escaping (StageBeginning) -> Void = { _ in }
    ) throws -> RenderResult {
        let renderer = try Renderer(recipe: recipe, network: Small.network)
        return try renderer.render(Small.photo, from: state, begin: begin) { _ in .goOn }
    }

    @Test func thePictureSoFarIsKept() throws {
        let first: [Stage.Action] = [
            .ascent(ascent()), .canvas(.init("tone", ["contrast": 0.5])),
        ]
        var states: [RenderState] = []
        let result = try render(Small.recipe(first + [.ascent(ascent(Self.dead))])) { states.append($0.state()) }
        let failure = try #require(result.failure)
        #expect("\(failure)".hasPrefix("t.lua:3: ") && failure.stage == "stage 3 of 3, 'ascent'")
        #expect(!result.isInterrupted && failure.state == nil)
        #expect(result.picture == (try render(Small.recipe(first))).picture)

        // Another third stage goes on from before it, to the bytes of its own whole render.
        #expect(states.map(\.position) == [RenderPosition(frame: nil, stage: 2, isBeginning: true)])
        let mended = Small.recipe(first + [.ascent(ascent(Small.relu2.mean()))])
        #expect(try render(mended, from: states[0]).picture == render(mended).picture)
    }

    @Test func aStageThatFailsOnItsWayKeepsWhatItDreamt() throws {
        // Its factor, and so its gradient, is nothing at the last step.
        let fading = Small.energy * Dreams.Expression.schedule(.eased(from: 1, to: 0))
        var previews: [Picture] = []
        let recipe = Small.recipe(ascent(fading))
        let result = try Renderer(recipe: recipe, network: Small.network).render(Small.photo) {
            previews.append($0.preview(nil))
            return .goOn
        }
        #expect(previews.count == 3 && result.picture == previews.last)
        let state = try #require(result.failure?.state)
        #expect(state.position == RenderPosition(frame: nil, stage: 0, isBeginning: false))
        let again = try render(recipe, from: state)
        #expect(again.picture == result.picture && again.failure != nil)
    }

    @Test func whatFailsAtOnceThrows() throws {
        #expect(throws: DreamError.self) { try render(Small.recipe(ascent(Self.dead))) }
    }

    @Test func aFilmKeepsItsFrames() throws {
        func film(_ objectives: [Dreams.Expression]) -> Recipe {
            var recipe = Small.recipe([])
            let frames = objectives.map { objective in
                Film.Frame(
                    stages: [ascent(), ascent(objective)].map { Stage(name: "dream", action: .ascent($0)) })
            }
            recipe.film = Film(count: 3, frames: frames, camera: CameraMove(Camera(zoom: 1.05)), rate: 24)
            return recipe
        }
        var (states, frames): ([RenderState], [Int]) = ([], [])
        func render(_ recipe: Recipe, from state: RenderState? = nil) throws -> (RenderResult, [Int: Picture]) {
            var frames: [Int: Picture] = [:]
            let result = try Renderer(recipe: recipe, network: Small.network).renderFilm(
                Small.photo, from: state, begin: { states.append($0.state()) }, emit: { frames[$0] = $1 }
            ) { _ in .goOn }
            return (result, frames)
        }
        let (failed, before) = try render(film([Small.energy, Self.dead]))
        #expect(failed.failure?.stage == "frame 2, stage 2 of 2, 'dream'")
        #expect(before.keys.sorted() == [0])
        frames = states.map { ($0.position.frame ?? -1) * 10 + $0.position.stage }
        #expect(frames == [1, 10, 11])
        let mended = film([Small.energy, Small.relu2.mean()])
        let (_, rest) = try render(mended, from: states[2])
        let (_, whole) = try render(mended)
        #expect(rest.keys.sorted() == [1, 2] && rest.allSatisfy { whole[$0] == $1 })
    }

    /// What is told of the room that states take on a disk.
    @Test(arguments: [0, 2]) func statesBeforeStagesAreCounted(loop: Int) throws {
        let ascent = Stage.Action.ascent(ascent())
        var recipe = Small.recipe([
            ascent, ascent, .canvas(.init("tone", ["contrast": 0.5])), ascent,
        ])
        let frame = Film.Frame(stages: [Stage(name: "dream", action: ascent)])
        recipe.film = Film(
            count: 4, frames: [frame], camera: CameraMove(Camera(zoom: 1.05)), rate: 24, loop: loop)
        let renderer = try Renderer(recipe: recipe, network: Small.network)
        let plan = try renderer.plan(for: Extent(height: Small.photo.height, width: Small.photo.width))
        #expect(plan.beginnings.stages.count == 2)
        let identity = RenderIdentity([])
        var (own, frames): ([Int], [Int]) = ([], [])
        try Fixtures.withTemporaryFolder { folder in
            _ = try renderer.renderFilm(Small.photo) { beginning in
                let path = folder + "/\(own.count + frames.count)"
                try? beginning.state().write(to: path, of: identity)
                let size = (try? Data(contentsOf: URL(fileURLWithPath: path)).count) ?? 0
                if beginning.position.frame == nil { own.append(size) } else { frames.append(size) }
            } emit: { _, _ in
            } report: { _ in
                .goOn
            }
        }
        #expect(own.count == 2 && frames.count == 4 + loop)
        for (found, planned) in zip(own, plan.beginnings.stages) { #expect((0..<2000).contains(found - planned)) }
        // A camera that has frames to film keeps the one before, too.
        let canvas = plan.beginnings.stages[0]
        #expect((0..<2000).contains((frames.max() ?? 0) - (plan.beginnings.frame - canvas)))
    }

    @Test func aStateKnowsTheStagesThatMadeIt() throws {
        func identity(_ recipe: Recipe) throws -> RenderIdentity {
            var identity = RenderIdentity([RenderIdentity.Fact("the seed", "1")])
            let plan = try Renderer(recipe: recipe, network: Small.network).plan(for: Extent(height: 80, width: 120))
            let clock = recipe.film.map { FilmClock($0, count: $0.count) }
            identity.add(recipe, plan, clock: clock, picture: { "\($0)" }, frame: { "\($0)" })
            return identity
        }
        let (one, other) = (Stage.Action.ascent(ascent()), Stage.Action.ascent(ascent(Small.relu2.mean())))
        var states: [RenderState] = []
        let recipe = Small.recipe([one, one, one])
        _ = try Renderer(recipe: recipe, network: Small.network).render(Small.photo) {
            if $0.stage == 2 { states.append($0.state()) }
            return .goOn
        }
        try Fixtures.withTemporaryFolder { folder in
            let path = folder + "/state"
            try states[0].write(to: path, of: try identity(recipe))
            // The line that a stage stands on makes no difference, and neither does what comes later.
            var moved = Small.recipe([one, one, other])
            moved.stages[0].place = SourceLine(file: "u.lua", line: 9)
            for fitting in [recipe, moved, Small.recipe([one, one])] {
                #expect(RenderState.position(in: path, of: try identity(fitting)) == states[0].position)
                #expect(try RenderState(contentsOf: path, of: try identity(fitting)) == states[0])
            }
            for (strange, clause) in [
                ([other, one, one], "stage 1, 'ascent', is another one"), ([one, other, one], "stage 2"),
            ] {
                let strange = try identity(Small.recipe(strange))
                #expect(RenderState.position(in: path, of: strange) == nil)
                let error = #expect(throws: CheckpointError.self) { try RenderState(contentsOf: path, of: strange) }
                #expect("\(error.map { "\($0)" } ?? "")".contains("is of another render: \(clause)"))
            }
        }
    }
}
