import Foundation
import Pictures
import TestSupport
import Testing

/// What explorers do with pictures that they have: list them, compare them, breed them, ask what is seen in them, draft at each save.
@Suite(.serialized) struct ExploringTests {
    private let preset = """
        local r = require "reverie"
        return r.preset { api = 1, title = "Mine", canvas = r.noise { width = 96, height = 64 }, params = {
            strength = r.number { default = 1, min = 0, max = 4 }, deep = r.boolean { default = true } },
          recipe = function(net, p)
            return { r.stage { maximize = net.fire5:energy(), steps = 1, octaves = { count = 1 }, step_size = p.strength } }
          end }
        """

    private func run(_ arguments: [String], in folder: String, status: Int32 = 0) throws -> String {
        let outcome = try Program.run(arguments, in: folder)
        #expect(outcome.status == status, "\(outcome.chatter)")
        return outcome.output + outcome.chatter
    }

    /// Two dreams of one preset, `a.png` and `b.png`.
    private func withDreams(_ body: (String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data(preset.utf8).write(to: URL(fileURLWithPath: folder + "/mine.lua"))
            _ = try run(["run", "mine.lua", "-o", "a.png"], in: folder)
            _ = try run(["run", "mine.lua", "-o", "b.png", "--set", "strength=3", "--seed", "7"], in: folder)
            try body(folder)
        }
    }

    @Test func whatWasRenderedIsListed() throws {
        try withDreams { folder in
            try FileManager.default.copyItem(
                atPath: Fixtures.path("Networks/cat-224.png"), toPath: folder + "/photo.png")
            let list = try run(["history", folder], in: "/tmp")
            let lines = list.split(separator: "\n")
            #expect(lines.count == 4, "\(list)")
            #expect(lines[1].hasPrefix("b.png") && lines[1].contains("strength=3") && lines[1].contains("96×64"))
            #expect(lines[2].hasPrefix("a.png") && !list.contains("photo"))
            #expect(lines[3].hasSuffix("redo \(folder)/b.png --set strength=3 --seed 7 -o again.png"))
            #expect(try run(["history", "--json", "--preset", "mine"], in: folder).contains("\"strength\" : \"3\""))
            let other = try run(["history", "--preset", "miner"], in: folder, status: 64)
            #expect(other.contains("nothing here was made by 'miner'; did you mean 'mine'?"))
            let none = try run(["history", "--preset", "kaleidoscope"], in: folder, status: 64)
            #expect(none.contains("what is here was made by mine"))
            let file = try run(["history", "a.png"], in: folder, status: 64)
            #expect(file.contains("a.png: that is a file"))
            let missing = try run(["history", "nowhere"], in: folder, status: 64)
            #expect(missing.contains("nowhere: there is no such folder"))
            // What is found wrong when a command is run comes with the usage of that command.
            #expect(missing.contains("Usage: reverie history [") && missing.contains("See 'reverie history --help'"))
        }
    }

    @Test func twoPicturesAreCompared() throws {
        try withDreams { folder in
            let table = try run(["compare", "a.png", "b.png", "-o", "both.png"], in: folder)
            let rows = table.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: true) }
            #expect(rows.contains(["strength", "1", "3"]) && rows.contains(["seed", "0", "7"]))
            #expect(!table.contains("deep") && table.contains("levels rms"))
            let sheet = try Picture.read(contentsOf: folder + "/both.png")
            #expect(sheet.width > 2 * 96 && sheet.height > 64)
            let same = try run(["compare", "a.png", "a.png"], in: folder)
            #expect(same == "the recipes are the same\nthe pixels are the same\n")
            let photo = Fixtures.path("Networks/cat-224.png")
            let plain = try run(["compare", "a.png", photo], in: folder)
            #expect(plain == "cat-224.png carries no recipe\n96×64 and 224×224 pixels\n")
            let neither = try run(["compare", photo, photo], in: folder)
            #expect(neither == "neither of them carries a recipe\nthe pixels are the same\n")
        }
    }

    /// Children lie between their parents, are the same each time, and come out of the commands that are printed.
    @Test func childrenAreBred() throws {
        try withDreams { folder in
            let breed = ["breed", "a.png", "b.png", "--count", "4", "--spread", "0", "--cell", "64", "-o", "sheet.png"]
            let first = try Program.run(breed, in: folder)
            #expect(first.status == 0, "\(first.chatter)")
            let commands = first.output.split(separator: "\n")
            #expect(commands.count == 4)
            for command in commands {
                let strength = try #require(command.firstMatch(of: /strength=([0-9.]+)/).flatMap { Double($0.1) })
                #expect((1...3).contains(strength))
            }
            #expect(try Program.run(breed, in: folder).output == first.output)
            let words = commands[0].split(separator: " ").map(String.init)
            _ = try run(Array(words.dropFirst()), in: folder)
            #expect(FileManager.default.fileExists(atPath: folder + "/child-1.png"))
            let sheet = try run(["show", "sheet.png", "--json"], in: folder)
            #expect(sheet.contains("\"parents\""))
            #expect(
                try run(["breed", Fixtures.path("Networks/cat-224.png"), "-o", "x.png"], in: folder, status: 1)
                    .contains("recipe"))
        }
    }

    /// Of what moves the first picture is compared, and its recipe as `show` reads it.
    @Test(.enabled(if: Program.hasFFmpeg)) func filmsAreComparedByTheirFirstPicture() throws {
        try withDreams { folder in
            let film = preset.replacing(
                "return { r.stage {",
                with: "return { r.film { frames = 2, camera = r.camera { pan_x = 0.2 }, each = { r.stage {"
            ).replacing("step_size = p.strength }", with: "step_size = p.strength } } }")
            try Data(film.utf8).write(to: URL(fileURLWithPath: folder + "/film.lua"))
            _ = try run(["run", "film.lua", "-o", "film.gif"], in: folder)
            _ = try run(["run", "film.lua", "-o", "frames/"], in: folder)
            let both = try run(["compare", "film.gif", "frames/frame-000001.png", "-o", "both.png"], in: folder)
            #expect(both.contains("the recipes are the same"), "\(both)")
            #expect(both.contains("of film.gif the first picture is compared"), "\(both)")
            // A palette's steps, and no picture that has moved on.
            let rms = try #require(both.firstMatch(of: /([0-9.]+) levels rms/).flatMap { Double($0.1) })
            #expect(rms < 8, "\(both)")
            #expect(try Picture.read(contentsOf: folder + "/both.png").width > 2 * 96)
            let second = try run(["compare", "film.gif", "frames/frame-000002.png"], in: folder)
            let other = try #require(second.firstMatch(of: /([0-9.]+) levels rms/).flatMap { Double($0.1) })
            #expect(other > 2 * rms, "\(second)")
        }
    }

    @Test func aCatIsSeen() throws {
        let seen = try Program.run(["see", Fixtures.path("Networks/cat-224.png"), "--top", "3"], in: "/tmp").output
        let lines = seen.split(separator: "\n")
        #expect(lines.count == 12, "\(seen)")
        #expect(lines[1].contains("cat") || lines[1].contains("tabby") || lines[1].contains("tiger"), "\(seen)")
        let json = try run(["see", Fixtures.path("Networks/cat-224.png"), "--json"], in: "/tmp")
        #expect(json.contains("\"share\"") && json.contains("\"activation\""))
    }

    /// A draft at once, and another one at the next save, until Ctrl-C.
    @Test func aPresetIsDraftedAtEachSave() throws {
        try Fixtures.withTemporaryFolder { folder in
            let path = URL(fileURLWithPath: folder + "/mine.lua")
            try Data(preset.utf8).write(to: path)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: Program.path)
            process.arguments = ["run", "--watch", "mine.lua", "--preview", "draft.png"]
            process.currentDirectoryURL = URL(fileURLWithPath: folder)
            let chatter = Pipe()
            process.standardError = chatter
            try process.run()
            defer { process.terminate() }
            var said = ""
            func wait(for text: String) {
                while !said.contains(text) {
                    let piece = chatter.fileHandleForReading.availableData
                    if piece.isEmpty { break }
                    said += String(decoding: piece, as: UTF8.self)
                }
            }
            wait(for: "drafted in")
            let first = try Data(contentsOf: URL(fileURLWithPath: folder + "/draft.png"))
            said = ""
            try Data("return nonsense".utf8).write(to: path)
            wait(for: "reverie: ")
            #expect(said.contains("mine.lua"))
            said = ""
            try Data(preset.replacing("width = 96", with: "width = 80").utf8).write(to: path)
            wait(for: "drafted in")
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/draft.png")) != first)
            process.interrupt()
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
        }
        #expect(try run(["run", "--watch", "classic", "--preview", "x.png"], in: "/tmp", status: 64).contains(".lua"))
        let gone = try run(["watch", "nowhere.lua", "--preview", "x.png"], in: "/tmp", status: 64)
        #expect(gone.contains("cannot read 'nowhere.lua': there is no such file"))
    }
}
