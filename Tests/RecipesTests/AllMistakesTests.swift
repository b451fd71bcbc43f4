import Recipes
import Testing

/// A check goes on behind mistakes, and says nothing of what only follows from them.
@Suite struct AllMistakesTests {
    private func mistakes(_ source: PresetSource) -> [String] {
        PresetCheck(source) { _ in
            squeezenet
        } plan: { _ in
        }.errors
    }

    @Test func ofARecipe() {
        let source = PresetSource.recipe(
            """
            local x = r.ellipse { widht = 2 }
            local y = net:att(0.4)
            local z = net.fire88:energy() + 2 * y:energy()
            local w = r.luminence { above = 3 }
            return {
              r.stage { maximize = z, mask = x * w, octaves = 3, steps = "six", step_size = p.strenght },
              r.stage { maximize = net.fire8:energie(), mask = 1 - x:feather(0.1), steps = 6 },
              r.stage { maximise = net.fire8:energy() },
              r.blur(),
              { r.stage { maximize = (z - 1):mean(), octaves = { cuont = 3 } } },
            }
            """, params: "strength = r.number { default = 1 }")
        let found = mistakes(source)
        let expected = [
            "test.lua:4: ellipse: unknown option 'widht' (did you mean 'width'?)",
            "test.lua:5: squeezenet has no layer 'att' (did you mean 'at'?)",
            "test.lua:6: squeezenet has no layer 'fire88' (did you mean 'fire8'?)",
            "test.lua:7: there is no word 'r.luminence' (did you mean 'luminance'?)",
            "test.lua:7: luminance: above is 3",
            "test.lua:9: there is no parameter 'strenght' (did you mean 'strength'?)",
            "test.lua:9: stage: octaves is 3; it must be",
            "test.lua:10: a tensor expression has no ':energie' (did you mean 'energy'?)",
            "test.lua:11: stage: unknown option 'maximise' (did you mean 'maximize'?)",
            "test.lua:12: blur: 'radius' is missing",
            "test.lua:13: stage: unknown option 'octaves.cuont' (did you mean 'count'?)",
        ]
        #expect(found.count == expected.count, "\(found.joined(separator: "\n"))")
        for (message, beginning) in zip(found, expected) { #expect(message.hasPrefix(beginning), "\(message)") }
        #expect(found[6].contains("steps is 'six'; it must be"))
    }

    @Test func ofParametersAndGlobals() {
        let parameters = PresetSource.recipe(
            "return { r.stage { maximize = net.fire8:energy() } }",
            params: "a = r.number { defualt = 1 }, b = r.integer { default = 1.5 }, c = r.picture { default = 2 }")
        #expect(mistakes(parameters).count == 3, "\(mistakes(parameters))")
        // Lua itself goes no further than its own mistakes, which are said beside those before them.
        let both = mistakes(.recipe("local a = r.blur { raduis = 1 } local b = nett.fire8 return { r.nothing() }"))
        #expect(both.count == 2 && both[1].hasPrefix("test.lua:4: 'nett' is not declared"), "\(both)")
    }

    @Test func ofFramesAndSchedules() {
        let film = mistakes(
            .recipe(
                """
                return { r.film { frames = 3, each = function(t)
                  return { r.stage { maximize = net.fire8:energy(), step_size = function(u) return r.blurr(u) end } }
                end } }
                """))
        #expect(film.count == 1 && film[0].contains("there is no word 'r.blurr'"), "\(film)")
    }

    @Test func whatIsInOrderHasNone() {
        #expect(mistakes(.recipe("return { r.stage { maximize = net.fire8:energy() } }")).isEmpty)
    }
}
