import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite(.serialized) struct SheetTests {
    private let cat = Fixtures.path("Networks/cat-224.png")
    private let quick = ["--cell", "96", "--set", "octaves=1"]

    /// A cache of the test's own.
    private func run(_ arguments: [String], in folder: String, interruptAfter text: String? = nil) throws
        -> Program.Outcome
    {
        try Program.run(
            arguments, in: folder, variables: ["XDG_CACHE_HOME": folder + "/cache"], interruptAfter: text)
    }

    @Test func aCellIsWhatRunRenders() throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try run(
                ["sweep", "classic", cat, "--vary", "strength=0.5..1.5:3", "--vary", "seed=0,7", "-o", "s.png"] + quick,
                in: folder)
            #expect(outcome.status == 0, "\(outcome.chatter)")
            #expect(outcome.chatter.hasPrefix("looking at 6 cells\ndreaming 6 cells, about "))
            let hint = try #require(outcome.chatter.split(separator: "\n").last)
            #expect(
                hint == "one of them, larger: reverie redo s.png \(cat) --set strength=1.5 --seed 7 --long-edge 1024 "
                    + "-o one.png")
            let layout = ContactSheet(
                title: "t", blocks: [.init(captions: Array(repeating: ["a", "b"], count: 6), columns: 3)],
                cellWidth: 96, cellHeight: 96)
            let sheet = try Picture.read(contentsOf: folder + "/s.png")
            #expect((sheet.width, sheet.height) == (layout.width, layout.height))

            // The last cell, by 'run', and by 'redo' of the sheet.
            let alone = ["--set", "strength=1.5", "--seed", "7"]
            #expect(
                try run(
                    ["run", "classic", cat, "-o", "one.png", "--long-edge", "96"] + quick.dropFirst(2) + alone,
                    in: folder
                )
                .status == 0)
            let redone = try run(["redo", "s.png", cat, "-o", "two.png"] + alone, in: folder)
            #expect(redone.status == 0, "\(redone.chatter)")
            #expect(try Fixtures.same(folder + "/one.png", folder + "/two.png"))
            let frame = layout.cells[5]
            let region = Region(rows: frame.y..<frame.y + 96, columns: frame.x..<frame.x + 96)
            #expect(sheet.colours.part(region) == (try Picture.read(contentsOf: folder + "/one.png").colours))

            let shown = try run(["show", "s.png", "--facts"], in: folder)
            #expect(
                shown.output.contains(
                    "a sheet of pictures that differ in\n  strength = 0.5, 1 or 1.5\n  seed = 0 or 7\n"),
                "\(shown.output)")
        }
    }

    @Test func anInterruptedSheetGoesOn() throws {
        try Fixtures.withTemporaryFolder { folder in
            let sweep =
                ["sweep", "classic", "--vary", "seed=1..6", "-o", "s.jpg", "--progress", "json"]
                + ["--cell", "160", "--set", "octaves=1"]
            let stopped = try run(sweep, in: folder, interruptAfter: "{\"cell\": 3, \"cells\": 6, ")
            #expect(stopped.status == 130)
            #expect(stopped.chatter.contains("interrupted: s.jpg holds "), "\(stopped.chatter)")
            #expect(try Picture.read(contentsOf: folder + "/s.jpg").width > 6 * 160)
            let again = try run(sweep, in: folder)
            #expect(again.status == 0)
            #expect(!again.chatter.contains("\"cell\": 1,") && again.chatter.contains("\"cell\": 6,"))
            let whole = try Data(contentsOf: URL(fileURLWithPath: folder + "/s.jpg"))
            let known = try run(sweep, in: folder)
            #expect(
                known.status == 0 && known.chatter.hasPrefix("{\"done\": true")
                    && known.chatter.split(separator: "\n").count == 1)
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/s.jpg")) == whole)
            try FileManager.default.removeItem(atPath: folder + "/cache")
            #expect(try run(sweep, in: folder).status == 0)
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/s.jpg")) == whole)
        }
    }

    /// A cell may be large: what is done of it is kept, and the sheet comes to the same bytes.
    @Test func anInterruptedCellGoesOn() throws {
        try Fixtures.withTemporaryFolder { folder in
            let sweep =
                ["sweep", "classic", "--vary", "seed=1,2", "-o", "s.png", "--progress", "json", "--cell", "256"]
                + ["--set", "octaves=3"]
            let stopped = try run(sweep, in: folder, interruptAfter: "\"octave\": 2, ")
            #expect(stopped.status == 130)
            #expect(
                stopped.chatter.hasSuffix(
                    "interrupted: no cell is done; the same command goes on within the cell that was being rendered\n"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["cache"])
            let again = try run(sweep, in: folder)
            #expect(again.status == 0)
            let first = again.chatter.split(separator: "\n").first ?? ""
            #expect(first.contains("\"cell\": 1,") && first.contains(/"octave": [23]/), "\(first)")
            let cells = try FileManager.default.contentsOfDirectory(atPath: folder + "/cache/reverie/cells")
            #expect(cells.count == 2 && cells.allSatisfy { $0.hasSuffix(".png") }, "\(cells)")
            let whole = try Data(contentsOf: URL(fileURLWithPath: folder + "/s.png"))
            try FileManager.default.removeItem(atPath: folder + "/cache")
            #expect(try run(sweep, in: folder).status == 0)
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/s.png")) == whole)
        }
    }

    /// The second Ctrl-C ends at once: in the middle of a step, or of a file that is then not left behind.
    @Test func aSecondInterruptionEndsAtOnce() throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try Program.run(
                ["sweep", "classic", "--vary", "seed=1,2", "-o", "s.png", "--progress", "json", "--cell", "2048"]
                    + ["--set", "octaves=1"],
                in: folder, variables: ["XDG_CACHE_HOME": folder + "/cache"], interruptAfter: "\"step\": 1, ",
                signals: [SIGINT, SIGINT])
            #expect(outcome.status == 130)
            #expect(!outcome.chatter.contains("interrupted"), "\(outcome.chatter)")
            let left = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
            #expect(!left.contains("s.png") && !left.contains { $0.hasSuffix(".part") }, "\(left)")
        }
    }

    @Test(arguments: [
        (["--vary", "strenght=1,2"], Int32(1), "'Classic' has no parameter 'strenght' (did you mean 'strength'?)"),
        (["--vary", "netwrok=vgg16"], 1, "(did you mean 'network'?)"),
        (["--vary", "network=squeezenet,vgg17"], 1, "with network=vgg17: there is no network 'vgg17'"),
        (["--vary", "strength=1,99"], 1, "with strength=99: parameter 'strength' is '99': it takes a number"),
        (["--vary", "strength=1,,2"], 1, "--vary strength=1,,2: a value is missing"),
        (["--vary", "strength=0.5..2"], 1, "say how many values: 0.5..2:5"),
        (["--vary", "seed=1..9999"], 1, "a range has 2 to 4096 values"),
        (["--vary", "seed=1,x"], 1, "'x' is no seed"),
        (["--vary", "strength=\"1,2"], 1, "a value in double quotes ends with one"),
        (["--vary", "strength=\"1\"2"], 1, "a value in double quotes ends with one"),
        (["--vary", "strength=\"\""], 1, "a value is missing"),
        // One value, and no range of numbers.
        (["--vary", "strength=\"1,2\",1"], 1, "with strength=1,2: parameter 'strength' is '1,2'"),
        (["--vary", "seed=1,2", "--frame", "0"], 64, "--frame is 0; frames are counted from 1"),
        (["--vary", "seed=1,2", "--seed", "3"], 1, "--vary seed: --seed sets it already"),
        (["--vary", "strength=1,2", "--set", "strength=1"], 1, "--set strength sets it already"),
        (["--vary", "strength"], 1, "write it as NAME=VALUE,VALUE…"),
        ([], 64, "say what varies"),
        (["--vary", "seed=1,2", "--cell", "8"], 64, "--cell is 8"),
        (["--vary", "seed=1..4000", "--cell", "512"], 1, "which is too large"),
    ])
    func mistakesInASweep(_ options: [String], _ status: Int32, _ sentence: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try Program.run(["sweep", "classic", "-o", "s.png"] + options, in: folder)
            #expect(outcome.status == status)
            #expect(outcome.chatter.contains(sentence), "\(outcome.chatter)")
            #expect(!outcome.chatter.contains("dreaming"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test func valuesWithCommasAndListsInPieces() throws {
        try Fixtures.withTemporaryFolder { folder in
            let preset = """
                local r = require "reverie"
                return r.preset {
                  api = 1, title = "Words", params = { words = r.text { default = "a", about = "nothing" } },
                  recipe = function(net, p)
                    return { r.stage { maximize = net.fire3:energy(), octaves = { count = 1 }, steps = 1 } }
                  end,
                }
                """
            try Data(preset.utf8).write(to: URL(fileURLWithPath: folder + "/words.lua"))
            let outcome = try run(
                [
                    "sweep", "words.lua", "--vary", "words=\"moss, \"\"wet\"\"\",stone", "--vary", "words=bark",
                    "--cell",
                    "64", "-o", "s.png",
                ], in: folder)
            #expect(outcome.status == 0, "\(outcome.chatter)")
            let shown = try run(["show", "s.png", "--facts"], in: folder)
            #expect(shown.output.contains("\n  words = moss, \"wet\", stone or bark\n"), "\(shown.output)")
        }
    }

    @Test func ofAFilmACellShowsAFrame() throws {
        try Fixtures.withTemporaryFolder { folder in
            let film = ["moving-pictures", "--set", "frames=3"]
            let sweep = ["sweep"] + film + ["--vary", "seed=1,2", "--cell", "96", "-o", "s.png"]
            let outcome = try run(sweep, in: folder)
            #expect(outcome.status == 0, "\(outcome.chatter)")
            #expect(outcome.chatter.hasSuffix("--long-edge 1024 -o one/\n"), "\(outcome.chatter)")
            // The middle one of three is the second that 'run' makes.
            #expect(
                try run(["run"] + film + ["--seed", "2", "--long-edge", "96", "-o", "film"], in: folder).status == 0)
            let sheet = try Picture.read(contentsOf: folder + "/s.png").colours
            let layout = ContactSheet(
                title: "t", blocks: [.init(captions: Array(repeating: ["a"], count: 2), columns: 2)], cellWidth: 96,
                cellHeight: 54)
            let place = layout.cells[1]
            let cell = sheet.part(Region(rows: place.y..<place.y + 54, columns: place.x..<place.x + 96))
            #expect(cell == (try Picture.read(contentsOf: folder + "/film/frame-000002.png").colours))
            // Another one is another cell.
            let first = try run(sweep + ["--frame", "1"], in: folder)
            #expect(first.chatter.contains("dreaming 2 cells,"), "\(first.chatter)")
            let far = try run(sweep + ["--frame", "4"], in: folder)
            #expect(far.status == 1 && far.chatter.contains("--frame is 4, and the film has 3 frames"))
        }
    }

    @Test func strangersFilesAreRefused() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data("precious".utf8).write(to: URL(fileURLWithPath: folder + "/s.png"))
            let other = try Program.run(["sweep", "classic", "--vary", "seed=1,2", "-o", "s.png"], in: folder)
            #expect(other.status == 1 && other.chatter.contains("was not made by Reverie"))
            #expect(try String(contentsOfFile: folder + "/s.png", encoding: .utf8) == "precious")
        }
    }

    @Test func anAtlasShowsChannelsAndIsKept() throws {
        try Fixtures.withTemporaryFolder { folder in
            let atlas = [
                "atlas", "squeezenet", "fire3", "--channels", "4,9-10", "--cell", "64", "--steps", "24", "-o", "a.png",
            ]
            let first = try run(atlas, in: folder)
            #expect(first.status == 0, "\(first.chatter)")
            let layout = ContactSheet(
                title: "t", blocks: [.init(captions: Array(repeating: ["a"], count: 3), columns: 3)], cellWidth: 64,
                cellHeight: 64)
            let sheet = try Picture.read(contentsOf: folder + "/a.png").colours
            let cells = layout.cells.map {
                sheet.part(Region(rows: $0.y..<$0.y + 64, columns: $0.x..<$0.x + 64))
            }
            // Channels differ from each other, and are no flat grey.
            for (i, a) in cells.enumerated() {
                #expect(a.values.max() ?? 0 > 0.7 && a.values.min() ?? 1 < 0.3)
                for b in cells[..<i] { #expect(a.relativeDistance(to: b) > 0.2) }
            }
            let second = try run(atlas, in: folder)
            #expect(second.chatter.contains("dreaming 0 cells, and 3 that were rendered before"))
            // Another one, out of the sheet.
            let redone = try run(["redo", "a.png", "--set", "channel=10", "-o", "c.png"], in: folder)
            #expect(redone.status == 0, "\(redone.chatter)")
            #expect(try Picture.read(contentsOf: folder + "/c.png").colours == cells[2])
        }
    }

    @Test func anAtlasOfWhatAPictureExcites() throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try run(
                [
                    "atlas", "squeezenet", "conv10", "--like", cat, "--top", "5", "--cell", "96", "--steps", "8", "-o",
                    "l.png",
                ], in: folder)
            #expect(outcome.status == 0, "\(outcome.chatter)")
            let lines = outcome.output.split(separator: "\n").map { $0.split(separator: "\t") }
            #expect(lines.count == 5)
            // Tabby, tiger cat, Persian, Siamese, Egyptian: classes 281 to 285 are cats.
            let cats = lines.filter { line in (281...285).contains(Int(line[0].split(separator: ":")[1]) ?? 0) }
            #expect(cats.count >= 2, "\(outcome.output)")
            let scores = lines.compactMap { Double($0[1]) }
            #expect(scores.count == 5 && scores == scores.sorted(by: >) && scores[4] > 0)
        }
    }

    @Test(arguments: [
        (["squeezenet", "fire99"], Int32(1), "squeezenet has no layer 'fire99'"),
        (["squeezenet", "fire3", "--channels", "100-200"], 1, "--channels 100-200: fire3 has the channels 0 to 127"),
        (["squeezenet", "fire3", "--channels", "x"], 1, "write numbers and ranges"),
        (["squeezenet", "--channels", "3"], 64, "--channels are those of a LAYER"),
        (["squeezenet", "--like", "/nowhere.png"], 1, "cannot read '/nowhere.png'"),
        (["squeezenut"], 1, "(did you mean 'squeezenet'?)"),
    ])
    func mistakesInAnAtlas(_ arguments: [String], _ status: Int32, _ sentence: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try Program.run(["atlas"] + arguments + ["-o", "a.png"], in: folder)
            #expect(outcome.status == status)
            #expect(outcome.chatter.contains(sentence), "\(outcome.chatter)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    @Test func networksAreFetchedByTheirNames() throws {
        let script = Fixtures.path("../../Scripts/networks/archives.txt")
        let names = try String(contentsOfFile: script, encoding: .utf8).split(separator: "\n").compactMap {
            $0.contains("  # ") ? $0.split(separator: " ").last.map { String($0) } : nil
        }
        #expect(names == ["squeezenet", "efficientnet-lite0", "vgg16", "dinov2-small"])
        let unknown = try Program.run(["networks", "fetch", "vgg61"])
        #expect(unknown.status == 1)
        #expect(unknown.chatter.contains("no network 'vgg61' to be fetched (did you mean 'vgg16'?)"))
        try Fixtures.withTemporaryFolder { folder in
            let absent = try Program.run(
                ["run", "classic", "-o", "a.png"], in: folder, variables: ["REVERIE_HOME": folder])
            #expect(absent.status == 1 && absent.chatter.contains("'reverie networks fetch' fetches 3"))
        }
    }
}
