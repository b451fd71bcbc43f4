import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite(.serialized) struct RedoTests {
    private let quick = ["--width", "96", "--set", "octaves=1", "--seed", "7"]

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    private func run(_ arguments: [String], in folder: String) throws -> String {
        let outcome = try Program.run(arguments, in: folder)
        #expect(outcome.status == 0, "\(outcome.chatter)")
        return outcome.output + outcome.chatter
    }

    /// From either carrier, the same bytes again, with a module and a parameter and a seed; and they carry as much.
    @Test func theSameFileComesOutOfBothCarriers() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data(preset.utf8).write(to: URL(fileURLWithPath: folder + "/mine.lua"))
            try Data("return { steps = 3 }".utf8).write(to: URL(fileURLWithPath: folder + "/numbers.lua"))
            for out in ["a.png", "a.jpg"] {
                _ = try run(
                    ["run", "mine.lua", "-o", out, "--width", "96", "--set", "strength=2", "--seed", "7"], in: folder)
            }
            let (png, jpeg) = (try bytes(folder + "/a.png"), try bytes(folder + "/a.jpg"))
            // The recipe is all that is left of the preset.
            try FileManager.default.removeItem(atPath: folder + "/mine.lua")
            try FileManager.default.removeItem(atPath: folder + "/numbers.lua")
            for carrier in ["a.png", "a.jpg"] {
                let chatter = try run(["redo", carrier, "-o", "b.png"], in: folder)
                #expect(!chatter.contains("differ"))
                _ = try run(["redo", carrier, "-o", "b.jpg"], in: folder)
                #expect(try bytes(folder + "/b.png") == png)
                #expect(try bytes(folder + "/b.jpg") == jpeg)
            }
            _ = try run(["redo", "b.jpg", "-o", "c.png", "--set", "strength=1"], in: folder)
            #expect(try bytes(folder + "/c.png") != png)
        }
    }

    private let preset = """
        local r = require "reverie"
        local numbers = require "numbers"
        return r.preset { api = 1, title = "Mine", author = "Nobody \u{1B}[31m", params = {
            strength = r.number { default = 1, min = 0, max = 4 } },
          recipe = function(net, p)
            return { r.stage { maximize = net.fire5:energy(), steps = numbers.steps, octaves = { count = 1 },
                               step_size = p.strength } }
          end }
        """

    @Test func thePictureIsAskedForAndCompared() throws {
        try Fixtures.withTemporaryFolder { folder in
            let cat = Fixtures.path("Networks/cat-224.png")
            _ = try run(["run", "classic", cat, "-o", "a.png", "--long-edge", "100", "--set", "octaves=1"], in: folder)
            let asked = try Program.run(["redo", "a.png", "-o", "b.png"], in: folder)
            #expect(asked.status == 1)
            #expect(asked.chatter.contains("dreamt on a picture, which it does not carry"))
            let same = try run(["redo", "a.png", cat, "-o", "b.png"], in: folder)
            #expect(!same.contains("differ"))
            #expect(try bytes(folder + "/b.png") == bytes(folder + "/a.png"))
            try Picture(colours: Clouds.paint(width: 200, height: 150, seed: 1)).write(to: folder + "/sky.png")
            let other = try run(["redo", "a.png", "sky.png", "-o", "c.png"], in: folder)
            #expect(
                other.contains("the picture is not the one that the recipe was rendered with; the dream will differ"))
            let picture = try Picture.read(contentsOf: folder + "/c.png")
            #expect((picture.width, picture.height) == (100, 75))
        }
    }

    @Test func scalesAndOptions() throws {
        try Fixtures.withTemporaryFolder { folder in
            _ = try run(["run", "classic", "-o", "a.png"] + quick, in: folder)
            _ = try run(["redo", "a.png", "-o", "b.png", "--scale", "1.5", "--sidecar"], in: folder)
            let large = try Picture.read(contentsOf: folder + "/b.png")
            #expect((large.width, large.height) == (144, 96))
            _ = try run(["redo", "b.png.recipe.json", "-o", "c.png"], in: folder)
            #expect(try bytes(folder + "/c.png") == bytes(folder + "/b.png"))
            // As a preset it has its defaults.
            _ = try run(["run", "a.png", "-o", "d.png"] + quick, in: folder)
            #expect(try bytes(folder + "/d.png") == bytes(folder + "/a.png"))
            _ = try run(["redo", "a.png", "-o", "w.png", "--scale", "2"], in: folder)
            let huge = try Program.run(["redo", "w.png", "-o", "e.png", "--scale", "100"], in: folder)
            #expect(huge.status == 64)
            #expect(huge.chatter.contains("the canvas would be 19200×12800; 16384 is the longest side"))
            _ = try run(["redo", "a.png", "-o", "e.png", "--no-recipe"], in: folder)
            let bare = try Program.run(["show", "e.png"], in: folder)
            #expect(bare.status == 1)
            #expect(bare.chatter.contains("'e.png' carries no recipe"))
        }
    }

    @Test func showPrintsAllAndNoEscapeCode() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data(preset.utf8).write(to: URL(fileURLWithPath: folder + "/mine.lua"))
            try Data("return { steps = 3 } --\u{1B}[2J".utf8).write(to: URL(fileURLWithPath: folder + "/numbers.lua"))
            _ = try run(
                ["run", "mine.lua", "-o", "a.jpg", "--width", "96", "--seed", "18446744073709551615"], in: folder)
            for options in [[], ["--json"], ["--preset"]] {
                let shown = try run(["show", "a.jpg"] + options, in: folder)
                #expect(shown.contains("numbers.steps"))
                #expect(!shown.contains("\u{1B}"))
            }
            let shown = try run(["show", "a.jpg"], in: folder)
            for part in [
                "Mine (Nobody", "strength = 1 (default)", "seed 18446744073709551615, canvas 96×64",
                "network squeezenet, SHA-256 ",
                "painted its own canvas", "-- numbers --", "rendered by Reverie ",
            ] { #expect(shown.contains(part), "\(part) in \(shown)") }
            // The facts come last, where they stay in sight, and alone.
            let facts = try run(["show", "a.jpg", "--facts"], in: folder)
            #expect(facts.hasPrefix("Mine (Nobody") && shown.hasSuffix("\n\n" + facts) && !facts.contains("return"))
        }
    }

    @Test func anotherNetworkIsRefusedUnlessNamed() throws {
        try Fixtures.withTemporaryFolder { folder in
            _ = try run(["run", "classic", "-o", "a.png", "--sidecar"] + quick, in: folder)
            let path = folder + "/a.png.recipe.json"
            var text = try String(contentsOfFile: path, encoding: .utf8)
            let hash = try #require(text.firstMatch(of: /"sha256" : "([0-9a-f]{64})"/)?.1)
            text.replace(hash, with: String(repeating: "0", count: 64))
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            let refused = try Program.run(["redo", path, "-o", "b.png"], in: folder)
            #expect(refused.status == 1)
            #expect(
                refused.chatter.contains(
                    "the installed network 'efficientnet-lite0' is not the one that the recipe was rendered"))
            let named = try run(["redo", path, "-o", "b.png", "--network", "efficientnet-lite0"], in: folder)
            #expect(named.contains("the network is not the one"))
        }
    }

    /// A preset opens no file as its network; the user may.
    @Test func presetsNameInstalledNetworksOnly() throws {
        try Fixtures.withTemporaryFolder { folder in
            let text = preset.replacing("title =", with: "network = \"/etc/passwd.onnx\", title =")
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/mine.lua"))
            try Data("return { steps = 3 }".utf8).write(to: URL(fileURLWithPath: folder + "/numbers.lua"))
            let outcome = try Program.run(["run", "mine.lua", "-o", "a.png"], in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.chatter.contains("presets name installed networks only"))
        }
    }

    /// A picture beside the preset is brought again under its name.
    @Test func picturesBesideThePresetAreNamedAgain() throws {
        try Fixtures.withTemporaryFolder { folder in
            let guided = preset.replacing(
                "maximize = net.fire5:energy()", with: "maximize = net.fire5:guide(r.file(\"sky.png\"))")
            try Data(guided.utf8).write(to: URL(fileURLWithPath: folder + "/mine.lua"))
            try Data("return { steps = 2 }".utf8).write(to: URL(fileURLWithPath: folder + "/numbers.lua"))
            try Picture(colours: Clouds.paint(width: 90, height: 60, seed: 1)).write(to: folder + "/sky.png")
            _ = try run(["run", "mine.lua", "-o", "a.png", "--width", "96"], in: folder)
            let asked = try Program.run(["redo", "a.png", "-o", "b.png"], in: folder)
            #expect(asked.status == 1)
            #expect(asked.chatter.contains("bring it by --picture sky.png=FILE"))
            _ = try run(["redo", "a.png", "-o", "b.png", "--picture", "sky.png=sky.png"], in: folder)
            #expect(try bytes(folder + "/b.png") == bytes(folder + "/a.png"))
        }
    }
}
