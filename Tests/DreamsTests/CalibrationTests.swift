import Dreams
import Foundation
import Networks
import Pictures
import Testing

/// Plans that tell the time.
@Suite struct CalibrationTests {
    private let size = Extent(height: 80, width: 120)

    private func recipe(_ step: Float) -> Recipe {
        Small.recipe([
            .ascent(Small.ascent { $0.stepSize = .constant(step) }),
            .ascent(
                Small.ascent {
                    $0.stepSize = .constant(2 * step)
                    $0.optimizer = .init("momentum")
                    $0.octaves = Octaves(count: 2, scale: 1.2)
                }),
        ])
    }

    @Test func kindsAreMeasuredOnceAndShared() throws {
        var renderer = try Renderer(recipe: recipe(1), network: Small.network)
        #expect(try renderer.plan(for: size).seconds == nil)
        try renderer.calibrate(for: size)
        // Of each, a step and the beginning of an octave.
        #expect(renderer.workTimes.count == 4)
        let plan = try renderer.plan(for: size)
        #expect(try #require(plan.seconds) > 0)
        #expect("\(plan)".contains("\ntakes about "))
        #expect(plan.stages[1].octaves.allSatisfy { $0.seconds ?? 0 > 0 })

        // Other numbers are the same kinds; what was measured can be kept.
        var other = try Renderer(recipe: recipe(3), network: Small.network)
        other.workTimes = try JSONDecoder().decode(
            WorkTimes.self, from: try JSONEncoder().encode(renderer.workTimes))
        #expect(other.workTimes == renderer.workTimes)
        try other.calibrate(for: size)
        #expect(other.workTimes == renderer.workTimes)
        #expect(try other.plan(for: size).seconds == plan.seconds)
    }

    @Test func measuringChangesNoDreamAndProgressEndsAtOne() throws {
        let plain = try Small.render(recipe(1)).0
        var renderer = try Renderer(recipe: recipe(1), network: Small.network)
        try renderer.calibrate(for: size)
        var fractions: [Double] = []
        let dream = try renderer.render(Small.photo) {
            fractions.append($0.fraction)
            return .goOn
        }
        #expect(dream.picture == plain)
        #expect(zip(fractions, fractions.dropFirst()).allSatisfy { $0 < $1 })
        #expect(abs((fractions.last ?? 0) - 1) < 1e-9)
    }

    @Test func aRenderTellsWhatNobodyMeasured() throws {
        var renderer = try Renderer(recipe: recipe(1), network: Small.network)
        let measured = try renderer.render(Small.photo) { _ in .goOn }.measured
        renderer.workTimes.learn(measured)
        #expect(renderer.workTimes.count == 4)
        #expect(try #require(try renderer.plan(for: size).seconds) > 0)
    }

    @Test func aRenderMendsWhatWasMeasuredOnABusyMachine() throws {
        var renderer = try Renderer(recipe: recipe(1), network: Small.network)
        try renderer.calibrate(for: size)
        let encoded = try JSONSerialization.jsonObject(with: try JSONEncoder().encode(renderer.workTimes))
        // Kinds and what they take, in turns.
        let lines = try #require((encoded as? [String: Any])?["lines"] as? [Any])
        let slow = [
            "lines": lines.enumerated().map { index, part in
                index % 2 == 1 ? (part as? [String: Double])?.mapValues { 1000 * $0 + 1 } ?? part : part
            }
        ]
        renderer.workTimes = try JSONDecoder().decode(
            WorkTimes.self, from: try JSONSerialization.data(withJSONObject: slow))
        let before = try #require(try renderer.plan(for: size).seconds)
        #expect(before > 1)
        renderer.workTimes.learn(try renderer.render(Small.photo) { _ in .goOn }.measured)
        #expect(try #require(try renderer.plan(for: size).seconds) < before / 10)
    }

    @Test func oneSlowRenderIsNotBelievedAtOnce() {
        let size = Extent(height: 100, width: 100)
        func samples(_ seconds: Double...) -> WorkSamples {
            var samples = WorkSamples()
            for second in seconds { samples.add(.writing(.png), at: size, seconds: second) }
            return samples
        }
        var times = WorkTimes()
        times.learn(samples(1))
        #expect(times.seconds(.writing(.png), at: size) == 1)
        // What most of the time says: one that slept among many changes nothing.
        times.learn(samples(2, 2, 2, 2, 3))
        #expect(times.seconds(.writing(.png), at: size) == 2)
        times.learn(samples(1000))
        #expect(times.seconds(.writing(.png), at: size) == 8)
        times.learn(samples(0.5))
        #expect(times.seconds(.writing(.png), at: size) == 0.5)
        #expect(times.seconds(.writing(.jpeg), at: size) == nil)
    }

    @Test func writingAndFramesAndOperationsAreCounted() throws {
        let stages: [Stage.Action] = [.ascent(Small.ascent()), .canvas(.init("blur", ["radius": 0.01]))]
        var still = try Renderer(recipe: Small.recipe(stages), network: Small.network)
        still.output = (.writing(.png), nil)
        try still.calibrate(for: size)
        let plan = try still.plan(for: size)
        #expect(plan.endSeconds > 0)
        #expect(plan.stages[1].operationSeconds ?? 0 > 0)
        // The picture is written after the last step.
        var last = 0.0
        _ = try still.render(Small.photo) {
            last = $0.fraction
            return .goOn
        }
        #expect(last > 0 && last < 1)

        var recipe = Small.recipe([])
        recipe.film = Film(
            count: 5, frames: [Film.Frame(stages: [Stage(name: "dream", action: .ascent(Small.ascent()))])], rate: 24)
        var film = try Renderer(recipe: recipe, network: Small.network)
        film.output = (.writing(.png), .encoding("mp4"))
        try film.calibrate(for: size)
        let frames = try film.plan(for: size)
        let steps = frames.frames.flatMap { $0 }.flatMap(\.octaves).reduce(0) {
            $0 + ($1.seconds ?? 0) * Double($1.steps) + ($1.beginning ?? 0)
        }
        let whole = steps + 5 * frames.frameSeconds + frames.endSeconds
        #expect(frames.frameSeconds > 0 && frames.endSeconds > 0)
        #expect(abs(try #require(frames.seconds) / whole - 1) < 1e-9)
        let measured = try film.renderFilm(Small.photo, emit: { _, _ in }, report: { _ in .goOn }).measured
        var learnt = WorkTimes()
        learnt.learn(measured)
        #expect(learnt.seconds(.writing(.png), at: size) != nil)
    }
}
