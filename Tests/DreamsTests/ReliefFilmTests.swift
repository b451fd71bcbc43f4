import Dreams
import Networks
import Pictures
import Tensors
import TestSupport
import Testing

/// Films whose camera knows what is near.
@Suite struct ReliefFilmTests {
    private func film(_ count: Int, keep: Float, _ ascent: Ascent = Small.ascent { $0.steps = [1] }) -> Recipe {
        let stage = Stage(name: "dream", action: .ascent(ascent))
        var recipe = Small.recipe([])
        recipe.film = Film(
            count: count, frames: [Film.Frame(stages: [stage])], camera: CameraMove(Camera(panX: 0.05)), rate: 24,
            keep: keep)
        return recipe
    }

    private func frames(_ recipe: Recipe, on picture: Picture = Small.photo, part: Range<Int>? = nil) throws
        -> [Picture]
    {
        var frames: [Int: Picture] = [:]
        _ = try Renderer(recipe: recipe, network: Small.network).renderFilm(picture, part: part) {
            frames[$0] = $1
        } report: { _ in
            .goOn
        }
        return frames.keys.sorted().compactMap { frames[$0] }
    }

    /// On a grey picture nothing is seen to move but the dream: it goes with the place it lies on, from frame to frame.
    @Test func theDreamGoesWithWhatIsNear() throws {
        let grey = Picture(colours: Tensor(shape: Shape(channels: 3, height: 80, width: 120), repeating: 0.5))
        // It dreams in the first frame only, in a band across the picture.
        let ascent = Small.ascent(Small.relu2.part(rows: 0...1, columns: 0.55...0.7).square().mean()) {
            $0.steps = [1]
            $0.stepSize = .film(.sampled([4, 0, 0]))
        }
        var recipe = film(3, keep: 1, ascent)
        recipe.film?.camera.near = Mask("ramp", ["angle": 90, "from": 0.45, "to": 0.55])
        let frames = try frames(recipe, on: grey)
        func middle(_ frame: Int, row: Int) -> Float {
            let weights = (0..<120).map { abs(frames[frame].colours.values[row * 120 + $0] - 0.5) }
            return zip(weights, 0...).reduce(0) { $0 + $1.0 * Float($1.1) } / max(weights.reduce(0, +), 1e-9)
        }
        for frame in 1...2 {
            for (row, pace) in [(10, Float(3)), (70, 9)] {
                let moved = middle(0, row: row) - middle(frame, row: row)
                #expect(abs(moved - pace * Float(frame)) < 0.2, "frame \(frame), row \(row): \(moved)")
            }
        }
    }

    /// A part that begins where the camera stands still sees what the whole sees there; and another depth is another film.
    @Test func aPartBeginsBehindAReliefThatHasMoved() throws {
        var recipe = film(5, keep: 0)
        recipe.film?.camera.panX = .sampled([0, 0.05, 0.05, 0, 0])
        recipe.film?.camera.near = Mask("ramp", ["angle": 90])
        let whole = try frames(recipe)
        #expect(try frames(recipe, part: 4..<5) == [whole[4]])
        func digests() throws -> [String] {
            var identity = RenderIdentity([])
            let film = try #require(recipe.film)
            let plan = try Renderer(recipe: recipe, network: Small.network).plan(for: Extent(height: 80, width: 120))
            identity.add(recipe, plan, clock: FilmClock(film, count: 5, soundtrack: Soundtrack([:]))) { _ in
                ""
            } frame: { _ in
                ""
            }
            return identity.frameDigests
        }
        let before = try digests()
        recipe.film?.camera.parallax = 0.4
        #expect(try Set(before).isDisjoint(with: digests()))
    }
}
