import Dreams
import Networks
import Pictures
import Tensors
import TestSupport
import Testing

/// Dreams in time.
@Suite struct FilmTests {
    private func film(
        _ count: Int, camera: Camera = Camera(), step: Float = 1, _ change: (inout Film) -> Void = { _ in }
    ) -> Recipe {
        let ascent = Small.ascent {
            $0.steps = [1]
            $0.stepSize = .constant(step)
        }
        let stage = Stage(name: "dream", action: .ascent(ascent))
        var film = Film(count: count, frames: [Film.Frame(stages: [stage])], camera: CameraMove(camera), rate: 24)
        change(&film)
        return Recipe(
            title: "film", network: "small", seed: 1, canvas: Canvas(.clouds, width: 64, height: 64), stages: [],
            film: film)
    }

    private func frames(
        _ recipe: Recipe, over source: FrameSource? = nil, part: Range<Int>? = nil
    ) throws -> [Picture] {
        var frames: [Int: Picture] = [:]
        let first = try source.map { try $0.frame(0) } ?? Small.photo
        var reports = 0
        _ = try Renderer(recipe: recipe, network: Small.network).renderFilm(first, over: source, part: part) {
            #expect(frames.updateValue($1, forKey: $0) == nil)
        } report: { progress in
            reports += 1
            #expect(progress.frame >= 1 && progress.frame <= progress.frames)
            return .goOn
        }
        #expect(reports >= frames.keys.count { recipe.film?.frame($0).stages.isEmpty == false })
        return frames.keys.sorted().compactMap { frames[$0] }
    }

    @Test func partsHaveTheFramesOfTheWhole() throws {
        let turning = film(7, camera: Camera(zoom: 1.04, rotate: 5, panX: 0.02, panY: 0)) { $0.keep = 0 }
        let whole = try frames(turning)
        for part in [0..<2, 1..<2, 2..<5, 5..<7] { #expect(try frames(turning, part: part) == Array(whole[part])) }
        // One that stands still, and one that begins to move late.
        var still = film(4) { $0.keep = 0 }
        still.film?.camera.rotate = .sampled([0, 0, 9, 0])
        let wholeStill = try frames(still)
        for part in [1..<2, 2..<4, 3..<4] { #expect(try frames(still, part: part) == Array(wholeStill[part])) }
    }

    @Test func shotsAreParts() throws {
        let clip = [Small.photo, Small.photo, Small.photo.turned(), Small.photo.turned(), Small.photo]
        let source = FrameSource(count: clip.count) { clip[$0] }
        let over = film(2) { $0.keep = 0.7 }
        let renderer = try Renderer(recipe: over, network: Small.network)
        let size = Extent(height: Small.photo.height, width: Small.photo.width)
        #expect(try renderer.partings(over: source, at: size) == .shots([0, 2, 4]))
        let whole = try frames(over, over: source)
        for part in [0..<2, 2..<4, 4..<5] { #expect(try frames(over, over: source, part: part) == Array(whole[part])) }
        // A frame within a shot is none without the one before it.
        #expect(try frames(over, over: source, part: 3..<4) != [whole[3]])
    }

    @Test func whatCannotBePartedSaysWhy() throws {
        func partings(_ recipe: Recipe, over source: FrameSource? = nil) throws -> FilmPartings {
            try Renderer(recipe: recipe, network: Small.network).partings(
                over: source, at: Extent(height: 64, width: 96))
        }
        #expect(try partings(film(3) { $0.keep = 0 }) == .everywhere)
        #expect(
            try partings(film(3) { $0.keep = 0.5 })
                == .nowhere("each frame goes on from what was dreamt on the one before (keep is 0.5)"))
        #expect(
            try partings(film(3) { ($0.keep, $0.loop) = (0, 1) })
                == .nowhere("it is a loop, whose last frames fade into its first ones"))
        let one = FrameSource(count: 3) { _ in Small.photo }
        #expect(
            try partings(film(3) { $0.keep = 0.5 }, over: one)
                == .nowhere("all frames are of one shot, and each goes on from the one before (keep is 0.5)"))
        #expect(try partings(film(3) { $0.keep = 0 }, over: one) == .everywhere)
    }

    @Test func framesGoOnFromEachOther() throws {
        let frames = try frames(film(4))
        #expect(frames.count == 4)
        let distances = frames.map { $0.colours.relativeDistance(to: Small.photo.colours) }
        #expect(zip(distances, distances.dropFirst()).allSatisfy { $0 < $1 }, "\(distances)")
    }

    @Test func aStillCameraKeepsThePictureSharp() throws {
        // A step of no length: nothing is dreamt, and nothing is lost, in any number of frames.
        let frames = try frames(film(6, step: 0))
        #expect(frames.allSatisfy { $0.colours.relativeDistance(to: Small.photo.colours) < 1e-5 })
    }

    @Test func aMovingCameraSamplesThePictureOnce() throws {
        // Ten degrees to the left and back again: fed through eight resamplings a picture would blur.
        var recipe = film(9, step: 0)
        recipe.film?.camera.rotate = .sampled((0..<9).map { $0 == 0 ? 0 : $0 <= 4 ? 10 : -10 })
        let frames = try frames(recipe)
        let inside = Region(rows: 20..<60, columns: 30..<90)
        #expect(frames[4].colours.part(inside).relativeDistance(to: Small.photo.colours.part(inside)) > 0.05)
        #expect(frames[8].colours.part(inside).relativeDistance(to: Small.photo.colours.part(inside)) < 1e-3)
    }

    /// So far away, or so near, that a number of the view has no room for it: the camera stops on its way, and comes back.
    @Test(arguments: [Float(0.2), 5]) func aCameraComesBackFromAnywhere(_ zoom: Float) throws {
        var recipe = film(70, step: 0)
        recipe.film?.camera.zoom = .sampled((0..<70).map { $0 == 0 ? 1 : $0 < 60 ? zoom : 1 / zoom })
        let frames = try frames(recipe)
        #expect(frames.allSatisfy { $0.colours.values.allSatisfy { (0...1).contains($0) } })
        // As far as it goes one sees one colour; on the way back it passes by where it came from.
        let far = frames[58].colours
        #expect(far.relativeDistance(to: frames[59].colours) < 1e-3)
        for channel in 0..<3 {
            let values = far.values[far.indices(ofChannel: channel)]
            #expect((values.max() ?? 1) - (values.min() ?? 0) < 0.2)
        }
        let seen = frames.suffix(10).map(\.colours).map { ($0.values.max() ?? 0) - ($0.values.min() ?? 0) }
        #expect((seen.max() ?? 0) > 0.5, "\(seen)")
    }

    @Test func aLoopCloses() throws {
        func jump(_ loop: Int) throws -> (seam: Double, elsewhere: Double) {
            let frames = try frames(film(10, camera: Camera(zoom: 1.03), step: 2) { $0.loop = loop })
            #expect(frames.count == 10)
            let jumps = frames.indices.map {
                frames[($0 + 1) % 10].colours.relativeDistance(to: frames[$0].colours)
            }
            return (jumps[9], jumps.dropLast().max() ?? 0)
        }
        let open = try jump(0)
        #expect(open.seam > open.elsewhere * 2)
        let closed = try jump(5)
        #expect(closed.seam < closed.elsewhere * 1.2)
    }

    @Test func aDreamFollowsWhatMoves() throws {
        // A wide sky that moves to the left by 3 pixels a frame, and a dream that is painted once, by the first frame.
        let sky = Clouds.paint(width: 160, height: 80, seed: 4)
        let source = FrameSource(count: 5) { index in
            Picture(colours: sky.part(Region(rows: 0..<80, columns: 3 * index..<3 * index + 120)))
        }
        func carried(_ flow: Film.Flow) throws -> Double {
            let ascent = Small.ascent {
                $0.steps = [6]
                $0.stepSize = .constant(4)
            }
            let still = Small.ascent {
                $0.steps = [1]
                $0.stepSize = .constant(0)
            }
            var recipe = film(5)
            recipe.film?.flow = flow
            recipe.film?.frames = [ascent, still].map {
                Film.Frame(stages: [Stage(name: "dream", action: .ascent($0))])
            }
            let frames = try frames(recipe, over: source)
            func detail(_ index: Int) throws -> Tensor {
                var detail = frames[index].colours
                detail.add(try source.frame(index).colours, times: -1)
                return detail
            }
            // Where the first frame's detail has got to after four frames.
            let there = try detail(4).part(Region(rows: 16..<64, columns: 20..<80))
            let first = try detail(0).part(Region(rows: 16..<64, columns: 32..<92))
            return there.relativeDistance(to: first)
        }
        #expect(try carried(.optical) < 0.5)
        #expect(try carried(.none) > 0.8)
    }

    /// A plane that is 1 left of a column and 0 right of it.
    @Test func anotherShotBeginsAnew() throws {
        let (here, there) = (Small.photo, Picture(colours: Small.photo.colours.map { 1 - $0 }))
        // Two frames are dreamt on; the third shows what it brings, and what is left of the dream.
        func last(_ third: Picture) throws -> Double {
            let source = FrameSource(count: 3) { $0 < 2 ? here : third }
            var recipe = film(3, step: 4)
            let dreaming = try #require(recipe.film).frames[0]
            recipe.film?.frames = [dreaming, dreaming, Film.Frame(stages: [])]
            return try frames(recipe, over: source)[2].colours.relativeDistance(to: third.colours)
        }
        #expect(try last(here) > 0.01)
        #expect(try last(there) < 1e-6)
    }

    /// Of what a frame changes, its part is taken back: where the dream goes on from the frame before, and there alone.
    @Test func aSteadyFilmTakesBackWhatChanges() throws {
        func film(_ steady: Float) -> Recipe { self.film(3, step: 4) { $0.steady = steady } }
        let (free, half, still) = (try frames(film(0)), try frames(film(0.5)), try frames(film(1)))
        #expect(free[0] == half[0] && half[0] == still[0])
        var middle = free[0].colours
        middle.add(free[1].colours)
        middle.scale(by: 0.5)
        #expect(free[1].colours.relativeDistance(to: free[0].colours) > 0.01)
        #expect(half[1].colours.relativeDistance(to: middle) < 1e-4)
        #expect(still[2].colours.relativeDistance(to: still[0].colours) < 1e-4)
        // Another shot is dreamt whole.
        let shots = [Small.photo, Small.photo.turned()]
        let source = FrameSource(count: 2) { shots[$0] }
        #expect(try frames(film(1), over: source) == frames(film(0), over: source))
    }

    /// A square passes before a still scene: where it was there is nothing to carry, and the dream there is not taken back.
    @Test func whatComesIntoSightIsDreamtWhole() throws {
        let scene = Noise.fractal(wavelength: 0.4, octaves: 6, gain: 0.7)
            .paint(width: 150, height: 120, seed: 3, colourfulness: 0.3)
        let square = Noise.fractal(wavelength: 0.3, octaves: 5, gain: 0.8).paint(width: 40, height: 40, seed: 8)
        let clip = [50, 62].map { left in
            var colours = scene
            colours.replace(Region(rows: 40..<80, columns: left..<left + 40), with: square)
            return Picture(colours: colours)
        }
        let source = FrameSource(count: 2) { clip[$0] }
        /// How far the second frame is dreamt: where the square was, and where nothing moves.
        func dreamt(_ steady: Float) throws -> (uncovered: Double, elsewhere: Double) {
            let film = film(2, step: 4) { ($0.steady, $0.keep) = (steady, 0.01) }
            let frame = try frames(film, over: source)[1].colours
            func distance(_ columns: Range<Int>) -> Double {
                let part = Region(rows: 46..<74, columns: columns)
                return frame.part(part).relativeDistance(to: clip[1].colours.part(part))
            }
            return (distance(53..<59), distance(120..<145))
        }
        let (free, still) = (try dreamt(0), try dreamt(1))
        #expect(still.elsewhere < 0.2 * free.elsewhere, "\(still) \(free)")
        #expect(still.uncovered > 0.5 * free.uncovered, "\(still) \(free)")
    }

    /// A still scene, dreamt on in its first frame alone; in the frames after it a square stands before it, and in the last one it is gone.
    private func hiding(_ hidden: Int) -> [Picture] {
        let scene = Noise.fractal(wavelength: 0.4, octaves: 6, gain: 0.7)
            .paint(width: 150, height: 120, seed: 3, colourfulness: 0.3)
        let square = Noise.fractal(wavelength: 0.3, octaves: 5, gain: 0.8).paint(width: 40, height: 40, seed: 8)
        return (0...hidden + 1).map { index in
            var colours = scene
            if (1...hidden).contains(index) {
                colours.replace(Region(rows: 40..<80, columns: 50 + index..<90 + index), with: square)
            }
            return Picture(colours: colours)
        }
    }

    private func dreamtOnce(_ count: Int, longTerm: [Int]) -> Recipe {
        film(count, step: 6) {
            $0.longTerm = longTerm
            $0.frames.append(Film.Frame(stages: []))
        }
    }

    /// What is behind a square comes back as it was where a frame from before it is remembered; where nearer frames see the place, it counts nothing.
    @Test func whatWasHiddenComesBack() throws {
        let clip = hiding(2)
        let source = FrameSource(count: clip.count) { clip[$0] }
        let (behind, beside) = (Region(rows: 50..<70, columns: 62..<82), Region(rows: 46..<74, columns: 120..<145))
        func details(_ longTerm: [Int]) throws -> [Tensor] {
            zip(try frames(dreamtOnce(4, longTerm: longTerm), over: source), clip).map {
                var detail = $0.colours
                detail.add($1.colours, times: -1)
                return detail
            }
        }
        let (short, tooShort, long) = (try details([]), try details([2]), try details([3]))
        let dream = long[0].part(behind)
        for lost in [short, tooShort] { #expect(lost[3].part(behind).relativeDistance(to: dream) > 0.7) }
        #expect(long[3].part(behind).relativeDistance(to: dream) < 0.3)
        // Nothing else is another.
        #expect(long[3].part(beside).relativeDistance(to: short[3].part(beside)) < 1e-4)
        #expect(Array(long[..<3]) == Array(short[..<3]))
        // A clip that stands still is seen by its nearest frames everywhere.
        let still = FrameSource(count: 5) { _ in clip[0] }
        #expect(try frames(film(5) { $0.longTerm = [2, 3] }, over: still) == frames(film(5), over: still))
    }

    /// No dream is carried over a cut, though the same scene be there again: so shots stay parts.
    @Test func aCutIsNotRememberedOver() throws {
        let clip = [Small.photo, Small.photo, Small.photo.turned(), Small.photo.turned(), Small.photo]
        let source = FrameSource(count: clip.count) { clip[$0] }
        let over = film(2) { $0.longTerm = [2, 3, 4] }
        let renderer = try Renderer(recipe: over, network: Small.network)
        let size = Extent(height: Small.photo.height, width: Small.photo.width)
        #expect(try renderer.partings(over: source, at: size) == .shots([0, 2, 4]))
        let whole = try frames(over, over: source)
        for part in [0..<2, 2..<4, 4..<5] { #expect(try frames(over, over: source, part: part) == Array(whole[part])) }
    }

    /// A state within a frame knows what the frame began with, and all that is remembered.
    @Test(arguments: [[], [3]]) func aSteadyFilmGoesOnWithinAFrame(_ longTerm: [Int]) throws {
        let recipe = film(4, step: 4) {
            let once = $0.frames[0].stages
            ($0.steady, $0.longTerm, $0.frames[0].stages) = (0.6, longTerm, once + once)
        }
        let clip = hiding(2)
        let source = FrameSource(count: 4) { clip[$0] }
        let whole = try frames(recipe, over: source)
        let renderer = try Renderer(recipe: recipe, network: Small.network)
        var (state, steps) = (RenderState?.none, 0)
        _ = try renderer.renderFilm(clip[0], over: source) { _, _ in
        } report: { progress in
            steps += 1
            if steps == 5 { state = progress.state() }
            return steps == 5 ? .stop : .goOn
        }
        var last: Picture?
        _ = try renderer.renderFilm(clip[0], over: source, from: state) {
            last = $1
        } report: { _ in
            .goOn
        }
        #expect(last == whole[3])
    }

    @Test func theInputIsTheFrameThatIsDreamtOn() throws {
        let pictures = (0..<3).map { Picture(colours: Clouds.paint(width: 64, height: 64, seed: 40 + UInt64($0))) }
        let source = FrameSource(count: 3) { pictures[$0] }
        var recipe = film(3, step: 8)
        recipe.film?.frames[0].stages.append(
            Stage(name: "back", action: .canvas(.init("blend", ["picture": .picture(.input)]))))
        for (frame, picture) in zip(try frames(recipe, over: source), pictures) {
            #expect(frame.colours.relativeDistance(to: picture.colours) < 1e-5)
        }
        // Its colours alone are kept otherwise.
        recipe.film?.frames[0].stages.removeLast()
        recipe.film?.frames[0].stages.append(Stage(name: "colours", action: .canvas(.init("match_colours", [:]))))
        for (frame, picture) in zip(try frames(recipe, over: source), pictures) {
            for channel in 0..<3 {
                let indices = frame.colours.indices(ofChannel: channel)
                func mean(_ picture: Picture) -> Float { picture.colours.values[indices].reduce(0, +) / Float(64 * 64) }
                #expect(abs(mean(frame) - mean(picture)) < 0.02)
            }
        }
    }

    private func opaque(leftOf column: Int, like picture: Picture) -> Tensor {
        let shape = Shape(channels: 1, height: picture.height, width: picture.width)
        return Tensor(shape: shape, values: (0..<shape.count).map { $0 % picture.width < column ? 1 : 0 })
    }

    @Test func whatIsTransparentMovesWithTheCamera() throws {
        var photo = Small.photo
        photo.alpha = opaque(leftOf: photo.width / 2, like: photo)
        var frames: [Picture] = []
        let recipe = film(3, camera: Camera(panX: 0.125), step: 0)
        _ = try Renderer(recipe: recipe, network: Small.network).renderFilm(photo) {
            frames.append($1)
        } report: { _ in
            .goOn
        }
        for (number, frame) in frames.enumerated() {
            let alpha = try #require(frame.alpha)
            let row = Array(alpha.values[(frame.height / 2) * frame.width..<(frame.height / 2 + 1) * frame.width])
            let edge = frame.width / 2 - number * frame.width / 8
            #expect(row[edge - 4] > 0.99 && row[edge + 4] < 0.01, "frame \(number + 1)")
            #expect(row.allSatisfy { (0...1).contains($0) })
        }
    }

    /// What is near moves farther than what is far: edges in the upper, far half and the lower, near one part.
    @Test func whatIsNearMovesFarther() throws {
        let shape = Shape(channels: 3, height: 80, width: 120)
        let edge = Picture(colours: Tensor(shape: shape, values: (0..<shape.count).map { $0 % 120 < 60 ? 0 : 1 }))
        var recipe = film(4, camera: Camera(panX: 0.05), step: 0)
        recipe.film?.camera.near = Mask("ramp", ["angle": 90, "from": 0.45, "to": 0.55])
        recipe.film?.camera.parallax = 0.5
        var frames: [Picture] = []
        let renderer = try Renderer(recipe: recipe, network: Small.network)
        _ = try renderer.renderFilm(edge) {
            frames.append($1)
        } report: { _ in
            .goOn
        }
        for (number, frame) in frames.enumerated() {
            func column(ofEdgeIn row: Int) -> Int? { (0..<120).first { frame.colours.values[row * 120 + $0] > 0.5 } }
            // 6 pixels a frame for a flat picture: half of that far away, and half as much again nearby.
            #expect(column(ofEdgeIn: 10) == 60 - 3 * number && column(ofEdgeIn: 70) == 60 - 9 * number, "\(number)")
        }
        // A part has the frames of the whole, and another depth is another film.
        recipe.film?.keep = 0
        let whole = try self.frames(recipe)
        #expect(try self.frames(recipe, part: 2..<3) == [whole[2]])
        recipe.film?.camera.parallax = 0.4
        #expect(try self.frames(recipe, part: 2..<3) != [whole[2]])
    }

    @Test func theUsersFramesBringTheirTransparency() throws {
        let alphas = [10, 40, 0].map { opaque(leftOf: $0, like: Small.photo) as Tensor? } + [nil]
        let source = FrameSource(count: 4) { index in
            var picture = Small.photo
            picture.alpha = alphas[index]
            return picture
        }
        #expect(try frames(film(4, step: 0), over: source).map(\.alpha) == alphas)
        // Where a recipe fills what is transparent, nothing is; and its colours are not those that were hidden.
        var recipe = film(4, step: 0)
        recipe.transparency = .fill
        let filled = try frames(recipe, over: source)
        #expect(filled.allSatisfy { $0.alpha == nil })
        let canvas = recipe.canvas.picture(size: Extent(height: 80, width: 120), seed: recipe.seed)
        #expect(filled[2].colours.relativeDistance(to: canvas.colours) < 1e-5)
        #expect(filled[3].colours.relativeDistance(to: Small.photo.colours) < 1e-5)
    }
}

extension Picture {
    /// Upside down, and of other colours: another scene.
    fileprivate func turned() -> Picture {
        Picture(colours: Tensor(shape: colours.shape, values: colours.values.reversed().map { 1 - $0 }))
    }
}
