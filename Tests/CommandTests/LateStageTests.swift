import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// A preset whose last stage answers nothing: what was dreamt before is kept, and gone on from once it is mended.
@Suite(.serialized) struct LateStageTests {
    private let dead = "net:at(0.9):channel(0):mean()"
    private let lively = "net:at(0.3):energy()"

    private func preset(first: String = "net:at(0.5):energy()", last: String, film: Bool = false) -> String {
        let stages = """
            r.stage { name = "hours", maximize = \(first), octaves = { count = 1 }, steps = 4 }, r.tone { contrast = 0 }
            """
        let late = "r.stage { name = \"late\", maximize = \(last), octaves = { count = 1 }, steps = 2, jitter = 0 }"
        let list =
            film
            ? "r.film { frames = 3, each = function(t, frame) if frame < 3 then return { \(stages) } end return { \(stages), \(late) } end }"
            : "\(stages), \(late)"
        return """
            local r = require "reverie"
            return r.preset { api = 1, title = "Dead", canvas = r.clouds { width = 96, height = 64 },
              recipe = function(net) return { \(list) } end }
            """
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    /// What is said once it is known what went wrong, and not before.
    private func advice(_ command: String, sparing spared: String = "the stages") -> String {
        "once that is mended, \(spared) before it need not be done again:\nto go on: \(command)\n"
    }

    @Test func aMendedPresetGoesOn() throws {
        try Fixtures.withTemporaryFolder { folder in
            try write(preset(last: dead), to: folder + "/dead.lua")
            let failed = try Program.run(["run", "dead.lua", "-o", "dream.png"], in: folder)
            #expect(failed.status == 1)
            #expect(
                failed.chatter.contains("\nreverie: dead.lua:")
                    && failed.chatter.hasSuffix(
                        " (in stage 3 of 3, 'late'); dream.png holds the picture so far\n"
                            + advice("reverie run dead.lua -o dream.png --resume")),
                "\(failed.chatter)")
            let shown = try Program.run(["show", "dream.png", "--facts"], in: folder)
            #expect(shown.output.hasSuffix(", and interrupted\n"))
            // Grey, as the second stage leaves it.
            let picture = try Picture.read(contentsOf: folder + "/dream.png")
            #expect(picture.colours.values.allSatisfy { abs($0 - 0.5) < 0.01 })

            // Where what went before is another, nothing is gone on with.
            try write(preset(first: lively, last: lively), to: folder + "/dead.lua")
            let other = try Program.run(["run", "dead.lua", "-o", "dream.png", "--resume"], in: folder)
            #expect(other.status == 1)
            #expect(
                other.chatter.contains("is of another render: stage 1, 'hours', is another one; "), "\(other.chatter)")

            try write("-- mended\n" + preset(last: lively), to: folder + "/dead.lua")
            let mended = try Program.run(
                ["run", "dead.lua", "-o", "dream.png", "--resume", "--progress", "json"], in: folder)
            #expect(mended.status == 0, "\(mended.chatter)")
            #expect(mended.chatter.hasPrefix("{\"stage\": 3, \"stages\": 3, "))
            #expect(try Program.run(["run", "dead.lua", "-o", "whole.png"], in: folder).status == 0)
            #expect(try Fixtures.same(folder + "/dream.png", folder + "/whole.png"))
            let left = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(left == ["dead.lua", "dream.png", "whole.png"])
        }
    }

    @Test func aFilmGoesOnWithinItsFrame() throws {
        try Fixtures.withTemporaryFolder { folder in
            try write(preset(last: dead, film: true), to: folder + "/dead.lua")
            let failed = try Program.run(["run", "dead.lua", "-o", "frames"], in: folder)
            #expect(failed.status == 1)
            #expect(
                failed.chatter.hasSuffix(
                    " (in frame 3, stage 3 of 3, 'late'); the frames so far are in frames\n"
                        + advice("reverie run dead.lua -o frames --resume", sparing: "the frames")),
                "\(failed.chatter)")
            try write(preset(last: lively, film: true), to: folder + "/dead.lua")
            let mended = try Program.run(["run", "dead.lua", "-o", "frames", "--resume"], in: folder)
            #expect(mended.status == 0 && mended.chatter.contains("going on from "), "\(mended.chatter)")
            #expect(try Program.run(["run", "dead.lua", "-o", "whole"], in: folder).status == 0)
            for number in 1...3 {
                let name = "/frame-00000\(number).png"
                // Those that were there carry the recipe that made them.
                let frames = try ["/frames", "/whole"].map { try Picture.read(contentsOf: folder + $0 + name).colours }
                #expect(frames[0] == frames[1])
            }
        }
    }

    /// Where only a parameter of the stages that are still to come is another, the frames that are there are those of this film.
    @Test(arguments: [0, 1]) func aFilmGoesOnWithAnotherParameterOfWhatComesLater(loop: Int) throws {
        try Fixtures.withTemporaryFolder { folder in
            let text = preset(last: "p.late * \(lively)", film: true)
                .replacing(
                    "recipe = function(net)",
                    with: "params = { late = r.number { default = 0 } }, recipe = function(net, p)"
                )
                .replacing("r.film { frames = 3,", with: "r.film { frames = 3, loop = \(loop),")
            try write(text, to: folder + "/late.lua")
            let failed = try Program.run(["run", "late.lua", "-o", "frames"], in: folder)
            #expect(
                failed.status == 1 && failed.chatter.contains(" (in frame 3, stage 3 of 3, 'late')"),
                "\(failed.chatter)")
            let late = ["run", "late.lua", "--set", "late=1", "-o"]
            let mended = try Program.run(late + ["frames", "--resume"], in: folder)
            #expect(mended.status == 0 && mended.chatter.contains("going on from "), "\(mended.chatter)")
            #expect(try Program.run(late + ["whole"], in: folder).status == 0)
            for number in 1...3 {
                let name = "/frame-00000\(number).png"
                let frames = try ["/frames", "/whole"].map { try Picture.read(contentsOf: folder + $0 + name).colours }
                #expect(frames[0] == frames[1])
            }

            // As other files, they are another film's; a state from before any was finished needs none of them.
            #expect(try Program.run(["run", "late.lua", "-o", "other"], in: folder).status == 1)
            let other = try Program.run(late + ["other", "--depth", "16", "--resume"], in: folder)
            if loop == 0 {
                #expect(
                    other.status == 1 && other.chatter.contains("is not there, or is of another film"),
                    "\(other.chatter)")
            } else {
                #expect(other.status == 0 && other.chatter.contains("with frame 2, stage 1"), "\(other.chatter)")
                for number in 1...3 {
                    let frame = try Data(contentsOf: URL(fileURLWithPath: folder + "/other/frame-00000\(number).png"))
                    // A PNG's bits a channel.
                    #expect(frame[24] == 16)
                }
            }
        }
    }

    @Test func aBatchAndASheetKeepTheirs() throws {
        try Fixtures.withTemporaryFolder { folder in
            try write(preset(last: dead), to: folder + "/dead.lua")
            try FileManager.default.createDirectory(atPath: folder + "/in", withIntermediateDirectories: true)
            for name in ["a", "b"] {
                try FileManager.default.copyItem(
                    atPath: Fixtures.path("Networks/cat-224.png"), toPath: folder + "/in/\(name).png")
            }
            let batch = ["run", "dead.lua", "in", "-o", "out/", "--long-edge", "96"]
            let failed = try Program.run(batch, in: folder)
            #expect(failed.status == 1 && failed.chatter.contains("rendered 0 of 2 pictures; 2 failed:\n"))
            let told = failed.chatter.components(
                separatedBy: " holds the picture so far\n"
                    + advice("reverie run dead.lua in -o out/ --long-edge 96 --resume"))
            #expect(told.count == 3, "\(failed.chatter)")
            #expect(try Picture.read(contentsOf: folder + "/out/b.png").width == 96)

            let sheet = ["sweep", "dead.lua", "--vary", "seed=1,2", "--cell", "96", "-o", "sheet.png"]
            let cache = ["XDG_CACHE_HOME": folder + "/cache"]
            let dull = try Program.run(sheet, in: folder, variables: cache)
            #expect(dull.status == 1)
            #expect(
                dull.chatter.contains("(in stage 3 of 3, 'late'); its cell holds the picture so far\n"),
                "\(dull.chatter)")

            try write(preset(last: lively), to: folder + "/dead.lua")
            let mended = try Program.run(batch + ["--resume", "--progress", "json"], in: folder)
            #expect(mended.status == 0, "\(mended.chatter)")
            #expect(mended.chatter.split(separator: "\n").filter { $0.contains("\"stage\": 1,") }.isEmpty)
            let live = try Program.run(sheet + ["--progress", "json"], in: folder, variables: cache)
            #expect(live.status == 0, "\(live.chatter)")
            #expect(live.chatter.split(separator: "\n").filter { $0.contains("\"stage\": 1,") }.isEmpty)
        }
    }

    @Test func aStrangersStateIsLeftAlone() throws {
        try Fixtures.withTemporaryFolder { folder in
            try write(preset(last: lively), to: folder + "/fine.lua")
            try FileManager.default.createDirectory(atPath: folder + "/mine", withIntermediateDirectories: true)
            let run = ["run", "fine.lua", "-o", "a.png", "--checkpoint", "mine", "--checkpoint-every", "0"]
            for name in ["state", "before-stage-2"] {
                try write("precious", to: folder + "/mine/" + name)
                let refused = try Program.run(run, in: folder)
                #expect(refused.status == 1)
                #expect(
                    refused.chatter.hasSuffix(
                        "reverie: --checkpoint mine: '\(name)' in it is no state of a render; name another folder\n"))
                #expect(try String(contentsOfFile: folder + "/mine/" + name, encoding: .utf8) == "precious")
                try FileManager.default.removeItem(atPath: folder + "/mine/" + name)
            }
            try write("precious", to: folder + "/mine/notes")
            #expect(try Program.run(run, in: folder).status == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/mine") == ["notes"])
            let file = try Program.run(["run", "fine.lua", "-o", "a.png", "--checkpoint", "fine.lua"], in: folder)
            #expect(file.status == 1 && file.chatter.hasSuffix("the folder cannot be made\n"))
        }
    }
}
