import Foundation
import Pictures
import TestSupport
import Testing

@Suite(.serialized) struct FilmOutputTests {
    private let film = """
        local r = require "reverie"
        return r.preset {
          api = 1, title = "Short", canvas = r.clouds { width = 96, height = 64 },
          recipe = function(net, p)
            local seen = net.fire3:energy()
            return { r.film { frames = 3, each = {
              r.stage { maximize = seen, octaves = { count = 1 }, steps = 1, step_size = 1 } } } }
          end,
        }
        """

    private func withFilm(_ body: (String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data(film.utf8).write(to: URL(fileURLWithPath: folder + "/short.lua"))
            try body(folder)
        }
    }

    /// How many frames ffmpeg finds in a video, of which it says nothing else.
    private func frames(of video: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/ffprobe")
        process.arguments =
            ["-v", "error", "-count_frames", "-show_entries", "stream=nb_read_frames", "-of", "csv=p=0", video]
        let said = Pipe()
        (process.standardOutput, process.standardError) = (said, said)
        try process.run()
        let text = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test func aPlanCountsTheFrames() throws {
        try withFilm { folder in
            let plan = try Program.run(["plan", "short.lua"], in: folder)
            #expect(
                plan.output.contains(/\ntakes about .* s of it for moving and writing the frames\n/), "\(plan.output)")
        }
    }

    @Test func framesGoToAFolderOrAPattern() throws {
        try withFilm { folder in
            let outcome = try Program.run(["run", "short.lua", "-o", "new/frames"], in: folder)
            #expect(outcome.status == 0, "\(outcome.chatter)")
            let names = ["frame-000001.png", "frame-000002.png", "frame-000003.png"]
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/new/frames").sorted() == names)
            #expect(try Program.run(["run", "short.lua", "-o", "d-%02d.png"], in: folder).status == 0)
            for number in 1...3 {
                #expect(try Fixtures.same(folder + "/d-0\(number).png", folder + "/new/frames/" + names[number - 1]))
            }
            // Frames of ours are replaced; a stranger's, wherever it lies among them, is not.
            #expect(try Program.run(["run", "short.lua", "-o", "d-%02d.png"], in: folder).status == 0)
            try Data("precious".utf8).write(to: URL(fileURLWithPath: folder + "/d-03.png"))
            let refused = try Program.run(["run", "short.lua", "-o", "d-%02d.png"], in: folder)
            #expect(refused.status == 1)
            #expect(refused.chatter.hasPrefix("reverie: ") && refused.chatter.contains("d-03.png' exists"))
            #expect(try String(contentsOfFile: folder + "/d-03.png", encoding: .utf8) == "precious")
        }
    }

    /// Two films that go to one place do not take each other's frames away; by patterns they lie beside each other.
    @Test func aFilmThatIsBeingMadeIsLeftAlone() throws {
        try withFilm { folder in
            try FileManager.default.createDirectory(
                atPath: folder + "/frames", withIntermediateDirectories: true)
            let other = open(folder + "/frames", O_RDONLY | O_DIRECTORY)
            defer { close(other) }
            #expect(flock(other, LOCK_EX | LOCK_NB) == 0)
            let second = try Program.run(["run", "short.lua", "-o", "frames/"], in: folder)
            #expect(second.status == 1)
            #expect(
                second.chatter.contains(
                    "another render is making a film in 'frames'; wait for it, or give -o another name"),
                "\(second.chatter)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/frames").isEmpty)
            #expect(try Program.run(["run", "short.lua", "-o", "frames/d-%02d.png"], in: folder).status == 0)
            flock(other, LOCK_UN)
            #expect(try Program.run(["run", "short.lua", "-o", "more/"], in: folder).status == 0)
        }
    }

    /// Of one picture nobody is told that frames would be mixed with others: a name is missing.
    @Test(arguments: [".", "./", "there", "new/"]) func aPictureIntoAFolderNeedsAName(_ output: String) throws {
        try withFilm { folder in
            for name in [".", "there"] {
                try FileManager.default.createDirectory(
                    atPath: folder + "/" + name, withIntermediateDirectories: true)
                try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("Networks/cat-224.png")))
                    .write(to: URL(fileURLWithPath: folder + "/\(name)/photo.png"))
            }
            let before = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
            let still = try Program.run(["run", "classic", "-o", output], in: folder)
            let named = (output.hasSuffix("/") ? output : output + "/") + "dream.png"
            #expect(still.status == 1)
            #expect(
                still.chatter.contains(
                    "'\(output)' is a folder, and this preset makes one picture; name it: -o \(named)\n"),
                "\(still.chatter)")
            if output != "new/" {
                let film = try Program.run(["run", "short.lua", "-o", output], in: folder)
                #expect(film.status == 1 && film.chatter.contains("that the frames would be mixed with"), "\(film)")
            }
            #expect(try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() == before)
        }
    }

    @Test(.enabled(if: Program.hasFFmpeg))
    func whatCannotBeWrittenIsToldBeforeAnythingIsRead() throws {
        try withFilm { folder in
            try Data("precious".utf8).write(to: URL(fileURLWithPath: folder + "/there.mp4"))
            for (output, sentence) in [
                ("there.mp4", "'there.mp4' exists"), ("nowhere/film.mp4", "there is no such folder"),
                (
                    "short.lua/frames",
                    "it is no folder for frames, and the name of a picture ends in \(PictureFormat.writtenEndings)"
                ),
                ("film.avi", "that of a film in .mp4, .webm, .mov, .mkv, .gif or .apng"),
            ] {
                let outcome = try Program.run(["run", "short.lua", "-o", output], in: folder)
                #expect(outcome.status == 1)
                #expect(
                    outcome.chatter.hasPrefix("reverie: ") && outcome.chatter.contains(sentence), "\(outcome.chatter)")
            }
            // What we made is replaced, whatever it is.
            for ending in ["mp4", "webm", "mov", "mkv", "gif", "apng"] {
                let video = ["run", "short.lua", "-o", "ours." + ending]
                for _ in 0..<2 {
                    let outcome = try Program.run(video, in: folder)
                    #expect(outcome.status == 0, "\(outcome.chatter)")
                }
                #expect(try frames(of: folder + "/ours." + ending) == "3")
                try FileManager.default.removeItem(atPath: folder + "/ours." + ending)
            }
            let poor = try Program.run(
                ["run", "short.lua", "-o", "film.mp4"], in: folder, variables: ["PATH": "/nonexistent"])
            #expect(poor.status == 1 && poor.chatter.hasPrefix("reverie: ffmpeg is needed for .mp4"))
            // Of a picture under a film's name that name is told, and not what makes films.
            let still = try Program.run(
                ["run", "classic", "-o", "still.gif"], in: folder, variables: ["PATH": "/nonexistent"])
            #expect(
                still.status == 1 && still.chatter.contains("because this preset makes one picture and no film"),
                "\(still.chatter)")
            // A render that does not fit leaves nothing behind, not even a folder for its frames.
            let large = try Program.run(
                ["run", "short.lua", "-o", "frames", "--memory", "70MiB", "--width", "4000"], in: folder)
            #expect(large.status == 1, "\(large.chatter)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["short.lua", "there.mp4"])
        }
    }
}
