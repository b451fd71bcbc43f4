import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// What lies in a folder is told by what it says of itself: nothing is taken for a result, mixed with one, or removed because of its name.
@Suite(.serialized) struct WorkFolderTests {
    private static let film = """
        local r = require "reverie"
        return r.preset {
          api = 1, title = "Short", canvas = r.gradient { colours = { "#102040", "#f0e0a0" }, width = 64, height = 48 },
          params = { frames = r.integer { default = 3, min = 1, max = 500 } },
          recipe = function(net, p)
            return { r.film { frames = p.frames, camera = r.camera { zoom = 1.05 }, each = {
              r.stage { maximize = net:at(0.3):energy(), octaves = { count = 1 }, steps = 1 } } } }
          end,
        }
        """

    private func withFilm(_ body: (String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data(WorkFolderTests.film.utf8).write(to: URL(fileURLWithPath: folder + "/short.lua"))
            try body(folder)
        }
    }

    private func run(
        _ folder: String, _ output: String, _ more: [String] = [], variables: [String: String] = [:],
        interruptAfter text: String? = nil
    ) throws -> Program.Outcome {
        try Program.run(
            ["run", "short.lua", "-o", output, "--progress", text == nil ? "lines" : "json", "--checkpoint-every", "0"]
                + more, in: folder,
            variables: variables, interruptAfter: text)
    }

    private func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    private func frame(_ number: Int) -> String { "frame-00000\(number).png" }

    @Test func aFolderHoldsOneFilm() throws {
        try withFilm { folder in
            #expect(try run(folder, "f/", ["--set", "frames=5"]).status == 0)
            #expect(try names(folder + "/f").count == 5)
            // A shorter one takes the place of the longer one, whole.
            let shorter = try run(folder, "f", ["--set", "frames=2"])
            #expect(shorter.status == 0, "\(shorter.chatter)")
            #expect(try names(folder + "/f") == [1, 2].map(frame))
            #expect(try run(folder, "d-%d.png", ["--set", "frames=3"]).status == 0)
            #expect(try run(folder, "d-%d.png", ["--set", "frames=1"]).status == 0)
            #expect(try names(folder) == ["d-1.png", "f", "short.lua"])
        }
    }

    @Test func nothingIsLostWhereAFilmIsRefused() throws {
        try withFilm { folder in
            #expect(try run(folder, "f/", ["--set", "frames=3"]).status == 0)
            let before = try Data(contentsOf: URL(fileURLWithPath: folder + "/f/" + frame(3)))
            let refused = try run(folder, "f/", ["--set", "frames=2", "--memory", "70MiB", "--width", "4000"])
            #expect(refused.status == 1, "\(refused.chatter)")
            #expect(try names(folder + "/f") == [1, 2, 3].map(frame))
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/f/" + frame(3))) == before)
        }
    }

    @Test func othersPicturesAreNeitherMixedInNorRemoved() throws {
        try withFilm { folder in
            let files = FileManager.default
            try files.createDirectory(atPath: folder + "/f", withIntermediateDirectories: true)
            let photo = Picture(colours: Clouds.paint(width: 32, height: 32, seed: 3))
            for name in [frame(9), "IMG_1.jpg"] {
                try photo.write(to: folder + "/f/" + name)
                let refused = try run(folder, "f")
                #expect(refused.status == 1 && refused.chatter.contains(name), "\(refused.chatter)")
                #expect(try names(folder + "/f") == [name])
                try files.removeItem(atPath: folder + "/f/" + name)
            }
            // A still of ours that has a later frame's name is no frame.
            let still = try Program.run(
                ["run", "classic", "-o", "f/" + frame(9), "--long-edge", "48", "--set", "octaves=1"], in: folder)
            #expect(still.status == 0, "\(still.chatter)")
            let refused = try run(folder, "f")
            #expect(refused.status == 1 && refused.chatter.contains("mixed with: \(frame(9))"), "\(refused.chatter)")
            // What is no picture is in nobody's way, and a pattern lies among other pictures.
            try files.removeItem(atPath: folder + "/f/" + frame(9))
            try Data("note".utf8).write(to: URL(fileURLWithPath: folder + "/f/notes.txt"))
            try photo.write(to: folder + "/mine.png")
            #expect(try run(folder, "f").status == 0)
            #expect(try run(folder, "d-%02d.png").status == 0)
            #expect(try names(folder + "/f") == [1, 2, 3].map(frame) + ["notes.txt"])
            #expect(try names(folder).contains("mine.png"))
        }
    }

    @Test(.enabled(if: Program.hasFFmpeg)) func anInterruptedFilmLeavesNothingInTheNext() throws {
        try withFilm { folder in
            let stopped = try run(folder, "d.mp4", ["--set", "frames=400"], interruptAfter: "\"frame\": 7,")
            #expect(stopped.status == 130, "\(stopped.chatter)")
            #expect(stopped.chatter.contains("interrupted: the frames so far are in "))
            #expect(try names(folder + "/.d.mp4.frames").count >= 5)
            let short = try run(folder, "d.mp4", ["--set", "frames=3"])
            #expect(short.status == 0, "\(short.chatter)")
            #expect(try Video(path: folder + "/d.mp4").count() == 3)
            #expect(try names(folder) == ["d.mp4", "short.lua"])
        }
    }

    @Test(.enabled(if: Program.hasFFmpeg)) func aStrangersFileInTheWorkFolderStays() throws {
        try withFilm { folder in
            let work = folder + "/.d.mp4.frames"
            try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
            try Data("precious".utf8).write(to: URL(fileURLWithPath: work + "/letter.txt"))
            #expect(try run(folder, "d.mp4").status == 0)
            #expect(try Video(path: folder + "/d.mp4").count() == 3)
            #expect(try names(work) == ["letter.txt"])
        }
    }

    /// Nor is one taken away that has a frame's name, and came when all frames were there.
    @Test(.enabled(if: Program.hasFFmpeg)) func aStrangersFileWithAFramesNameStays() throws {
        try withFilm { folder in
            let letter = folder + "/.d.mp4.frames/" + frame(9)
            let path = try fakeFFmpeg(
                "PATH=${PATH#*:}; case \"$*\" in *encoder=*) ;; *) echo precious > '\(letter)';; esac; exec ffmpeg \"$@\"",
                in: folder)
            let film = try run(folder, "d.mp4", variables: ["PATH": path])
            #expect(film.status == 0, "\(film.chatter)")
            #expect(try Video(path: folder + "/d.mp4").count() == 3)
            #expect(try names(folder + "/.d.mp4.frames") == [frame(9)])
            #expect(try String(contentsOfFile: letter, encoding: .utf8) == "precious\n")
        }
    }

    /// A program in ffmpeg's place, and the PATH that finds it first.
    private func fakeFFmpeg(_ script: String, in folder: String) throws -> String {
        let files = FileManager.default
        try files.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
        let fake = folder + "/bin/ffmpeg"
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(fileURLWithPath: fake))
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fake)
        return folder + "/bin:" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
    }

    @Test(.enabled(if: Program.hasFFmpeg)) func aResumedFilmIsTheSameAndHasOnlyItsOwnFrames() throws {
        try withFilm { folder in
            #expect(try run(folder, "whole/", ["--set", "frames=9"]).status == 0)
            let stopped = try run(folder, "f/", ["--set", "frames=9"], interruptAfter: "\"frame\": 5,")
            #expect(stopped.status == 130, "\(stopped.chatter)")
            // Another film begins in its place, and ends before it has a state: its frame is no part of the first.
            #expect(try run(folder, "other/", ["--set", "frames=9", "--seed", "5"]).status == 0)
            let first = folder + "/f/" + frame(1)
            let kept = try Data(contentsOf: URL(fileURLWithPath: first))
            try Data(contentsOf: URL(fileURLWithPath: folder + "/other/" + frame(1))).write(
                to: URL(fileURLWithPath: first))
            let mixed = try run(folder, "f/", ["--set", "frames=9", "--resume"])
            #expect(mixed.status == 1, "\(mixed.chatter)")
            #expect(mixed.chatter.contains("\(frame(1))' is not there, or is of another film"))
            try kept.write(to: URL(fileURLWithPath: first))
            let resumed = try run(folder, "f/", ["--set", "frames=9", "--resume"])
            #expect(resumed.status == 0, "\(resumed.chatter)")
            #expect(try names(folder + "/f") == (1...9).map(frame))
            for number in 1...9 {
                #expect(try Fixtures.same(folder + "/f/" + frame(number), folder + "/whole/" + frame(number)))
            }
        }
    }

    @Test func aFailedVideoKeepsTheFramesAndGoesOn() throws {
        try withFilm { folder in
            let files = FileManager.default
            for (script, sentence) in [
                ("cat > /dev/null; echo 'it will not' >&2; exit 3", "it will not"),
                ("exit 3", "it ended with 3 and gave no reason"), ("cat > /dev/null; exit 0", "it wrote nothing"),
                ("head -c 100; kill -9 $$", "it was ended by signal 9"),
                ("cat > /dev/null; echo 'av_write: No space left on device' >&2; exit 1", "the disk is full"),
            ] {
                let path = try fakeFFmpeg("case \"$*\" in *encoder=*) exit 0;; esac\n\(script)", in: folder)
                let failed = try run(folder, "d.mp4", variables: ["PATH": path])
                #expect(failed.status == 1, "\(failed.chatter)")
                #expect(failed.chatter.contains("ffmpeg could not make 'd.mp4': \(sentence)"), "\(failed.chatter)")
                #expect(failed.chatter.contains("the frames are in .d.mp4.frames"), "\(failed.chatter)")
                #expect(failed.chatter.contains("to go on: reverie run short.lua"), "\(failed.chatter)")
                #expect(try names(folder + "/.d.mp4.frames") == [1, 2, 3].map(frame))
                #expect(!files.fileExists(atPath: folder + "/d.mp4"))
            }
            guard Program.hasFFmpeg else { return }
            let resumed = try run(folder, "d.mp4", ["--resume"])
            #expect(resumed.status == 0, "\(resumed.chatter)")
            #expect(resumed.chatter.contains("all frames are there already"))
            #expect(try Video(path: folder + "/d.mp4").count() == 3)
            #expect(try names(folder) == ["bin", "d.mp4", "short.lua"])
        }
    }

    /// A disk that is full once the frames are there: of a Matroska file that no longer fits, ffmpeg leaves out the end without a word.
    @Test(.enabled(if: Program.hasFFmpeg), arguments: ["mkv", "apng"])
    func aDiskThatIsFullOfFramesKeepsThem(kind: String) throws {
        try withFilm { folder in
            let name = "d." + kind
            let other = try run(folder, "whole." + kind)
            #expect(other.status == 0, "\(other.chatter)")
            let whole = try Data(contentsOf: URL(fileURLWithPath: folder + "/whole." + kind))
            // A limit for each file, which the program that makes the video only hears of when it writes.
            let path = try fakeFFmpeg("trap '' XFSZ\nPATH=${PATH#*:}\nexec ffmpeg \"$@\"", in: folder)
            let most = whole.count / 512 - 2
            let failed = try Program.run(
                ["run", "short.lua", "-o", name, "--progress", "none", "--checkpoint-every", "3600"], in: folder,
                variables: ["PATH": path], largestFile: most)
            #expect(failed.status == 1, "\(failed.chatter)")
            #expect(failed.chatter.contains("ffmpeg could not make '\(name)': "), "\(failed.chatter)")
            #expect(failed.chatter.contains("the frames are in .\(name).frames"), "\(failed.chatter)")
            #expect(!FileManager.default.fileExists(atPath: folder + "/" + name))
            let resumed = try run(folder, name, ["--resume"])
            #expect(
                resumed.status == 0 && resumed.chatter.contains("all frames are there already"), "\(resumed.chatter)")
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)) == whole)
        }
    }

    @Test func aBatchGoesOnOnlyOverItsOwnResults() throws {
        try Fixtures.withTemporaryFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/in", withIntermediateDirectories: true)
            for name in ["a", "b"] {
                try Picture(colours: Clouds.paint(width: 64, height: 48, seed: 3)).write(to: folder + "/in/\(name).png")
            }
            func batch(_ more: String...) throws -> String {
                try Program.run(
                    ["run", "classic", "in", "-o", "out/", "--set", "octaves=1", "--resume"] + more, in: folder
                ).chatter
            }
            #expect(try batch().contains("rendered 2 of 2 pictures\n"))
            #expect(try batch().contains("rendered 0 of 2 pictures; 2 were there already"))
            // Other parameters make other pictures; another photo under the same name too.
            #expect(try batch("--set", "strength=2").contains("rendered 2 of 2 pictures\n"))
            try Picture(colours: Clouds.paint(width: 64, height: 48, seed: 4)).write(to: folder + "/in/b.png")
            let other = try batch("--set", "strength=2")
            #expect(other.contains("rendered 1 of 2 pictures; 1 was there already"), "\(other)")
            #expect(try batch("--set", "strength=2", "--no-recipe").contains("2 were there already"))
        }
    }

    @Test func aCellIsToldByWhatItSays() throws {
        try Fixtures.withTemporaryFolder { folder in
            let files = FileManager.default
            func sheet(_ name: String) throws {
                let outcome = try Program.run(
                    ["sweep", "classic", "--vary", "strength=1,2", "--cell", "48", "--set", "octaves=1", "-o", name],
                    in: folder, variables: ["XDG_CACHE_HOME": folder + "/cache"])
                #expect(outcome.status == 0, "\(outcome.chatter)")
            }
            try sheet("one.png")
            let cells = try names(folder + "/cache/reverie/cells")
            #expect(cells.count == 2)
            // A file with a cell's name that says something else is no cell.
            let photo = Picture(colours: Clouds.paint(width: 48, height: 32, seed: 3))
            try photo.write(to: folder + "/cache/reverie/cells/" + cells[0])
            try files.copyItem(
                atPath: folder + "/cache/reverie/cells/" + cells[1], toPath: folder + "/cell.png")
            try sheet("two.png")
            #expect(try Fixtures.same(folder + "/one.png", folder + "/two.png"))
            // Nor is one cell another.
            try files.removeItem(atPath: folder + "/cache/reverie/cells/" + cells[0])
            try files.copyItem(
                atPath: folder + "/cell.png", toPath: folder + "/cache/reverie/cells/" + cells[0])
            try sheet("three.png")
            #expect(try Fixtures.same(folder + "/one.png", folder + "/three.png"))
        }
    }
}
