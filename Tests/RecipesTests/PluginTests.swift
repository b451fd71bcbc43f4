import Dreams
import Foundation
import Recipes
import TestSupport
import Testing

/// Words that plugins define: called, checked and explained like Reverie's own.
@Suite struct PluginTests {
    /// A plugin with one word of tensors and one of the library.
    static let zoo = """
        local r = require "reverie"
        return r.plugin {
          api = 1, name = "zoo", title = "Zoo", author = "A", licence = "CC0-1.0", about = "Animals.",
          words = {
            r.define {
              name = "fur", on = "tensor", gives = "objective", about = "how furry it is", example = "net.fire8:fur(2)",
              options = {
                strength = r.number { default = 1, min = 0, max = 5, unit = "hairs", about = "how much" },
                of = r.list { of = r.integer { min = 0, max = 9 }, most = 3, optional = true, about = "channels" },
                speed = r.schedule { default = 1, about = "over the stage" },
              },
              positional = { "strength", "of" },
              make = function(self, o)
                if o.strength == 5 then error("too furry", 0) end
                if o.strength == 4 then return o.strenght end
                if o.strength == 3 then return self end
                local x = o.of and self:channels(o.of) or self
                return o.strength * x:mean()
              end,
            },
            r.define {
              name = "gallop", gives = "stages", about = "two stages", example = "r.gallop { what = net.fire8:energy() }",
              options = { what = r.objective { about = "what grows" }, twice = r.boolean { default = true, about = "or once" } },
              make = function(_, o)
                return { r.stage { name = "walk", maximize = o.what },
                  o.twice and r.stage { name = "run", maximize = o.what } }
              end,
            },
            r.define {
              name = "coat", gives = "palette", about = "the colours of a coat", example = "r.coat(true)",
              options = { spotted = r.boolean { default = false, about = "or plain" } }, positional = { "spotted" },
              make = function(_, o) return { "#402010", "#e0c080", o.spotted and "#000000" or nil } end,
            },
            r.define {
              name = "trot", gives = "optimizer", about = "a steady pace", example = "optimizer = r.trot()",
              make = function() return r.momentum(0.5) end,
            },
          },
        }
        """

    /// Runs a preset of the given body beside the zoo.
    private func run(_ body: String, plugin: String = zoo, prelude: String = "require 'zoo'") throws -> String {
        try Fixtures.withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/plugins", withIntermediateDirectories: true)
            try Data(plugin.utf8).write(to: URL(fileURLWithPath: folder + "/plugins/zoo.lua"))
            var source = PresetSource.recipe(body, prelude: prelude)
            source.folders.plugins = [folder + "/plugins"]
            return source.complaint()
        }
    }

    private func objective(_ lua: String) throws -> String {
        let text = try run("print(\(lua)) error(tostring(\(lua)), 0)")
        return text
    }

    @Test(arguments: [
        ("net.fire8:fur()", "mean(fire8)"), ("net.fire8:fur(2)", "(2.0 * mean(fire8))"),
        ("net.fire8:fur { strength = 2 }", "(2.0 * mean(fire8))"),
        ("net.fire8:fur(2, { 4, 7 })", "(2.0 * mean(fire8:channels(4: 1.0, 7: 1.0)))"),
    ])
    func aWordIsCalledLikeAnyOther(_ lua: String, _ printed: String) throws {
        #expect(try objective(lua).replacing("(1.0 * mean(fire8))", with: "mean(fire8)") == printed)
    }

    @Test(arguments: [
        (
            "net.fire8:fur { strenght = 2, of = { 12 } }",
            "test.lua:4: fur: unknown option 'strenght' (did you mean 'strength'?); it takes strength, of or speed; of[1] is 12; it must be a whole number 0…9"
        ),
        ("net.fire8:fur(9)", "test.lua:4: fur: strength is 9; it must be a number 0…5 hairs"),
        ("net.fire8:fur(5)", "test.lua:4: fur: too furry"),
        (
            "net.fire8:fur(4)",
            "test.lua:4: fur: zoo.lua:15: there is no option 'strenght' (did you mean 'strength'?)"
        ),
        (
            "net.fire8:fur(3)",
            "test.lua:4: fur: its make gives a tensor expression, and must give one number: add :mean() or :energy()"
        ),
        (
            "r.fur()", "test.lua:4: the library has no 'fur'; it belongs to a tensor expression, as in net.fire8:fur(2)"
        ),
        ("r.gallop {}", "test.lua:4: gallop: 'what' is missing: an objective, such as net.fire8:energy()"),
    ])
    func mistakesPointIntoThePreset(_ lua: String, _ message: String) throws {
        #expect(try run("return \(lua)") == message)
    }

    @Test func aWordMayGiveStages() throws {
        let text = try run("return { r.gallop { what = net.fire8:energy() }, r.blur(0.01) }")
        for name in ["walk", "run", "blur"] { #expect(text.contains("name: \"\(name)\""), "\(text)") }
        #expect(!(try run("return { r.gallop { what = net.fire8:energy(), twice = false } }").contains("\"run\"")))
    }

    /// A palette is a list of colours: for words that take colours, and for the script itself.
    @Test func aWordMayGiveAPalette() throws {
        let made = try run("local coat = r.coat(true) return { r.palette(coat, 0.5), r.palette({ coat[#coat] }) }")
        #expect(made.contains("palette #402010 #e0c080 #000000, strength 0.5"), "\(made)")
        #expect(made.contains("palette #000000, strength 1.0"))
        let printed = try run(
            "return r.stage { maximize = net.fire8:energy(), minimize = r.off_palette { colours = r.coat() }, optimizer = r.trot() }"
        )
        #expect(printed.contains("momentum 0.5"), "\(printed)")
        let wrong = Self.zoo.replacing("\"#e0c080\"", with: "\"sand\"")
        #expect(
            try run("return r.palette(r.coat())", plugin: wrong)
                == "test.lua:4: coat: [2] of what its make gives is 'sand', and must be a colour, such as \"#ff8000\""
        )
    }

    @Test func whatAPluginMakesHasThePresetsLine() throws {
        #expect(try run("\n\nreturn { r.gallop { what = net.fire8:energy() } }").contains("test.lua:6"))
    }

    @Test func aWordThatIsNotRequiredIsHinted() throws {
        #expect(
            try run("return net.fire8:fur()", prelude: "")
                == "test.lua:4: tensor:fur is a word of the plugin 'zoo'; write require \"zoo\" first")
    }

    @Test func noWordHidesAnother() throws {
        let shadow = Self.zoo.replacing("name = \"fur\"", with: "name = \"energy\"")
        #expect(
            try run("", plugin: shadow)
                == "zoo.lua:2: tensor:energy of the plugin 'zoo' would hide the word tensor:energy of Reverie (half the mean square: DeepDream's objective (Mordvintsev, Olah and Tyka, 2015), whatever the size); it needs another name"
        )
        let twice = Self.zoo.replacing("\"gallop\"", with: "\"fur\", on = \"tensor\"")
        #expect(
            try run("", plugin: twice).contains("would hide the word tensor:fur of the plugin 'zoo' (how furry it is)"))
    }

    @Test func aPluginIsCalledWhatItsFileIs() throws {
        #expect(
            try run("", plugin: Self.zoo.replacing("name = \"zoo\"", with: "name = \"ozo\""))
                == "zoo.lua:2: plugin: name is 'ozo', but the file is 'zoo.lua'; they must agree")
    }

    @Test func aPresetMayDefineItsOwnWords() throws {
        let prelude = Self.zoo.replacing("local r = require \"reverie\"\n", with: "").replacing(
            "return r.plugin", with: "r.plugin")
        #expect(try run("return { r.gallop { what = net.fire8:fur() } }", prelude: prelude).contains("name: \"walk\""))
    }

    @Test func theLibraryDescribesPlugins() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data(Self.zoo.utf8).write(to: URL(fileURLWithPath: folder + "/zoo.lua"))
            try Data("return 5".utf8).write(to: URL(fileURLWithPath: folder + "/five.lua"))
            var folders = ScriptFolders.shipped
            folders.plugins = [folder]
            let library = PluginLibrary(folders)
            #expect(library.names == ["five", "zoo"])
            let plugin = try library.plugin(named: "zoo")
            #expect((plugin.title, plugin.wordTitles) == ("Zoo", ["tensor:fur", "r.gallop", "r.coat", "r.trot"]))
            #expect(throws: PresetError.script("five.lua: the file must return r.plugin {…}, and returns 5")) {
                try library.plugin(named: "five")
            }
            let help = try LanguageReference(folders).help(for: ":fur")
            #expect(
                help == """
                    tensor:fur(strength, of), or tensor:fur { … }, a word of the plugin 'zoo' (require "zoo")
                      how furry it is

                      strength  a number 0…5 hairs; default 1
                          how much
                      of  a list of 1…3 values, each a whole number 0…9; nil when left out
                          channels
                      speed  a number, a schedule such as r.ease(2, 1), or a function of progress; default 1
                          over the stage

                      gives    an objective
                      example  net.fire8:fur(2)
                    """)
        }
    }
}
