import Foundation
import TestSupport
import Testing

/// What an author meets on the way to a preset and a plugin.
@Suite struct ScriptTests {
    @Test func whatBeginsAPresetOrAPluginRuns() throws {
        try Fixtures.withTemporaryFolder { folder in
            let plugin = try Program.run(["plugins", "new", "moss"], in: folder)
            #expect(
                plugin.status == 0 && plugin.chatter.hasSuffix("reverie plugins show moss.lua\n"), "\(plugin.chatter)")
            let shown = try Program.run(["plugins", "show", "moss.lua"], in: folder)
            #expect(shown.status == 0 && shown.output.hasPrefix("moss (CC0-1.0)\n"), "\(shown.output)\(shown.chatter)")
            #expect(shown.output.contains("r.ring(inner, outer), a word of the plugin 'moss'"), "\(shown.output)")
            let preset = """
                local r = require "reverie"
                require "moss"
                return r.preset { api = 1, title = "Moss", author = "Ada", licence = "CC0-1.0", about = "Moss.",
                  recipe = function(net)
                    return { r.stage { maximize = net:at(0.4):inner_energy(2), mask = r.ring(0.1, 0.5), steps = 2 } }
                  end }
                """
            try Data(preset.utf8).write(to: URL(fileURLWithPath: folder + "/green.lua"))
            let check = try Program.run(["presets", "check", "green.lua"], in: folder)
            #expect(check.status == 0 && check.output == "green.lua: in order, 1 recipe planned\n", "\(check.output)")
            // The preset to begin with has all but its author.
            #expect(try Program.run(["presets", "new", "mine"], in: folder).status == 0)
            let mine = try Program.run(["presets", "check", "mine.lua"], in: folder)
            #expect(mine.output == "mine.lua: (advice) it has no author\nmine.lua: in order, 3 recipes planned\n")
        }
    }

    @Test(arguments: [
        (["presets", "new", "there"], "reverie: 'there.lua' exists already; choose another name\n"),
        (["plugins", "new", "there"], "reverie: 'there.lua' exists already; choose another name\n"),
        (["plugins", "new", "two words"], "parameter 'NAME' is 'two words': write letters, digits"),
        (["presets", "new", "a/b"], "parameter 'NAME' is 'a/b': write letters, digits"),
        (["plugins", "show", "there.lua"], "there.lua: the file must return r.plugin {…}, and returns a preset\n"),
        (["plugins", "show", "none.lua"], "reverie: cannot read 'none.lua': there is no such file\n"),
        (
            ["plugins", "show", "dsk"],
            "there is no plugin 'dsk' (did you mean 'dusk'?); there are chimera, descent, dusk,"
        ),
        (
            ["run", "word.lua", "-o", "a.png"],
            "and it returns a plugin; 'reverie plugins show FILE' checks and explains it"
        ),
    ])
    func mistakes(_ arguments: [String], _ sentence: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let preset = """
                local r = require "reverie"
                return r.preset { api = 1, title = "T", recipe = function(net) return {} end }
                """
            try Data(preset.utf8).write(to: URL(fileURLWithPath: folder + "/there.lua"))
            let plugin = """
                local r = require "reverie"
                return r.plugin { api = 1, name = "word", title = "W", words = { r.define { name = "w", gives = "mask",
                  about = "half", example = "r.w()", make = function() return r.ellipse {} end } } }
                """
            try Data(plugin.utf8).write(to: URL(fileURLWithPath: folder + "/word.lua"))
            let outcome = try Program.run(arguments, in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.chatter.contains(sentence), "\(outcome.chatter)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 2)
        }
    }

    @Test func pictureParametersAreGivenAsPictures() throws {
        let shown = try Program.run(["presets", "show", "two-worlds"]).output
        #expect(shown.contains(#/--picture lights= +a picture file /#), "\(shown)")
        #expect(!shown.contains("r.input()"))
    }

    @Test func helpNamesTheCommandsFirst() throws {
        let words = try Program.run(["help"]).output
        #expect(words.split(separator: "\n").first?.hasSuffix("commands: 'reverie --help'") == true)
    }
}
