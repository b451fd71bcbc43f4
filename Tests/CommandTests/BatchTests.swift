import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite(.serialized) struct BatchTests {
    private let quick = ["--long-edge", "96", "--set", "octaves=1"]

    /// Two pictures, and a file that only looks like one.
    private func fill(_ folder: String) throws {
        try FileManager.default.createDirectory(atPath: folder + "/in", withIntermediateDirectories: true)
        for name in ["2.png", "10.jpg"] {
            try Picture(colours: Clouds.paint(width: 96, height: 64, seed: 3)).write(to: folder + "/in/" + name)
        }
        try Data("no picture".utf8).write(to: URL(fileURLWithPath: folder + "/in/5.png"))
        try Data("GIF89a".utf8).write(to: URL(fileURLWithPath: folder + "/in/notes.txt"))
        try FileManager.default.createDirectory(atPath: folder + "/in/more", withIntermediateDirectories: true)
    }

    @Test func aFolderGoesOnAfterAFailure() throws {
        try Fixtures.withTemporaryFolder { folder in
            try fill(folder)
            let outcome = try Program.run(["run", "classic", "in", "-o", "out/"] + quick, in: folder)
            #expect(outcome.status == 1, "\(outcome.chatter)")
            #expect(
                outcome.chatter.hasSuffix(
                    "rendered 2 of 3 pictures; 1 failed:\n  'in/5.png' is no picture that is read here (\(PictureFormat.readNames))\n"
                ))
            #expect(
                outcome.chatter.contains(
                    "left out 1 file not named \(PictureFormat.readEndings): notes.txt\nrendered"))
            // The plan is said once, and then each picture has a line that tells when all are done.
            let lines = outcome.chatter.split(separator: "\n")
            #expect(
                lines[0] == "dreaming 'Classic' with efficientnet-lite0 on 3 pictures, seed 0", "\(outcome.chatter)")
            #expect(
                lines[1].wholeMatch(of: /the first: 10 steps up to 96×64, .*, all of them about .* as large/) != nil)
            let said = lines.filter { $0.contains(#/^\d/3 /#) }
            #expect(said.count == 3 && said.allSatisfy { $0.hasSuffix(" left") }, "\(outcome.chatter)")
            for (line, start) in zip(said, ["1/3 in/2.png · ", "2/3 in/5.png · ", "3/3 in/10.jpg · "]) {
                #expect(line.hasPrefix(start))
            }
            #expect(!outcome.chatter.contains("reading") && !outcome.chatter.contains("wrote"))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder + "/out").sorted() == ["10.png", "2.png"])

            // What is there is not rendered again.
            try FileManager.default.removeItem(atPath: folder + "/out/2.png")
            let again = try Program.run(["run", "classic", "in", "-o", "out", "--resume"] + quick, in: folder)
            #expect(again.chatter.contains("rendered 1 of 3 pictures; 1 was there already; 1 failed:"))
            #expect(again.chatter.contains("1/2 in/2.png") && !again.chatter.contains("there is no state"))
            let told = try Program.run(
                ["run", "classic", "in", "-o", "other/", "--progress", "json"] + quick, in: folder)
            #expect(told.chatter.contains("{\"picture\": 3, \"pictures\": 3, \"stage\": 1, "), "\(told.chatter)")
        }
    }

    @Test func patternsAndNames() throws {
        try Fixtures.withTemporaryFolder { folder in
            try fill(folder)
            let outcome = try Program.run(
                ["run", "classic", "in/*[02].*", "-o", "{name}-dream.jpg", "--progress", "none"] + quick, in: folder)
            #expect(outcome.status == 0, "\(outcome.chatter)")
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
                    "10-dream.jpg", "2-dream.jpg", "in",
                ])
            try FileManager.default.copyItem(atPath: folder + "/in/2.png", toPath: folder + "/in/10.png")
            for (arguments, sentence) in [
                (["in", "-o", "out/"], "'in/10.jpg' and 'in/10.png' would both become 'out/10.png'; rename one"),
                (["in", "-o", "out.png"], "several pictures go to a folder, and 'out.png' is none; write 'out.png/'"),
                (["in/*.gif", "-o", "out/"], "there are no pictures in 'in/*.gif' (.png"),
            ] {
                let mistake = try Program.run(["run", "classic"] + arguments, in: folder)
                #expect(mistake.status == 1)
                #expect(mistake.chatter.contains(sentence), "\(mistake.chatter)")
            }
        }
    }

    /// What a shell's pattern finds may be a single picture.
    @Test func onePictureGoesToAFolderToo() throws {
        try Fixtures.withTemporaryFolder { folder in
            try fill(folder)
            let outcome = try Program.run(["run", "classic", "in/2.png", "-o", "out/"] + quick, in: folder)
            #expect(outcome.status == 0 && outcome.chatter.hasSuffix("rendered 1 of 1 picture\n"), "\(outcome.chatter)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/out") == ["2.png"])
            // A film's folder is one for its frames.
            try FileManager.default.createDirectory(atPath: folder + "/film", withIntermediateDirectories: true)
            let film = try Program.run(
                ["run", "moving-pictures", "in/2.png", "-o", "film", "--set", "frames=1", "--long-edge", "64"],
                in: folder)
            #expect(film.status == 0, "\(film.chatter)")
            #expect(FileManager.default.fileExists(atPath: folder + "/film/frame-000001.png"))
        }
    }

    @Test func aWrongPresetIsToldOnce() throws {
        try Fixtures.withTemporaryFolder { folder in
            try fill(folder)
            let outcome = try Program.run(
                ["run", "classic", "in/2.png", "in/10.jpg", "-o", "out/", "--set", "strnegth=2"], in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.chatter.components(separatedBy: "did you mean 'strength'?").count == 2)
        }
    }

    @Test func standardStreams() throws {
        try Fixtures.withTemporaryFolder { folder in
            try fill(folder)
            let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/in/2.png"))
            let piped = try Program.run(["run", "classic", "-", "-o", "-"] + quick, in: folder, input: data)
            #expect(piped.status == 0, "\(piped.chatter)")
            #expect(try Program.run(["run", "classic", "in/2.png", "-o", "a.png"] + quick, in: folder).status == 0)
            #expect(
                try Picture(piped.bytes, path: "-").colours == Picture.read(contentsOf: folder + "/a.png").colours)
            let nothing = try Program.run(["run", "classic", "-", "-o", "-"] + quick, in: folder, input: Data())
            #expect(nothing.status == 1)
            #expect(nothing.chatter.contains("'the standard input' is damaged or cut off: it is empty"))
            #expect(nothing.bytes.isEmpty)
        }
    }
}
