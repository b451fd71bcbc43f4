import Dreams
import Recipes
import Testing

/// Networks that a recipe names beside its own.
@Suite struct OtherNetworkTests {
    private struct NotThere: Error, CustomStringConvertible {
        let description: String
    }

    private func made(_ body: String, prelude: String = "") throws -> Recipe {
        try PresetSource.recipe(body, prelude: prelude).recipe(settings: Settings()) { name in
            guard name != "nowhere" else { throw NotThere(description: "there is no network 'nowhere'") }
            // Whatever it takes is not the script's.
            if name == "slow" {
                let end = ContinuousClock.now + .milliseconds(2500)
                while ContinuousClock.now < end {}
            }
            var names = squeezenet
            names.name = name
            if name != "squeezenet" { names.layers = ["block1", "block2"] }
            return names
        }.recipe
    }

    private func complaint(_ body: String, prelude: String = "") -> String {
        do { return "no complaint: \(try made(body, prelude: prelude))" } catch { return "\(error)" }
    }

    @Test func layersAreTheOthers() throws {
        let recipe = try made(
            "local dino = r.network('dino') return r.stage { maximize = net.fire8:energy() + dino.block2:energy() "
                + "+ dino:at(0.5):energy() + dino:class_token('block1'):energy(), mask = dino:where('zebra') }")
        guard case .ascent(let ascent) = recipe.stages[0].action else { throw PresetError.script("no ascent") }
        let layers = ascent.maximize.layers
        #expect(layers.map(\.network) == [nil, "dino", "dino", "dino"])
        #expect(layers.map { "\($0)" } == ["fire8", "dino:block2", "dino:at(0.5)", "dino:class_token(block1)"])
        #expect(recipe.networksRead == ["dino"])
        // The preset's own by its name is the preset's own.
        #expect(try made("return r.stage { maximize = r.network('squeezenet').fire8:energy() }").networksRead.isEmpty)
        // A mask may be all that asks it.
        #expect(try made("return r.opacity(r.network('dino').block2:mask { above = 0.5 })").networksRead == ["dino"])
    }

    /// As `networks layers` finds them: capitals do not matter, and each counts once.
    @Test(arguments: ["BLOCK*", "block*", "Block?"]) func patternsFindLayersAsTheShellDoes(_ pattern: String) throws {
        let recipe = try made(
            "local dino = r.network('dino') local found = dino:layers('\(pattern)') "
                + "return r.stage { maximize = found[1]:energy() + #found * found[#found]:energy() }")
        guard case .ascent(let ascent) = recipe.stages[0].action else { throw PresetError.script("no ascent") }
        #expect(ascent.maximize.layers.map { "\($0)" } == ["dino:block1", "dino:block2"])
        #expect("\(ascent.maximize)".contains("2.0"), "two of them")
    }

    @Test func whatIsNotThereHasItsLine() {
        #expect(complaint("return r.network('nowhere')") == "test.lua:4: network: there is no network 'nowhere'")
        #expect(complaint("return r.network('dino').fire8").contains("dino has no layer 'fire8'"))
        #expect(
            complaint("return {}", prelude: "r.network('dino')").contains("network: it is called within the recipe"))
        #expect(
            complaint("for i = 1, 5 do r.network('n' .. i) end").contains(
                "4 networks beside the preset's own can be read, and no more"))
        #expect(complaint("return net:class_token('blok1')").contains("has no layer 'blok1'"))
        #expect(complaint("for i = 1, 50 do r.network('dino') end return r.tone {}").hasPrefix("no complaint"))
    }

    /// A network may take longer to be read than a script may run.
    @Test func readingOneTakesNoTimeOfTheScript() {
        #expect(
            complaint("r.network('slow') local n = 0 for i = 1, 1000 do n = n + i end return r.tone {}").hasPrefix(
                "no complaint"))
    }

    @Test func masksTakeEitherAMaskOrABound() {
        func said(_ options: String) -> String { complaint("return r.opacity(net.fire8:mask\(options))") }
        #expect(said(" { above = 0.5 }").hasPrefix("no complaint"))
        #expect(said("()").contains("mask: it takes a mask, or above or below, which make one of it"))
        #expect(said(" { above = 0.5, below = 0.6 }").contains("mask: give either above or below"))
        #expect(said(" { mask = r.ramp(0), above = 0.5 }").contains("mask: above makes a mask of it; give either"))
        #expect(said("(r.ramp(0))").contains("must be a mask"))
        #expect(
            complaint("return r.opacity(net.fire8:mean():mask { above = 0.5 })").contains("mask: one number is large"))
        #expect(complaint("return r.opacity(net.fire8:importance())").contains("importance: it belongs to one number"))
    }
}
