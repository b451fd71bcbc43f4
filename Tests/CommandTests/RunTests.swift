import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite(.serialized) struct RunTests {
    private let quick = ["--width", "96", "--set", "octaves=1"]

    @Test func aDreamIsWritten() throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try Program.run(["run", "classic", "-o", "dream.png"] + quick, in: folder)
            #expect(outcome.status == 0, "\(outcome.chatter)")
            #expect(outcome.output.isEmpty)
            #expect(
                outcome.chatter.hasPrefix(
                    "reading classic\ndreaming 'Classic' with efficientnet-lite0 on clouds, 96×64, seed 0\n"))
            let picture = try Picture.read(contentsOf: folder + "/dream.png")
            #expect((picture.width, picture.height) == (96, 64))
            #expect(picture.colours != Clouds.paint(width: 96, height: 64, seed: 0))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["dream.png"])

            // It may be replaced, because Reverie made it, and comes out the same.
            let first = try Data(contentsOf: URL(fileURLWithPath: folder + "/dream.png"))
            #expect(
                try Program.run(["run", "classic", "-o", "dream.png", "--threads", "1"] + quick, in: folder).status == 0
            )
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/dream.png")) == first)
        }
    }

    @Test func aPhotoIsDreamtOnAtTheSizeAskedFor() throws {
        try Fixtures.withTemporaryFolder { folder in
            let cat = Fixtures.path("Networks/cat-224.png")
            let outcome = try Program.run(
                [
                    "run", "classic", cat, "-o", "cat.jpg", "--long-edge", "80", "--set", "octaves=1", "--preview",
                    "p.png", "--progress", "json",
                ], in: folder)
            #expect(outcome.status == 0, "\(outcome.chatter)")
            #expect(try Picture.read(contentsOf: folder + "/cat.jpg").width == 80)
            let lines = outcome.chatter.split(separator: "\n")
            #expect(lines.count == 11)
            let last = try #require(try JSONSerialization.jsonObject(with: Data(lines[9].utf8)) as? [String: Any])
            #expect(
                Set(last.keys) == [
                    "stage", "stages", "octave", "octaves", "step", "steps", "width", "height", "objective",
                    "elapsed_seconds", "eta_seconds",
                ])
            #expect(last["step"] as? Int == 10)
            // And what the process has held.
            let end = try #require(try JSONSerialization.jsonObject(with: Data(lines[10].utf8)) as? [String: Any])
            #expect(end["done"] as? Bool == true && (end["peak_bytes"] as? Int ?? 0) > 20 << 20)
        }
    }

    @Test func strangersFilesAreNotReplaced() throws {
        try Fixtures.withTemporaryFolder { folder in
            let path = folder + "/mine.png"
            try Data("precious".utf8).write(to: URL(fileURLWithPath: path))
            let outcome = try Program.run(["run", "classic", "-o", "mine.png"] + quick, in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.chatter == "reverie: 'mine.png' exists and was not made by Reverie; --force replaces it\n")
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
            #expect(try Program.run(["run", "classic", "-o", "mine.png", "--force"] + quick, in: folder).status == 0)
        }
    }

    /// A photo of somebody who is called like us is somebody's photo; a file that is empty is nobody's.
    @Test func photosByReverieAreNotOurs() throws {
        try Fixtures.withTemporaryFolder { folder in
            var options = Picture.WritingOptions()
            options.texts = [(keyword: "Title", text: "Reverie 1.0"), (keyword: "Software", text: "Reverie Studio 3")]
            let photo = Picture(colours: Clouds.paint(width: 24, height: 16, seed: 1))
            for name in ["photo.png", "photo.jpg"] {
                try photo.write(to: folder + "/" + name, options: options)
                let outcome = try Program.run(["run", "classic", "-o", name] + quick, in: folder)
                #expect(
                    outcome.chatter == "reverie: '\(name)' exists and was not made by Reverie; --force replaces it\n")
            }
            // An artist of that name, in EXIF.
            let name = Data("Reverie 1.0\0".utf8)
            let entry: [UInt8] = [0x3B, 0x01, 2, 0, UInt8(name.count), 0, 0, 0, 26, 0, 0, 0]
            var block = Data("Exif\0\0II".utf8)
            block += [42, 0, 8, 0, 0, 0, 1, 0] + entry + [0, 0, 0, 0] + Array(name)
            let plain = try photo.encoded(as: .jpeg, path: "x")
            try (plain.prefix(2) + Data([0xFF, 0xE1, 0, UInt8(block.count + 2)]) + block + plain.dropFirst(2)).write(
                to: URL(fileURLWithPath: folder + "/artist.jpg"))
            #expect(
                try Program.run(["run", "classic", "-o", "artist.jpg"] + quick, in: folder).chatter
                    == "reverie: 'artist.jpg' exists and was not made by Reverie; --force replaces it\n")
            try Data().write(to: URL(fileURLWithPath: folder + "/empty.png"))
            for _ in 0..<2 {
                #expect(try Program.run(["run", "classic", "-o", "empty.png"] + quick, in: folder).status == 0)
            }
        }
    }

    @Test func anInterruptionKeepsThePicture() throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try Program.run(
                ["run", "classic", "-o", "dream.png", "--width", "640", "--progress", "json"], in: folder,
                interruptAfter: "\"step\": 2")
            #expect(outcome.status == 130)
            #expect(
                outcome.chatter.hasSuffix(
                    "interrupted: dream.png holds the picture so far\n"
                        + "to go on: reverie run classic -o dream.png --width 640 --progress json --resume\n"))
            #expect(try Picture.read(contentsOf: folder + "/dream.png").width == 640)
        }
    }

    /// What is not finished goes beside a finished picture, and is gone once it is finished.
    @Test func anInterruptionLeavesAFinishedPictureAlone() throws {
        try Fixtures.withTemporaryFolder { folder in
            let finished = URL(fileURLWithPath: folder + "/dream.png")
            #expect(try Program.run(["run", "classic", "-o", "dream.png"] + quick, in: folder).status == 0)
            let bytes = try Data(contentsOf: finished)
            let other = ["run", "classic", "-o", "dream.png", "--width", "320", "--progress", "json"]
            let outcome = try Program.run(other, in: folder, interruptAfter: "\"step\": 2")
            #expect(outcome.status == 130)
            #expect(
                outcome.chatter.contains(
                    "interrupted: dream.so-far.png holds the picture so far, and dream.png is as it was\n"))
            #expect(try Data(contentsOf: finished) == bytes)
            #expect(try Picture.read(contentsOf: folder + "/dream.so-far.png").width == 320)
            #expect(try Program.run(other + ["--resume"], in: folder).status == 0)
            #expect(try Picture.read(contentsOf: folder + "/dream.png").width == 320)
            #expect(!FileManager.default.fileExists(atPath: folder + "/dream.so-far.png"))
        }
    }

    @Test(arguments: [
        (["run", "clasic", "-o", "a.png"], Int32(1), "there is no preset 'clasic' (did you mean 'classic'?)"),
        (["run", "classic", "/nowhere.jpg", "-o", "a.png"], 1, "cannot read '/nowhere.jpg': there is no such file"),
        (["run", "classic", "-o", "a.gif"], 1, "because this preset makes one picture and no film"),
        (["run", "classic", "-o", "/nowhere/a.png"], 1, "cannot write '/nowhere/a.png': there is no such folder"),
        (["run", "classic", "-o", "a.png", "--network", "vgg"], 1, "there is no network 'vgg'"),
        (
            ["run", "classic", "-o", "a.png", "--set", "strenght=2"], 1,
            "'Classic' has no parameter 'strenght' (did you mean 'strength'?)"
        ),
        (["run", "classic", "-o", "a.png", "--set", "strength"], 64, "--set strength: write it as NAME=VALUE"),
        (
            ["run", "classic", "-o", "a.png", "--width", "3"], 64,
            "--width is 3; it must be between 16 and 16384 pixels"
        ),
        (
            ["run", "classic", "-o", "a.png", "--memory", "1MiB"], 1,
            "768×512 pixels do not fit into 1.0 MiB. It needs at least "
        ),
        (
            ["run", "classic", "-o", "a.png", "--memory", "much"], 64,
            "The value 'much' is invalid for '--memory <BYTES>'"
        ),
        (["run", "classic"], 64, "Missing expected argument '--output <OUT>'"),
        (["run", "classic", "-o", "a.png", "--seed", "-1"], 64, "a whole number, 0 or more"),
        (
            ["run", "classic", "-o", "a.png", "--width", "-5"], 64,
            "--width is -5; it must be between 16 and 16384 pixels"
        ),
        (
            ["run", "classic", "-o", "a.png", "--network", "squeezenet", "--width", "32"], 1,
            "; make it larger, or use a layer before it\n"
        ),
        (["rnu"], 64, "rnu"),
        (
            ["run", "classic", "-o", "a.png", "--network", "squeezenet", "--width", "32"], 1, "too small for layer"
        ),
    ])
    func mistakes(_ arguments: [String], _ status: Int32, _ sentence: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try Program.run(arguments, in: folder)
            #expect(outcome.status == status)
            #expect(outcome.chatter.contains(sentence), "\(outcome.chatter)")
            #expect(outcome.output.isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    /// A negative number is a value like any other: what is said is what the option takes.
    @Test(arguments: [
        (
            "run classic -o a.png",
            "seed width height long-edge threads memory fast-halo depth checkpoint-every fps quality"
        ),
        ("redo a.png -o b.png", "scale"), ("plan classic", "seed width"),
        ("sweep classic --vary seed=1 -o a.png", "cell frame"), ("breed classic -o a.png", "seed"),
        ("atlas squeezenet -o a.png", "seed threads"), ("studio", "port"),
        ("dataset squeezenet -o a", "seed size threads memory"), ("farm run classic -o a.png", "tasks"),
        ("networks bench squeezenet", "size width height steps threads memory tile fast-halo"),
    ])
    func negativeNumbersAreNotMissing(_ command: String, _ options: String) throws {
        for option in options.split(separator: " ") {
            let words = command.split(separator: " ").map { String($0) } + ["--" + option, "-1"]
            let outcome = try Program.run(words, in: "/tmp")
            #expect(outcome.status == 64, "\(words): \(outcome.status) \(outcome.chatter)")
            #expect(
                outcome.chatter.contains("--\(option) is -1") || outcome.chatter.contains("The value '-1' is invalid"),
                "\(words): \(outcome.chatter)")
        }
    }

    /// What a link leads to is written, whole or not at all; the link stays. Whose it is decides what it leads to.
    @Test func aLinkStaysALink() throws {
        try Fixtures.withTemporaryFolder { folder in
            let files = FileManager.default
            try files.createDirectory(atPath: folder + "/disk", withIntermediateDirectories: true)
            try files.createDirectory(atPath: folder + "/here", withIntermediateDirectories: true)
            // Two links, the second to what is not there yet.
            try files.createSymbolicLink(atPath: folder + "/here/out.png", withDestinationPath: "../latest.png")
            try files.createSymbolicLink(atPath: folder + "/latest.png", withDestinationPath: "disk/real.png")
            for _ in 0..<2 {
                let outcome = try Program.run(["run", "classic", "-o", "here/out.png"] + quick, in: folder)
                #expect(outcome.status == 0 && outcome.chatter.contains("wrote here/out.png"), "\(outcome.chatter)")
                #expect(try Picture.read(contentsOf: folder + "/disk/real.png").width == 96)
            }
            #expect(try files.destinationOfSymbolicLink(atPath: folder + "/here/out.png") == "../latest.png")
            #expect(try files.destinationOfSymbolicLink(atPath: folder + "/latest.png") == "disk/real.png")
            #expect(try files.contentsOfDirectory(atPath: folder + "/here") == ["out.png"])
            // A stranger's photo behind a link is a stranger's photo.
            let photo = try Data(contentsOf: URL(fileURLWithPath: Fixtures.path("Networks/cat-224.png")))
            try photo.write(to: URL(fileURLWithPath: folder + "/disk/real.png"))
            let refused = try Program.run(["run", "classic", "-o", "here/out.png"] + quick, in: folder)
            #expect(refused.status == 1 && refused.chatter.contains("'here/out.png' exists"), "\(refused.chatter)")
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/disk/real.png")) == photo)
            // Where it leads nowhere that is told.
            try files.removeItem(atPath: folder + "/latest.png")
            try files.createSymbolicLink(atPath: folder + "/latest.png", withDestinationPath: "gone/real.png")
            let nowhere = try Program.run(["run", "classic", "-o", "latest.png"] + quick, in: folder)
            #expect(nowhere.status == 1 && nowhere.chatter.contains("there is no such folder"), "\(nowhere.chatter)")
        }
    }

    @Test func anInterruptedRenderGoesOnToTheSameBytes() throws {
        try Fixtures.withTemporaryFolder { folder in
            let options = ["--width", "320", "--set", "octaves=2"]
            let interrupted = try Program.run(
                ["run", "classic", "-o", "dream.png", "--progress", "json"] + options, in: folder,
                interruptAfter: "\"octave\": 2, \"octaves\": 2, \"step\": 2")
            #expect(interrupted.status == 130)
            let other = try Program.run(
                ["run", "classic", "-o", "dream.png", "--seed", "3", "--resume", "--set", "strength=2"] + options,
                in: folder)
            #expect(other.status == 1)
            #expect(
                other.chatter.contains(
                    "is of another render: the seed was '0' and is '3'; "
                        + "the parameter strength was not set and is '2'; go on with"), "\(other.chatter)")
            let resumed = try Program.run(["run", "classic", "-o", "dream.png", "--resume"] + options, in: folder)
            #expect(resumed.status == 0, "\(resumed.chatter)")
            #expect(try Program.run(["run", "classic", "-o", "whole.png"] + options, in: folder).status == 0)
            #expect(try Fixtures.same(folder + "/dream.png", folder + "/whole.png"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["dream.png", "whole.png"])
        }
    }

    @Test func aPlanRendersNothing() throws {
        let outcome = try Program.run(["plan", "puppies-in-the-clouds", "--width", "300"])
        #expect(outcome.status == 0)
        #expect(
            outcome.output.hasPrefix(
                "Puppies in the clouds, with SqueezeNet 1.1, seed 0\ncanvas 300×200\n1. beasts: maximise"))
        #expect(outcome.output.contains("\nholds about "))
        #expect(!outcome.output.contains(" tiles, "))
        #expect(outcome.output.contains(/\ntakes about \d.* on this machine\n/))
    }

    @Test func whatDoesNotFitIsRefusedWithWhatWould() throws {
        try Fixtures.withTemporaryFolder { folder in
            let arguments = ["run", "classic", "-o", "a.png", "--width", "2400"]
            let outcome = try Program.run(arguments + ["--memory", "150MiB"], in: folder)
            #expect(outcome.status == 1)
            let options = try #require(
                outcome.chatter.firstMatch(
                    of:
                        /do not fit into 150 MiB\. It needs at least (\d+) MiB, .*: --memory (\d+)MiB\. .*: --long-edge (\d+)\.\n/
                ))
            #expect(options.1 == options.2)
            #expect(try Program.run(["plan", "classic", "--width", "2400", "--memory", "\(options.2)MiB"]).status == 0)
            let less = "\((Int(options.2) ?? 0) * 15 / 16)MiB"
            #expect(try Program.run(["plan", "classic", "--width", "2400", "--memory", less]).status == 1)
            #expect(
                try Program.run(["plan", "classic", "--long-edge", "\(options.3)", "--memory", "150MiB"]).status == 0)
        }
    }

    @Test func aTightBoundPlansBands() throws {
        let outcome = try Program.run(["plan", "classic", "--width", "1500", "--memory", "280MiB"])
        #expect(outcome.status == 0, "\(outcome.chatter)")
        #expect(outcome.output.contains(/1500×1000 in (bands|\d×\d tiles), within \d+ MiB/))
    }
}
