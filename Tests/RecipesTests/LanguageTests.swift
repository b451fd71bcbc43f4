import Dreams
import Foundation
import Pictures
import Recipes
import TestSupport
import Testing

@Suite struct LanguageTests {
    private func ascent(_ stage: String, params: String = "", _ settings: Settings = Settings()) throws -> Ascent {
        let recipe = try PresetSource.recipe("return { \(stage) }", params: params).made(settings)
        guard case .ascent(let ascent) = recipe.stages[0].action else { throw PresetError.script("no ascent") }
        return ascent
    }

    @Test func aStageHasDefaults() throws {
        let ascent = try ascent("r.stage { maximize = net.fire8:energy() }")
        #expect(ascent.octaves == Octaves(count: 4, scale: 1.4))
        #expect(ascent.steps == [10])
        #expect(ascent.stepSize == .constant(1.5))
        #expect(ascent.normalization == .init("laplacian"))
        #expect(ascent.jitter == .constant(32))
        #expect(ascent == Ascent(maximize: ascent.maximize))
        #expect("\(ascent.maximize)" == "(0.5 * mean(square(fire8)))")
    }

    @Test func everyOptionArrives() throws {
        let ascent = try ascent(
            """
            r.stage { name = "s", maximize = net.fire8:energy(), minimize = 0.02 * r.tv { beta = 1.5 },
              octaves = { count = 6, scale = 1.3 }, steps = 12, step_size = r.ease(2.0, 1.0) * 3,
              gradient = "laplacian", levels = 5, jitter = 7, mask = r.luminance { below = 0.4, softness = 0.1 } }
            """)
        #expect(ascent.octaves == Octaves(count: 6, scale: 1.3))
        #expect((ascent.steps, ascent.jitter) == ([12], .constant(7)))
        #expect(ascent.stepSize == .eased(from: 6, to: 3))
        #expect(ascent.normalization == .init("laplacian", ["levels": 5]))
        #expect(ascent.mask == Mask("luminance", ["below": 0.4, "softness": 0.1]))
        #expect(ascent.minimize.map { "\($0)" } == "(0.02 * tv(canvas, 1.5))")
    }

    /// The colours that a canvas is made of; and a number is a mask that is the same everywhere.
    @Test func spacesAndMasksArrive() throws {
        func parameterization(_ lua: String) throws -> Parameterization {
            try ascent("r.stage { maximize = net.fire8:energy(), parameterization = \(lua) }").parameterization
        }
        #expect(try parameterization("r.pixels { space = 'linear' }") == .init("pixels", ["space": "linear"]))
        #expect(try parameterization("r.fourier { decay = 2 }") == .init("fourier", ["decay": 2]))
        #expect(try parameterization("r.fourier { space = 'oklab' }") == .init("fourier", ["space": "oklab"]))
        #expect(
            try parameterization("r.pyramid(3, 'decorrelated')")
                == .init("pyramid", ["levels": 3, "space": "decorrelated"]))
        #expect(try parameterization("r.phase { space = 'srgb' }") == .init("phase", ["space": "srgb"]))
        #expect(try parameterization("'fourier'") == .init("fourier"))
        #expect(try ascent("r.stage { maximize = net.fire8:energy(), mask = 0.5 }").mask == .constant(0.5))
    }

    @Test(arguments: [
        ("(r.ramp(0) * net.fire8):energy()", "(net.fire8 * r.ramp(0)):energy()"),
        ("(net.fire8 * r.ramp(0)):energy()", "net.fire8:mask(r.ramp(0)):energy()"),
    ])
    func waysToSayTheSame(_ one: String, _ other: String) throws {
        #expect(
            try ascent("r.stage { maximize = \(one) }").maximize == ascent("r.stage { maximize = \(other) }").maximize)
    }

    @Test(arguments: [
        (
            "net.fire8:energy() + 0.3 * net:class('zebra')",
            "((0.5 * mean(square(fire8))) + (0.3 * mean(classes:channel(2))))"
        ),
        ("-net['fire8/concat']:mean()", "negate(mean(fire8/concat))"),
        ("net.fire8:pre():channel(3):relu():sum() / 2", "(sum(relu(fire8:pre:channel(3))) / 2.0)"),
        ("(net:at(0.55) ^ 2):mean()", "mean(square(at(0.55)))"),
        (
            "(r.canvas() - 128):square():mean() - net:layer('fire5'):tanh():mean()",
            "(mean(square((canvas - 128.0))) - mean(tanh(fire5)))"
        ),
        (
            "net:class('Golden Retriever') + net:class(2) - net:class('tinca tinca')",
            "((mean(classes:channel(1)) + mean(classes:channel(2))) - mean(classes:channel(0)))"
        ),
    ])
    func expressions(_ lua: String, _ printed: String) throws {
        #expect("\(try ascent("r.stage { maximize = \(lua) }").maximize)" == printed)
    }

    @Test(arguments: [
        "net.fire8:channel(3):mean()", "net.fire8:channel { index = 3 }:mean()",
    ])
    func optionsHaveNamesOrPositions(_ lua: String) throws {
        #expect("\(try ascent("r.stage { maximize = \(lua) }").maximize)" == "mean(fire8:channel(3))")
    }

    @Test func depthsHaveNames() throws {
        #expect("\(try ascent("r.stage { maximize = net:at('objects'):mean() }").maximize)" == "mean(at(0.9))")
    }

    @Test func keysAreJoinedByLines() throws {
        let ascent = try ascent(
            "r.stage { maximize = net.fire8:energy(), step_size = r.keys { {0.25, 2}, {0.5, 1}, {1, 0} } * 2 }")
        let values = [0, 0.25, 0.375, 0.5, 0.75, 1].map { ascent.stepSize.value(at: Moment(progress: $0)) }
        #expect(zip(values, [4, 4, 3, 2, 1, 0]).allSatisfy { abs($0 - $1) < 1e-6 }, "\(values)")
    }

    @Test func functionsOfProgressAreSampled() throws {
        let ascent = try ascent(
            "r.stage { maximize = net.fire8:energy(), step_size = function(t) return 2 * (1 - t) end }")
        guard case .sampled(let samples) = ascent.stepSize else {
            Issue.record("not sampled")
            return
        }
        #expect((samples.first, samples.last, samples.count) == (2, 0, 65))
        #expect(abs(ascent.stepSize.value(at: Moment(progress: 0.25)) - 1.5) < 1e-6)
    }

    @Test func parametersHaveDefaultsAndAreSet() throws {
        let params = """
            strength = r.number { default = 1, min = 0.2, max = 3 }, count = r.integer { default = 3, min = 1, max = 9 },
            calm = r.boolean { default = false }, mood = r.choice { default = "a", of = { "a", "b" } },
            creature = r.class { default = "zebra" }
            """
        let stage = """
            r.stage { maximize = net:class(p.creature), steps = p.count, step_size = p.strength,
              jitter = p.calm and 0 or 5, gradient = p.mood == "a" and "mean" or "laplacian" }
            """
        let normal = try ascent(stage, params: params)
        #expect(
            (normal.steps, normal.stepSize, normal.jitter, normal.normalization)
                == ([3], .constant(1), .constant(5), .init("mean")))
        let settings = Settings(parameters: [
            "strength": "2.5", "count": "4", "calm": "true", "mood": "b", "creature": "tench",
        ])
        let set = try ascent(stage, params: params, settings)
        #expect(
            (set.steps, set.stepSize, set.jitter, set.normalization)
                == ([4], .constant(2.5), .constant(0), .init("laplacian")))
        #expect("\(set.maximize)" == "mean(classes:channel(0))")
    }

    /// A folder that a user gives is a list of its pictures, one picture a list of one.
    @Test func picturesOfAFolderAreAList() throws {
        try Fixtures.withTemporaryFolder { folder in
            for name in ["z.png", "a.jpg", "notes.txt"] {
                try Data().write(to: URL(fileURLWithPath: folder + "/" + name))
            }
            let source = PresetSource.recipe(
                """
                return r.stage { maximize = net.fire8:energy(), name = tostring(p.photos and #p.photos),
                  parameterization = p.photos and r.phase { magnitudes = p.photos } }
                """, params: "photos = r.pictures { optional = true }")
            #expect(try source.made().stages[0].name == "nil")
            let made = try source.recipe(settings: Settings(pictures: ["photos": folder])) { _ in squeezenet }
            let references = [PictureReference.parameter("photos/a.jpg"), .parameter("photos/z.png")]
            #expect(Set(made.recipe.picturesRead.keys) == Set(references))
            #expect(made.pictures[references[0]] == .file(folder + "/a.jpg"))
            guard case .ascent(let ascent) = made.recipe.stages[0].action else { throw PresetError.script("no ascent") }
            let magnitudes = WordValue.list(references.map { .picture($0) })
            #expect(ascent.parameterization == Parameterization("phase", ["magnitudes": magnitudes]))
            let one = try source.made(Settings(pictures: ["photos": "x.png"]))
            #expect(Set(one.picturesRead.keys) == [.parameter("photos")])
            try FileManager.default.removeItem(atPath: folder + "/z.png")
            try FileManager.default.removeItem(atPath: folder + "/a.jpg")
            #expect(
                source.complaint(Settings(pictures: ["photos": folder])).hasSuffix(
                    "it holds no \(PictureFormat.readEndings)"))
            #expect(
                source.complaint(Settings(parameters: ["photos": "x"])).contains("give it by picture photos=FILE"))
        }
    }

    @Test func holesInTheListAreSkipped() throws {
        let recipe = try PresetSource.recipe(
            """
            local s = r.stage { maximize = net.fire8:energy() }
            return { false and s, s, nil, s, r.match_colours {}, nil }
            """
        ).made()
        #expect(recipe.stages.map(\.name) == ["stage 1", "stage 1", "match colours"])
    }

    @Test func stagesKnowTheirLines() throws {
        let recipe = try PresetSource.recipe("local a = 1\n  return { r.stage { maximize = net.fire8:energy() } }")
            .made()
        #expect(recipe.stages[0].place == SourceLine(file: "test.lua", line: 5))
    }

    @Test func runsAreEqual() throws {
        let source = PresetSource.recipe(
            """
            local total = 0
            for name, value in pairs { b = 1, a = 2, [3] = 4, c = 8 } do total = total * 3 + value + math.random(100) end
            return { r.stage { maximize = net.fire8:energy(), step_size = total % 1000 } }
            """)
        #expect(try source.made() == source.made())
        #expect(try source.made().hashValue == source.made().hashValue)
    }

    @Test func printingIsKept() throws {
        let preset = try PresetSource.recipe(
            "print('a', 1, true, net.fire8:energy())\nreturn r.stage { maximize = net.fire8:energy() }"
        ).recipe(settings: Settings()) { _ in squeezenet }.preset
        #expect(preset.printed == "a\t1\ttrue\t(0.5 * mean(square(fire8)))\n")
    }
}
