import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Pictures that are none, and targets that take none: one sentence, the right status, and nothing left behind.
@Suite(.serialized) struct BadInputTests {
    private func write(_ data: Data, _ path: String) throws { try data.write(to: URL(fileURLWithPath: path)) }

    /// A PNG whose header says `width` × `height`, with its checksum right.
    private func header(_ width: UInt32, _ height: UInt32) throws -> Data {
        var data = try Fixtures.data("Pictures/rgb.png")
        data.replaceSubrange(16..<24, with: PNGChunk.bigEndian(width) + PNGChunk.bigEndian(height))
        data.replaceSubrange(29..<33, with: PNGChunk.checksum(of: data[12..<29]))
        return data
    }

    @Test func picturesThatAreNone() throws {
        try Fixtures.withTemporaryFolder { folder in
            let whole = try Fixtures.data("Pictures/rgb.jpg")
            let cases: [(String, Data, String)] = [
                ("empty.png", Data(), "reverie: 'empty.png' is damaged or cut off: it is empty\n"),
                ("cut.jpg", whole.prefix(whole.count / 2), "reverie: 'cut.jpg' is damaged or cut off: "),
                ("zero.png", try header(0, 4), "reverie: 'zero.png' is damaged or cut off: "),
                ("huge.png", try header(60_000, 60_000), "reverie: 'huge.png' has more than 200 megapixels"),
                ("large.png", try header(14_000, 14_000), "reverie: 'large.png' is damaged or cut off: "),
                (
                    "text.png", Data("hello".utf8),
                    "reverie: 'text.png' is no picture that is read here (\(PictureFormat.readNames))\n"
                ),
                (
                    "clip.mp4", Data([0, 0, 0, 24]) + Data("ftypmp42....".utf8),
                    "reverie: 'clip.mp4' is a video, and this preset makes one picture; give a picture"
                ),
                (
                    "film.gif", Data("GIF89a...".utf8),
                    "reverie: 'film.gif' is no picture that is read here (\(PictureFormat.readNames)), it looks like a GIF"
                ),
            ]
            for (name, data, sentence) in cases {
                try write(data, folder + "/" + name)
                let outcome = try Program.run(
                    ["run", "classic", name, "-o", "out.png", "--progress", "none"], in: folder)
                #expect(outcome.status == 1, "\(name)")
                #expect(outcome.chatter.hasPrefix(sentence), "\(outcome.chatter)")
                #expect(outcome.chatter.split(separator: "\n").count == 1, "\(outcome.chatter)")
                #expect(!FileManager.default.fileExists(atPath: folder + "/out.png"))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == cases.count)
        }
    }

    /// A video where a guide is wanted: what it is, and how it becomes pictures.
    @Test func aVideoIsNoGuide() throws {
        try Fixtures.withTemporaryFolder { folder in
            try write(Data([0, 0, 0, 24]) + Data("ftypmp42....".utf8), folder + "/clip.mp4")
            let outcome = try Program.run(
                ["run", "two-worlds", "--picture", "lights=clip.mp4", "-o", "out.png", "--progress", "none"], in: folder
            )
            #expect(outcome.status == 1)
            #expect(
                outcome.chatter.hasPrefix("reverie: 'clip.mp4' is a film (MP4) and no picture; make pictures of it"),
                "\(outcome.chatter)")
        }
    }

    /// A guide in which the network has no room is named: the canvas has all the room that it needs.
    @Test func aGuideThatIsTooSmallIsNamed() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Picture(colours: Tensor(shape: Shape(channels: 3, height: 2, width: 3), repeating: 0.5))
                .write(to: folder + "/tiny.png")
            let outcome = try Program.run(
                ["run", "infinite-patterns", "--picture", "guide=tiny.png", "-o", "out.png", "--progress", "none"],
                in: folder)
            #expect(outcome.status == 1)
            #expect(
                outcome.chatter.contains("the picture p.guide is seen at 3×2, where layer '")
                    && outcome.chatter.hasSuffix("' has no room; give a larger one\n"), "\(outcome.chatter)")
        }
    }

    /// A file of nothing is read like any other: what is missing is told, and not that it could not be opened.
    @Test(arguments: ["", "\n", "-- nothing yet\n"]) func anEmptyPresetIsToldWhatItLacks(_ text: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            try write(Data(text.utf8), folder + "/empty.lua")
            let outcome = try Program.run(["run", "empty.lua", "-o", "out.png", "--progress", "none"], in: folder)
            #expect(outcome.status == 1)
            #expect(
                outcome.chatter.hasPrefix("reverie: empty.lua: the file must end in 'return r.preset { … }'"),
                "\(outcome.chatter)")
        }
    }

    /// Streams that cannot be read or written: the reason that holds, and nothing else.
    @Test(arguments: [
        (
            "$0 run classic - -o out.png --progress none <&-",
            "reverie: cannot read the standard input: it is closed, or a folder\n"
        ),
        (
            "$0 run classic - -o out.png --progress none < .",
            "reverie: cannot read the standard input: it is closed, or a folder\n"
        ),
        (
            "$0 run classic -o - --width 64 --set octaves=1 --progress none > /dev/full",
            "reverie: cannot write 'the standard output': the disk is full\n"
        ),
        (
            "$0 run classic -o - --width 64 --set octaves=1 --progress none >&-",
            "reverie: '-' writes a PNG to stdout, which is closed; redirect it, or name a file\n"
        ),
        (
            "$0 run classic -o /dev/full",
            "it is no folder for frames, and the name of a picture ends in \(PictureFormat.writtenEndings)\n"
        ),
    ])
    func streamsThatTakeAndGiveNothing(_ line: String, _ sentence: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try Program.shell(line, in: folder)
            #expect(outcome.status == 1)
            #expect(outcome.chatter.hasSuffix(sentence), "\(outcome.chatter)")
            #expect(outcome.chatter.split(separator: "\n").count == 1, "\(outcome.chatter)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    /// A name that would drive a terminal does not.
    @Test func namesAreHarmless() throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try Program.run(["run", "classic", "\u{1B}]0;x\u{7}.png", "-o", "out.png"], in: folder)
            #expect(outcome.status == 1)
            #expect(!outcome.chatter.contains("\u{1B}"))
        }
    }

    @Test func anAnimationIsSaid() throws {
        try Fixtures.withTemporaryFolder { folder in
            try Picture(colours: Clouds.paint(width: 96, height: 64, seed: 1)).write(to: folder + "/a.png")
            var data = try Data(contentsOf: URL(fileURLWithPath: folder + "/a.png"))
            // acTL, 2 pictures: the checksum is zlib's of these twelve bytes.
            data.insert(
                contentsOf: [0, 0, 0, 8] + Array("acTL".utf8) + [0, 0, 0, 2, 0, 0, 0, 0, 0xF3, 0x8D, 0x93, 0x70], at: 33
            )
            try write(data, folder + "/a.png")
            let outcome = try Program.run(
                ["run", "classic", "a.png", "-o", "out.png", "--set", "octaves=1"], in: folder)
            #expect(outcome.status == 0, "\(outcome.chatter)")
            #expect(outcome.chatter.contains("'a.png' is animated; its first picture is taken"))
        }
    }

    /// A disk that takes no more: the render's end is one sentence, and no half picture.
    @Test(arguments: ["out.png", "out.jpg"]) func fullTargets(_ out: String) throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try Program.run(
                ["run", "classic", "-o", out, "--width", "128", "--set", "octaves=1", "--progress", "none"], in: folder,
                largestFile: 2)
            #expect(outcome.status == 1)
            #expect(
                outcome.chatter.hasSuffix(
                    "reverie: cannot write '\(out)': it would be larger than this process may write\n"))
            // What the render has kept of its state is there for --resume.
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(left.allSatisfy { $0 == ".\(out).checkpoint" }, "\(left)")
        }
    }

    @Test(arguments: [
        (
            ["run", "classic", "-o", "a.jpg", "--depth", "16"],
            "--depth is 16, and JPEG has other samples; leave it out, or let OUT end in .png, .tif or .tiff"
        ),
        (["run", "classic", "-o", "a.png", "--depth", "12"], "--depth is 12; it must be 8 or 16"),
        (
            ["run", "classic", "-o", "a.png", "--quality", "80"],
            "--quality is 80, and PNG loses nothing; leave it out, or let OUT end in .jpg, .jpeg or .webp"
        ),
        (["run", "classic", "-o", "-", "--quality", "80"], "--quality is 80, and PNG loses nothing"),
        (
            ["run", "classic", "-o", "a.mp4", "--quality", "80"],
            "--quality is 80; of a video it is small, good or best"
        ),
        (["run", "classic", "-o", "a.webp", "--quality", "0"], "--quality is 0; it must be between 1 and 100"),
        (["redo", "a.png", "-o", "b.png", "--scale", "0"], "--scale is 0.0; it must be between 0.01 and 100"),
        (["redo", "a.png", "-o", "b.png", "--scale", "2", "--width", "90"], "exclude each other"),
        (["show", "a.png", "--json", "--preset"], "--preset, --facts and --json exclude each other"),
        (["runn", "classic"], "there is no command 'runn' (did you mean 'run'?); 'reverie --help' lists the commands"),
        (["classic", "a.png", "-o", "b.png"], "a preset is rendered by 'reverie run classic … -o OUT'"),
        (["presets", "lst"], "there is no command 'presets lst' (did you mean 'list'?); 'reverie presets --help'"),
        (
            ["run", "classic", "-o", "b.png", "--strenght", "2"],
            "Unknown option '--strenght'\nHelp:  'strength' is a parameter of the preset: --set strength=VALUE"
        ),
        (
            ["run", "two-worlds", "-o", "b.png", "--lights", "a.png"],
            "Help:  'lights' is a parameter of the preset: --picture lights=VALUE"
        ),
    ])
    func wrongUsage(_ arguments: [String], _ sentence: String) throws {
        let outcome = try Program.run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.chatter.contains(sentence), "\(outcome.chatter)")
    }

    @Test func sixteenBitsComeOutWhenAsked() throws {
        try Fixtures.withTemporaryFolder { folder in
            let outcome = try Program.run(
                ["run", "classic", "-o", "a.png", "--depth", "16", "--width", "96", "--set", "octaves=1"], in: folder)
            #expect(outcome.status == 0, "\(outcome.chatter)")
            #expect(try Picture.read(contentsOf: folder + "/a.png").metadata.depth == 16)
            #expect(try Program.run(["redo", "a.png", "-o", "b.png"], in: folder).status == 0)
            #expect(
                try Data(contentsOf: URL(fileURLWithPath: folder + "/a.png"))
                    == Data(contentsOf: URL(fileURLWithPath: folder + "/b.png")))
        }
    }
}
