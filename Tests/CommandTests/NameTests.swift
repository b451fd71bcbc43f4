import Files
import Foundation
import Pictures
import TestSupport
import Testing

/// Names as systems have them: any bytes, as long as a disk takes, and alike to the eye.
@Suite(.serialized) struct NameTests {
    private let preset = """
        local r = require "reverie"
        return r.preset { api = 1, title = "Little", canvas = r.clouds { width = 64, height = 48 },
          recipe = function(net) return { r.stage { maximize = net:at(0.3):energy(), octaves = { count = 1 }, steps = 1 } } end }
        """
    private let latin1 = PathText.decode([0x63, 0x61, 0x66, 0xE9])

    /// A folder with a preset and a photo, and the names of what it holds afterwards.
    private func inFolder(_ body: (String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            try Files.write(Data(preset.utf8), to: folder + "/little.lua")
            try Files.write(try Fixtures.data("Networks/cat-224.png"), to: folder + "/cat.png")
            try body(folder)
        }
    }

    private func bytes(in folder: String) -> Set<[UInt8]> { Set((Files.names(in: folder) ?? []).map(PathText.bytes)) }

    private func run(_ line: String, in folder: String, status: Int32 = 0) throws -> Program.Outcome {
        let outcome = try Program.shell(line.replacing("reverie ", with: "\"$0\" "), in: folder)
        #expect(outcome.status == status, "\(line): \(outcome.chatter)")
        return outcome
    }

    @Test(arguments: [240, 243, 244, 250, 251, 255])
    func longNamesAreTaken(_ length: Int) throws {
        try inFolder { folder in
            let name = String(repeating: "n", count: length - 4) + ".png"
            _ = try run("reverie run little.lua cat.png -o \(name) --long-edge 64 --checkpoint-every 0", in: folder)
            #expect(bytes(in: folder) == Set(["little.lua", "cat.png", name].map { Array($0.utf8) }))
            _ = try run("reverie run little.lua \(name) -o again.png", in: folder)
        }
    }

    @Test func tooLongNamesAreRefusedAtOnce() throws {
        try inFolder { folder in
            let stem = String(repeating: "n", count: 250)
            for line in ["-o \(stem)nn.png", "-o \(stem).png --sidecar", "-o a.png --preview \(stem)nn.png"] {
                let outcome = try run("reverie run little.lua cat.png \(line)", in: folder, status: 1)
                #expect(
                    outcome.chatter.contains(
                        /cannot write '.*': its name has \d+ bytes, and the longest has 255 there\n/))
                #expect(!outcome.chatter.contains("reading"))
            }
            #expect(bytes(in: folder).count == 2)
        }
    }

    @Test func latin1NamesAreTheirBytes() throws {
        try inFolder { folder in
            try Files.rename(folder + "/cat.png", to: folder + "/\(latin1).png")
            try Files.rename(folder + "/little.lua", to: folder + "/\(latin1).lua")
            _ = try run(
                "reverie run $'caf\\xe9.lua' $'caf\\xe9.png' -o $'\\xfc.png' --long-edge 64 --sidecar --preview $'p\\xff.jpg' "
                    + "--checkpoint $'\\xe9tat' --checkpoint-every 0", in: folder)
            let written: [[UInt8]] = [[0xFC] + Array(".png".utf8), [0xFC] + Array(".png.recipe.json".utf8)]
            #expect(bytes(in: folder).isSuperset(of: written))
            #expect(
                bytes(in: folder).isSubset(
                    of: written + [
                        Array("caf".utf8) + [0xE9] + Array(".png".utf8),
                        Array("caf".utf8) + [0xE9] + Array(".lua".utf8), [0x70, 0xFF] + Array(".jpg".utf8),
                    ]))
            let shown = try run("reverie show $'\\xfc.png'", in: folder)
            #expect(shown.output.hasPrefix("-- caf\\xE9.lua --\n"))
            _ = try run("reverie redo $'\\xfc.png.recipe.json' $'caf\\xe9.png' -o $'redone\\xfc.png'", in: folder)
            #expect(
                Files.read(folder + "/" + PathText.decode(Array("redone".utf8) + written[0]), most: 1 << 20)
                    == Files.read(folder + "/" + PathText.decode(written[0]), most: 1 << 20))
            let missing = try run("reverie run little $'nowhere\\xe9.png' -o a.png", in: folder, status: 1)
            #expect(!missing.chatter.contains("\u{FFFD}"))
            let absent = try run("reverie show $'nowhere\\xe9.png'", in: folder, status: 1)
            #expect(absent.chatter == "reverie: cannot read 'nowhere\\xE9.png': there is no such file\n")
            _ = try run("reverie presets check $'caf\\xe9.lua'", in: folder)
            _ = try run(
                "reverie sweep $'caf\\xe9.lua' $'caf\\xe9.png' --vary seed=1,2 --cell 64 -o $'s\\xe9.png'", in: folder)
        }
    }

    @Test func theCommandThatGoesOnCanBeTyped() throws {
        try inFolder { folder in
            let stage = "r.stage { maximize = net:at(0.3):energy(), octaves = { count = 1 }, steps = 1 }"
            let late = "r.stage { maximize = OBJECTIVE, octaves = { count = 1 }, steps = 1, jitter = 0 }"
            let text = preset.replacing(stage, with: stage + ", r.tone { contrast = 0 }, " + late)
            let dead = text.replacing("OBJECTIVE", with: "net:at(0.9):channel(0):mean()")
            try Files.write(Data(dead.utf8), to: folder + "/little.lua")
            let failed = try run(
                "reverie run little.lua cat.png -o $'caf\\xe9\\'s new.png' --long-edge 64", in: folder, status: 1)
            let line = try #require(failed.chatter.firstMatch(of: /to go on: (.*)\n/)?.1)
            #expect(line.contains("-o $'caf\\xe9\\'s new.png' "))
            try Files.write(
                Data(text.replacing("OBJECTIVE", with: "net:at(0.3):energy()").utf8), to: folder + "/little.lua")
            #expect(try run(String(line), in: folder).chatter.contains("going on from what an earlier render has left"))
        }
    }

    @Test func twinsAreTwoPictures() throws {
        try inFolder { folder in
            try Files.makeFolder(folder + "/in")
            let names: [[UInt8]] = [[0xC3, 0xA9], [0x65, 0xCC, 0x81], [0xE9]]
            for name in names {
                try Files.write(
                    try Fixtures.data("Networks/cat-224.png"),
                    to: folder + "/in/" + PathText.decode(name + Array(".png".utf8)))
            }
            let outcome = try run("reverie run little.lua in -o out/ --long-edge 64", in: folder)
            #expect(outcome.chatter.contains("rendered 3 of 3 pictures"))
            #expect(bytes(in: folder + "/out") == Set(names.map { $0 + Array(".png".utf8) }))
            // As a pattern's, and to names of their own.
            _ = try run("reverie run little.lua 'in/*.png' -o '{name}-dream.png' --long-edge 64", in: folder)
            #expect(bytes(in: folder).isSuperset(of: names.map { $0 + Array("-dream.png".utf8) }))
        }
    }

    @Test func aFolderOfAnyNameIsWorkedIn() throws {
        try Fixtures.withTemporaryFolder { folder in
            let inner = folder + "/" + latin1
            try Files.makeFolder(inner)
            try Files.write(Data(preset.utf8), to: inner + "/little.lua")
            try Files.write(try Fixtures.data("Networks/cat-224.png"), to: inner + "/cat.png")
            _ = try run(
                "cd $'caf\\xe9' && reverie run little.lua cat.png -o a.png --long-edge 64 && cd .. && reverie run $'caf\\xe9/little.lua' $'caf\\xe9/a.png' "
                    + "-o $'caf\\xe9/b.png'", in: folder)
            #expect(Files.names(in: inner) == ["a.png", "b.png", "cat.png", "little.lua"])
        }
    }
}
