import Dreams
import Foundation
import Networks
import Pictures
import Testing

/// By what renders know work of which the time was measured.
@Suite struct WorkKindTests {
    private static let mask = Mask("luminance", ["above": 0.5, "softness": 0.1])

    /// Each of all operations, with options that are far from those of `others`.
    private let operations: [CanvasOperation] = [
        .init("zoom", ["factor": 1.05]), .init("rotate", ["angle": 3]), .init("shift", ["x": 0.1, "y": 0.2]),
        .init("warp", ["amount": 0.1, "wavelength": 0.3]), .init("swirl"), .init("ripple"),
        .init("mirror", ["side": "left"]), .init("kaleidoscope"), .init("seamless", ["border": 0.3]),
        .init("blend", ["picture": .picture(.input), "opacity": 0.5]), .init("match_colours"),
        .init("match_histogram"), .init("keep_luminance"), .init("keep_colour"),
        .init("palette", ["colours": [.colour(Colour(red: 1, green: 0, blue: 0))]]),
        .init("sharpen", ["radius": 0.01, "amount": 1]), .init("blur", ["radius": 0.01]),
        .init("tone", ["exposure": 1]), .init("resize", ["factor": 2]), .init("opacity", ["mask": .mask(mask)]),
        .init("vignette"), .init("grain"), .init("local_contrast"),
        .init("curve", ["points": .list([.list([0, 0.1]), .list([1, 0.9])])]),
    ]

    private let others: [CanvasOperation] = [
        .init("zoom", ["factor": 1.06, "x": 0.4, "y": 0.3]), .init("rotate", ["angle": -8]), .init("shift", ["x": 0.7]),
        .init("warp", ["amount": 0.2, "wavelength": 0.1]), .init("swirl", ["angle": 20, "radius": 0.2, "x": 0.1]),
        .init("ripple", ["amount": 0.3, "wavelength": 0.1, "x": 0.2]), .init("mirror", ["side": "top"]),
        .init("kaleidoscope", ["segments": 5, "angle": 20, "x": 0.4]), .init("seamless", ["border": 0.1]),
        .init("blend", ["picture": .picture(.file("b.png")), "opacity": 0.7]),
        .init("match_colours", ["from": .picture(.file("b.png"))]),
        .init("match_histogram", ["from": .picture(.file("b.png"))]),
        .init("keep_luminance", ["from": .picture(.file("b.png"))]),
        .init("keep_colour", ["from": .picture(.file("b.png"))]),
        .init("palette", ["colours": [.colour(Colour(red: 0, green: 0, blue: 1))], "strength": 0.5]),
        .init("sharpen", ["radius": 0.011, "amount": 2]), .init("blur", ["radius": 0.0105]),
        .init("tone", ["exposure": 0.5]), .init("resize", ["factor": 2.1]),
        .init("opacity", ["mask": .mask(Mask("luminance", ["above": 0.2, "softness": 0.3]))]),
        .init("vignette", ["amount": 0.9]), .init("grain", ["amount": 0.2]), .init("local_contrast", ["amount": 0.7]),
        .init("curve", ["points": .list([.list([0, 0.2]), .list([1, 1])])]),
    ]

    @Test func twoOperationsAreNeverOfOneKind() {
        let kinds = operations.map { WorkKind.operation($0) }
        #expect(Set(kinds).count == operations.count)
        #expect(
            Set(operations.map { type(of: $0.anyWord).name }) == Set(CanvasOperation.words.map { $0.name }),
            "each is here")
        #expect(others.map { WorkKind.operation($0) } == kinds, "numbers that change no work make no other kind")
        // What does change it, does: the reach of a kernel, the planes that are met, the network in a mask.
        #expect(WorkKind.operation(.init("blur", ["radius": 0.1])) != .operation(.init("blur", ["radius": 0.01])))
        #expect(WorkKind.operation(.init("match_colours", ["space": "srgb"])) != .operation(.init("match_colours")))
        #expect(WorkKind.operation(.init("tone", ["gamma": 2])) != .operation(.init("tone", ["exposure": 1])))
        func opacity(_ mask: Mask) -> WorkKind { .operation(.init("opacity", ["mask": .mask(mask)])) }
        #expect(opacity(Mask("where", ["class": 1])) != opacity(WorkKindTests.mask))
        #expect(opacity(.inverse(WorkKindTests.mask)) != opacity(WorkKindTests.mask))
        #expect(opacity(.inverse(Mask("where", ["class": 1]))) != opacity(.inverse(WorkKindTests.mask)))
    }

    private func kind(_ change: (inout Ascent) -> Void) throws -> WorkKind.Step {
        let recipe = Small.recipe([.ascent(Small.ascent { change(&$0) })])
        guard case .ascent(let ascent) = recipe.stages[0].action else { preconditionFailure("it is an ascent") }
        return try Renderer(recipe: recipe, network: Small.network).kind(of: ascent, recipe.stages[0])
    }

    /// Everything that an ascent has a schedule for.
    private func scheduled(_ number: Schedule) throws -> WorkKind.Step {
        try kind {
            $0.stepSize = number
            $0.jitter = number
            $0.normalization = .init("blurs", ["sigma": .schedule(number)])
            $0.transforms = [
                .init("random_shift", ["most": .schedule(number)]),
                .init("random_crop", ["fraction": .schedule(number), "side": 64]),
                .init("random_noise", ["deviation": .schedule(number)]),
                .init("view_blur", ["sigma": .schedule(number)]),
            ]
            $0.priors = Priors([
                "decay": .schedule(number), "blur": .schedule(number), "small_norm": .schedule(number),
                "small_contribution": .schedule(number),
            ])
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
            try kind { $0.parameterization = .init("fourier") }
                == kind { $0.parameterization = .init("fourier", ["decay": 2]) })
        #expect(
            try kind { $0.parameterization = .init("pyramid") }
                != kind { $0.parameterization = .init("pyramid", ["levels": 2]) })
    }

    @Test func kindsAreTheSameInAnotherProcess() throws {
        var times = WorkTimes()
        var samples = WorkSamples()
        let size = Extent(height: 10, width: 10)
        let all =
            operations.map { WorkKind.operation($0) } + [
                .step(try scheduled(.constant(1))), .beginning(try kind { _ in }), .writing(.jpeg), .encoding("mp4"),
                .frame(.over(.optical)), .frame(.remembering(3)), .frame(.moved), .frame(.parallax),
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
            #"{"lines":[{"operation":{"_0":{"work":{"word":"blur","facts":[{"number":{"_0":-7}}]}}}},{"fixed":1,"perPixel":2}]}"#
        let known = try JSONDecoder().decode(WorkTimes.self, from: Data(written.utf8))
        #expect(known.seconds(.operation(.init("blur", ["radius": 0.01])), at: Extent(height: 1, width: 3)) == 7)
    }

    @Test func whatOlderVersionsMeasuredIsNotThere() {
        let old = #"{"lines":{"fire9 1 meanAbsolute ascent pixels 1 none":{"fixed":0.1,"perPixel":1e-7}}}"#
        #expect((try? JSONDecoder().decode(WorkTimes.self, from: Data(old.utf8))) == nil)
    }
}
