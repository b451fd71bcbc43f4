import Dreams
import Foundation
import Networks
import Pictures
import Testing

/// By what renders know work of which the time was measured.
@Suite struct WorkKindTests {
    private static let mask = Mask.luminance(above: 0.5, softness: 0.1)

    /// Each of all operations, with parameters that are far from those of `others`.
    private let operations: [CanvasOperation] = [
        .zoom(factor: 1.05, x: 0.5, y: 0.5), .rotate(angle: 3), .shift(x: 0.1, y: 0.2),
        .warp(.noise(amount: 0.1, wavelength: 0.3)), .warp(.swirl(angle: 90, radius: 0.5, x: 0.5, y: 0.5)),
        .warp(.ripple(amount: 0.1, wavelength: 0.2, x: 0.5, y: 0.5)), .mirror(.left),
        .kaleidoscope(segments: 6, angle: 0, x: 0.5, y: 0.5), .seamless(border: 0.3),
        .blend(.input, mode: .normal, opacity: 0.5, mask: nil), .matchColours(.input, space: .oklab),
        .matchHistogram(.input, space: .oklab), .keepLuminance(.input), .keepColour(.input),
        .palette([Colour(red: 1, green: 0, blue: 0)], strength: 1), .sharpen(radius: 0.01, amount: 1),
        .blur(radius: 0.01), .tone(exposure: 1, contrast: 1, gamma: 1, saturation: 1), .resize(factor: 2),
        .transparency(mask),
    ]

    private let others: [CanvasOperation] = [
        .zoom(factor: 1.06, x: 0.4, y: 0.3), .rotate(angle: -8), .shift(x: 0.7, y: 0),
        .warp(.noise(amount: 0.2, wavelength: 0.1)), .warp(.swirl(angle: 20, radius: 0.2, x: 0.1, y: 0.5)),
        .warp(.ripple(amount: 0.3, wavelength: 0.1, x: 0.2, y: 0.5)), .mirror(.top),
        .kaleidoscope(segments: 5, angle: 20, x: 0.4, y: 0.5), .seamless(border: 0.1),
        .blend(.file("b.png"), mode: .normal, opacity: 0.7, mask: nil), .matchColours(.file("b.png"), space: .oklab),
        .matchHistogram(.file("b.png"), space: .oklab), .keepLuminance(.file("b.png")), .keepColour(.file("b.png")),
        .palette([Colour(red: 0, green: 0, blue: 1)], strength: 0.5), .sharpen(radius: 0.011, amount: 2),
        .blur(radius: 0.0105), .tone(exposure: 0.5, contrast: 1, gamma: 1, saturation: 1), .resize(factor: 2.1),
        .transparency(.luminance(above: 0.2, softness: 0.3)),
    ]

    @Test func twoOperationsAreNeverOfOneKind() {
        let kinds = operations.map { WorkKind.operation($0) }
        #expect(Set(kinds).count == operations.count)
        #expect(others.map { WorkKind.operation($0) } == kinds, "numbers that change no work make no other kind")
        // What does change it, does: the reach of a kernel, the planes that are met, the network in a mask.
        #expect(WorkKind.operation(.blur(radius: 0.1)) != .operation(.blur(radius: 0.01)))
        #expect(
            WorkKind.operation(.matchColours(.input, space: .srgb))
                != .operation(.matchColours(.input, space: .oklab)))
        #expect(
            WorkKind.operation(.transparency(.evidence(classIndex: 1, sharpness: 1)))
                != .operation(.transparency(WorkKindTests.mask)))
    }

    private func kind(_ change: (inout Climb) -> Void) throws -> WorkKind.Step {
        let recipe = Small.recipe([.climb(Small.climb { change(&$0) })])
        guard case .climb(let climb) = recipe.stages[0].action else { preconditionFailure("it is a climb") }
        return try Renderer(recipe: recipe, network: Small.network).kind(of: climb, recipe.stages[0])
    }

    /// Everything that a climb has a schedule for.
    private func scheduled(_ number: Schedule) throws -> WorkKind.Step {
        try kind {
            $0.stepSize = number
            $0.jitter = number
            $0.normalization = .threeBlurs(sigma: number)
            $0.transforms = [
                .shift(number), .crop(fraction: number, spread: 0.2, side: 64), .noise(number), .blur(number),
            ]
            $0.priors.decay = number
            $0.priors.blur = number
            $0.priors.smallNorm = number
            $0.priors.smallContribution = number
        }
    }

    @Test func schedulesChangeNoKind() throws {
        let plain = try scheduled(.constant(0.25))
        #expect(try scheduled(.eased(from: 0.5, to: 0.1)) == plain)
        #expect(try scheduled(.octaves([0.5, 0.25, 0.1])) == plain)
        #expect(try kind { $0.stepSize = .constant(3) } == kind { $0.stepSize = .keys([.init(time: 0, value: 1)]) })
        #expect(try kind { _ in } != plain)
        #expect(
            try kind { $0.optimizer = .init("momentum") }
                == kind { $0.optimizer = .init("momentum", ["inertia": 0.5]) })
        #expect(
            try kind { $0.optimizer = .init("lbfgs") } != kind { $0.optimizer = .init("lbfgs", ["history": 40]) },
            "a longer memory is more work")
        #expect(try kind { $0.views = 2 } != kind { $0.views = 1 })
        #expect(
            try kind { $0.parameterization = .fourier(decay: 1) } == kind { $0.parameterization = .fourier(decay: 2) })
    }

    @Test func kindsAreTheSameInAnotherProcess() throws {
        var times = WorkTimes()
        var samples = WorkSamples()
        let size = Extent(height: 10, width: 10)
        let all =
            operations.map { WorkKind.operation($0) } + [
                .step(try scheduled(.constant(1))), .beginning(try kind { _ in }), .writing(.jpeg), .encoding("mp4"),
                .frame(.over(.optical)), .frame(.moved),
            ]
        for (index, kind) in all.enumerated() { samples.add(kind, at: size, seconds: Double(index + 1)) }
        times.learn(samples)
        let text = String(decoding: try JSONEncoder().encode(times), as: UTF8.self)
        let again = try JSONDecoder().decode(WorkTimes.self, from: Data(text.utf8))
        #expect(again.count == all.count)
        for (index, kind) in all.enumerated() {
            #expect(abs((again.seconds(kind, at: size) ?? 0) - Double(index + 1)) < 1e-9)
        }
        // As another process wrote it, whose hashes are seeded otherwise: the text is the key, and says no number of a schedule.
        let written =
            #"{"lines":[{"operation":{"_0":{"work":{"blur":{"_0":{"power":-7}}}}}},{"fixed":1,"perPixel":2}]}"#
        let known = try JSONDecoder().decode(WorkTimes.self, from: Data(written.utf8))
        #expect(known.seconds(.operation(.blur(radius: 0.01)), at: Extent(height: 1, width: 3)) == 7)
    }

    @Test func whatOlderVersionsMeasuredIsNotThere() {
        let old = #"{"lines":{"fire9 1 meanAbsolute ascent pixels 1 none":{"fixed":0.1,"perPixel":1e-7}}}"#
        #expect((try? JSONDecoder().decode(WorkTimes.self, from: Data(old.utf8))) == nil)
    }
}
