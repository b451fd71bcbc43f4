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
            .climb(Small.climb { $0.stepSize = .constant(step) }),
            .climb(
                Small.climb {
                    $0.stepSize = .constant(2 * step)
                    $0.optimizer = .momentum(0.9)
                    $0.octaves = Octaves(count: 2, scale: 1.2)
                }),
        ])
    }

    @Test func kindsAreMeasuredOnceAndShared() throws {
        var renderer = try Renderer(recipe: recipe(1), network: Small.network)
        #expect(try renderer.plan(for: size).seconds == nil)
        try renderer.calibrate(for: size)
        #expect(renderer.stepTimes.count == 2)
        let plan = try renderer.plan(for: size)
        #expect(try #require(plan.seconds) > 0)
        #expect("\(plan)".contains("\ntakes about "))
        #expect(plan.stages[1].octaves.allSatisfy { $0.seconds ?? 0 > 0 })

        // Other numbers are the same kinds; what was measured can be kept.
        var other = try Renderer(recipe: recipe(3), network: Small.network)
        other.stepTimes = try JSONDecoder().decode(
            StepTimes.self, from: try JSONEncoder().encode(renderer.stepTimes))
        #expect(other.stepTimes == renderer.stepTimes)
        try other.calibrate(for: size)
        #expect(other.stepTimes == renderer.stepTimes)
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
}
