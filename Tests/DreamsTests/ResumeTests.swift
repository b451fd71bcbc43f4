import Dreams
import Foundation
import Operators
import Pictures
import Tensors
import TestSupport
import Testing

/// A render that goes on from what another one left gives the same bytes, wherever that was.
@Suite struct ResumeTests {
    private static let optimizers = Optimizer.names.map { Optimizer($0) }
    private static let parameterizations: [Parameterization] = [
        .pixels, .init("fourier"), .init("pyramid", ["levels": 3]), .init("phase"),
        .init("pixels", ["space": "oklab"]), .init("pyramid", ["levels": 3, "space": "decorrelated"]),
        .init("fourier", ["space": "linear"]),
    ]
    private let identity = RenderIdentity([RenderIdentity.Fact("the seed", "1")])

    /// Two octaves of two steps, of which everything is remembered.
    private func ascent(_ change: (inout Ascent) -> Void = { _ in }) -> Ascent {
        Small.ascent {
            $0.octaves = Octaves(count: 2, scale: 1.2)
            $0.steps = [2]
            change(&$0)
        }
    }

    /// Renders from the state after every step, each by way of a file and with nothing else left from before.
    private func check(
        _ recipe: Recipe, pictures: [PictureReference: Picture] = [:], on picture: Picture = Small.photo, steps: Int
    ) throws {
        func renderer() throws -> Renderer {
            try Renderer(recipe: recipe, network: Small.network, pictures: pictures)
        }
        var states: [RenderState] = []
        let whole = try renderer().render(picture) {
            states.append($0.state())
            return .goOn
        }
        #expect(states.count == steps)
        try Fixtures.withTemporaryFolder { folder in
            for (index, state) in states.enumerated() {
                try state.write(to: folder + "/state", of: identity)
                let read = try RenderState(contentsOf: folder + "/state", of: identity)
                #expect(read == state)
                var left = 0
                let result = try renderer().render(picture, from: read) { progress in
                    left += 1
                    #expect(progress.state() == states[index + left])
                    return .goOn
                }
                #expect(left == steps - index - 1)
                #expect(result.picture == whole.picture, "after step \(index + 1)")
            }
        }
    }

    @Test(arguments: optimizers, parameterizations)
    func everyOptimizerAndParameterization(_ optimizer: Optimizer, _ parameterization: Parameterization) throws {
        let ascent = ascent {
            $0.optimizer = optimizer
            $0.parameterization = parameterization
            $0.stepSize = .constant(parameterization == .pixels ? 1.5 : 0.05)
            $0.mask = Mask("luminance", ["above": 0.6])
        }
        try check(Small.recipe(ascent), steps: 4)
    }

    @Test func stagesOperationsAndSizes() throws {
        let enlarged = ascent {
            $0.reinjectsDetail = false
            $0.octaves = Octaves(count: 2, scale: 1.2, above: 1)
        }
        var recipe = Small.recipe([
            .ascent(ascent()), .canvas(.init("resize", ["factor": 1.25])),
            .canvas(.init("opacity", ["mask": .mask(Mask("ellipse", ["width": 0.4, "height": 0.4]))])),
            .ascent(enlarged), .canvas(.init("match_colours", ["space": "ab"])),
        ])
        recipe.transparency = .fill
        var picture = Small.photo
        picture.alpha = Tensor(shape: Shape(channels: 1, height: 80, width: 120), repeating: 0.5)
        try check(recipe, on: picture, steps: 8)
    }

    @Test func viewsPriorsAndGuides() throws {
        let guide = PictureReference.parameter("guide")
        let layer = LayerReference(.name("relu2"))
        let reading = PictureReading(layer: layer, picture: guide, placement: .own(longEdge: 64))
        let weights = Dreams.Expression.reading(reading).reduced(.mean, over: .positions)
        let ascent = ascent(Small.energy + (Small.relu2 * weights).mean())
        let seen = self.ascent {
            $0.views = 2
            $0.transforms = [
                .init("random_rotate", ["angles": [-5, 5]]), .init("random_noise", ["deviation": 2]),
                .init("view_blur", ["sigma": 0.6]),
            ]
            $0.priors = Priors(["decay": 0.01, "small_contribution": 0.05])
        }
        try check(
            Small.recipe([.ascent(ascent), .ascent(seen)]),
            pictures: [guide: Picture(colours: Clouds.paint(width: 90, height: 70, seed: 8))], steps: 8)
    }

    private func ascent(_ objective: Dreams.Expression) -> Ascent {
        var ascent = ascent()
        ascent.maximize = objective
        return ascent
    }

    @Test(arguments: [(false, false), (true, false), (false, true)])
    func films(overFrames: Bool, isRelief: Bool) throws {
        let source =
            overFrames
            ? FrameSource(count: 4) { index in
                var picture = Picture(colours: Clouds.paint(width: 120, height: 80, seed: UInt64(index / 2)))
                picture.alpha =
                    index == 3 ? nil : Tensor(shape: Shape(channels: 1, height: 80, width: 120), repeating: 0.5)
                return picture
            } : nil
        let dream = Stage(name: "dream", action: .ascent(ascent { $0.optimizer = .init("momentum", ["inertia": 0.5]) }))
        let frame = Film.Frame(stages: [dream])
        var recipe = Small.recipe(ascent())
        recipe.film = Film(
            count: 4, frames: [frame], camera: CameraMove(Camera(zoom: 1.05, rotate: 2, panX: 0.01)), rate: 24,
            keep: 0.9,
            loop: 2)
        if isRelief { recipe.film?.camera.near = Mask("ramp", ["angle": 90]) }

        func film(from state: RenderState?, report: (RenderProgress) -> Void) throws -> [Int: Picture] {
            try withoutActuallyEscaping(report) { report in
                var frames: [Int: Picture] = [:]
                let renderer = try Renderer(recipe: recipe, network: Small.network)
                let picture = try source.map { try $0.frame(0) } ?? Small.photo
                _ = try renderer.renderFilm(picture, over: source, from: state) {
                    frames[$0] = $1
                } report: {
                    report($0)
                    return .goOn
                }
                return frames
            }
        }
        var states: [RenderState] = []
        let whole = try film(from: nil) { states.append($0.state()) }
        #expect(whole.count == 4)
        #expect(states.count == 4 + 6 * 4)
        for (index, state) in states.enumerated() {
            let rest = try film(from: state) { _ in }
            #expect(rest.allSatisfy { whole[$0] == $1 }, "after step \(index + 1)")
            // Frames that were emitted before are not emitted again: two are held for the seam, and come last.
            let begun = max(0, (index - 4) / 4)
            #expect(rest.count == (begun < 4 ? 4 - max(0, begun - 2) : 6 - begun))
            // Who goes on knows which were.
            let finished = state.position.frame.map { recipe.film?.finished(before: $0, of: 4) ?? [] } ?? []
            #expect(Set(finished).isDisjoint(with: rest.keys) && finished.count + rest.count == 4)
        }
    }

    @Test func damageIsFound() throws {
        var kept: RenderState?
        _ = try Renderer(recipe: Small.recipe(ascent()), network: Small.network).render(Small.photo) {
            kept = $0.state()
            return .stop
        }
        let state = try #require(kept)
        try Fixtures.withTemporaryFolder { folder in
            let path = folder + "/state"
            try state.write(to: path, of: identity)
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            func expectError(_ data: Data, _ sentence: String) throws {
                try data.write(to: URL(fileURLWithPath: path))
                let error = #expect(throws: CheckpointError.self) {
                    try RenderState(contentsOf: path, of: identity)
                }
                #expect("\(error.map { "\($0)" } ?? "")".contains(sentence))
            }
            for count in [0, 10, 32, 33, 200, whole.count / 2, whole.count - 1] {
                try expectError(whole.prefix(count), "cannot be gone on from: ")
            }
            for place in stride(from: 0, to: whole.count, by: whole.count / 40) {
                var damaged = whole
                damaged[place] ^= 0x10
                try expectError(damaged, "its checksum is wrong")
            }
            try whole.write(to: URL(fileURLWithPath: path))
            let other = RenderIdentity([
                RenderIdentity.Fact("the seed", "2"), RenderIdentity.Fact("the parameter strength", "3"),
            ])
            let error = #expect(throws: CheckpointError.self) { try RenderState(contentsOf: path, of: other) }
            #expect(
                "\(error.map { "\($0)" } ?? "")".contains(
                    "is of another render: the seed was '1' and is '2'; the parameter strength was not set and is '3';")
            )
        }
    }

    @Test func aStateOfAnotherRecipeIsRefused() throws {
        var kept: RenderState?
        let deep = Small.recipe(ascent { $0.optimizer = .init("lbfgs", ["history": 3]) })
        _ = try Renderer(recipe: deep, network: Small.network).render(Small.photo) {
            kept = $0.state()
            return .goOn
        }
        let other = Small.recipe(ascent { $0.parameterization = .init("fourier") })
        #expect(throws: CheckpointError.inconsistent) {
            try Renderer(recipe: other, network: Small.network).render(Small.photo, from: kept) { _ in .goOn }
        }
        #expect(throws: CheckpointError.inconsistent) {
            try Renderer(recipe: deep, network: Small.network).render(
                Small.photo.resized(height: 90, width: 120), from: kept
            ) { _ in .goOn }
        }
    }
}
