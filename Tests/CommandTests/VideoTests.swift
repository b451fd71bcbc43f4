import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Videos read back by ffmpeg.
@Suite(.serialized, .enabled(if: Program.hasFFmpeg, "ffmpeg is not installed: 'apt-get install ffmpeg'"))
struct VideoTests {
    /// A film whose frames are the canvas.
    private static let still = """
        local r = require "reverie"
        return r.preset {
          api = 1, title = "Still", canvas = r.plain { colour = "#e02810", width = 64, height = 48 },
          params = { frames = r.integer { default = 2, min = 1, max = 99 } },
          recipe = function(net, p) return { r.film { frames = p.frames, fps = 10, each = { r.tone {} } } } end,
        }
        """

    private func withFilm(_ body: (String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data(VideoTests.still.utf8).write(to: URL(fileURLWithPath: folder + "/still.lua"))
            try body(folder)
        }
    }

    @discardableResult
    private func run(_ folder: String, _ arguments: String...) throws -> String {
        let outcome = try Program.run(["run", "still.lua"] + arguments, in: folder)
        #expect(outcome.status == 0, "\(outcome.chatter)")
        return outcome.chatter
    }

    /// Of several pictures or clips each becomes a film of its own; what is suggested for films is one.
    @Test func severalBecomeFilmsInAFolder() throws {
        try withFilm { folder in
            let photo = Picture(colours: Tensor(shape: Shape(channels: 3, height: 48, width: 64), repeating: 0.5))
            for name in ["a.png", "b.png"] { try photo.write(to: folder + "/" + name) }
            try run(folder, "a.png", "b.png", "-o", "out/")
            let made = try FileManager.default.contentsOfDirectory(atPath: folder + "/out").sorted()
            #expect(made == ["a.mp4", "b.mp4"])
            try run(folder, "-o", "frames/")
            try run(folder, "-o", "film.gif")
            func suggested(_ folder: String) throws -> String {
                let outcome = try Program.run(["history", "."], in: folder)
                return outcome.output + outcome.chatter
            }
            let (of, frames) = (try suggested(folder), try suggested(folder + "/frames"))
            #expect(of.contains("-o again.gif") && frames.contains("-o again/"), "\(of)\n\(frames)")
        }
    }

    /// The mean of each channel over all frames.
    private func mean(_ samples: [UInt8]) -> [Double] {
        (0..<4).map { channel in
            let values = stride(from: channel, to: samples.count, by: 4).map { Double(samples[$0]) }
            return values.reduce(0, +) / Double(max(values.count, 1))
        }
    }

    @Test(arguments: ["mp4", "webm", "mov"], [576, 720])
    func coloursAreThoseOfTheMatrixThatIsSaid(kind: String, lines: Int) throws {
        try withFilm { folder in
            try run(folder, "-o", "film." + kind, "--width", "128", "--height", "\(lines)")
            let film = Video(path: folder + "/film." + kind)
            let facts = try film.facts("color_space", "color_primaries", "color_transfer", "color_range", "height")
            #expect(facts["height"] == "\(lines)")
            #expect(facts["color_space"] == (lines < 720 ? "smpte170m" : "bt709"), "\(facts)")
            #expect(facts["color_primaries"] == "bt709" && facts["color_transfer"] == "bt709", "\(facts)")
            #expect(facts["color_range"] == "tv", "\(facts)")
            // By the matrix that the lines call for, and by what the file says, it is the colour that it was.
            for matrix in [lines < 720 ? "bt601" : "bt709", nil] {
                let seen = try mean(film.samples(matrix: matrix))
                for (found, wanted) in zip(seen, [0xE0, 0x28, 0x10]) {
                    #expect(abs(found - Double(wanted)) <= 3, "\(seen) by \(matrix ?? "what it says")")
                }
            }
        }
    }

    @Test(arguments: [
        "50%off/a.mp4", "d%03d/b.gif", "a:b.webm", "-dash.mp4", "it's [a] #1?.apng", "üß 語.mkv", "x,y;z.mov",
    ])
    func anyNameIsAName(name: String) throws {
        try withFilm { folder in
            let path = folder + "/" + name
            try FileManager.default.createDirectory(
                at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
            try run(folder, "--output=" + name)
            #expect(try Video(path: "file:" + path).count() == 2)
        }
    }

    @Test func theFrameRateIsTheOneThatIsAskedFor() throws {
        try withFilm { folder in
            for (asked, rate) in [(nil, "10/1"), ("24", "24/1"), ("29.97", "30000/1001"), ("24000/1001", "24000/1001")]
            {
                for kind in ["mp4", "webm", "mkv"] {
                    let more = asked.map { ["--fps", $0] } ?? []
                    let outcome = try Program.run(["run", "still.lua", "-o", "film." + kind] + more, in: folder)
                    #expect(outcome.status == 0, "\(outcome.chatter)")
                    #expect(try Video(path: folder + "/film." + kind).facts("r_frame_rate")["r_frame_rate"] == rate)
                }
            }
            for wrong in ["0", "-3", "fast", "1/0", "1e9"] {
                #expect(
                    try Program.run(["run", "still.lua", "-o", "w.mp4", "--fps=" + wrong], in: folder).status == 64)
            }
            let fast = try run(folder, "-o", "film.gif", "--fps", "100", "--set", "frames=10")
            #expect(fast.contains("a GIF shows 50 frames a second at most"))
            #expect(try Video(path: folder + "/film.gif").count() == 5)
        }
    }

    @Test(arguments: ["gif", "apng"]) func anAnimationCarriesItsRecipe(kind: String) throws {
        try withFilm { folder in
            let film = "film." + kind
            try run(folder, "-o", film, "--set", "frames=3")
            let shown = try Program.run(["show", film], in: folder)
            #expect(shown.status == 0 && shown.output.contains("frames = 3"), "\(shown.output)\(shown.chatter)")
            let history = try Program.run(["history"], in: folder)
            #expect(history.output.contains(film), "\(history.output)\(history.chatter)")
            let again = try Program.run(["redo", film, "-o", "again." + kind], in: folder)
            #expect(again.status == 0, "\(again.chatter)")
            let bytes = try ["film.", "again."].map {
                try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0 + kind))
            }
            #expect(bytes[0] == bytes[1])
            // One that was told to carry none, and one that is cut off within its comment.
            try run(folder, "-o", "plain." + kind, "--no-recipe")
            #expect(try Program.run(["show", "plain." + kind], in: folder).status == 1)
            try bytes[0].prefix(400).write(to: URL(fileURLWithPath: folder + "/cut." + kind))
            let cut = try Program.run(["show", "cut." + kind], in: folder)
            #expect(cut.status == 1 && cut.chatter.hasPrefix("reverie: 'cut.\(kind)'"), "\(cut.chatter)")
        }
    }

    @Test func transparentFramesShowNoHiddenColour() throws {
        try withFilm { folder in
            // Green that nobody should see: all of it is transparent but a red half.
            var picture = Picture(colours: Tensor.zeros(Shape(channels: 3, height: 48, width: 64)))
            let left = { (index: Int) in index % 64 < 32 }
            for index in 0..<48 * 64 { picture.colours.values[index + (left(index) ? 0 : 48 * 64)] = 1 }
            picture.alpha = Tensor(
                shape: Shape(channels: 1, height: 48, width: 64), values: (0..<48 * 64).map { left($0) ? 1 : 0 })
            try picture.write(to: folder + "/half.png")
            func right(_ name: String, _ more: String..., decoder: String? = nil) throws -> ([UInt8], String) {
                let outcome = try Program.run(["run", "still.lua", "half.png", "-o", name] + more, in: folder)
                #expect(outcome.status == 0, "\(outcome.chatter)")
                let samples = try Video(path: folder + "/" + name).samples(decoder: decoder)
                #expect(samples.count == 2 * 64 * 48 * 4)
                // The red half is opaque red everywhere.
                let red = samples[(24 * 64 + 16) * 4..<(24 * 64 + 17) * 4]
                #expect(zip(red, [255, 0, 0, 255]).allSatisfy { abs(Int($0) - $1) <= 8 }, "\(name): \(red)")
                return (Array(samples[(24 * 64 + 48) * 4..<(24 * 64 + 49) * 4]), outcome.chatter)
            }
            let (white, said) = try right("a.mp4")
            #expect(white.allSatisfy { $0 >= 252 }, "\(white)")
            #expect(said.contains("what is transparent lies on white (--background)"), "\(said)")
            let (blue, other) = try right("b.mp4", "--background", "#0000ff")
            #expect(blue[0] < 6 && blue[1] < 6 && blue[2] > 248, "\(blue)")
            #expect(other.contains("lies on #0000ff"))
            for (name, decoder) in [
                ("c.webm", "libvpx-vp9"), ("c.apng", nil), ("c.gif", nil), ("c.mov", nil), ("c.mkv", nil),
            ] {
                let (clear, said) = try right(name, decoder: decoder)
                #expect(clear[3] < 4, "\(name): \(clear)")
                #expect(!said.contains("transparent"), "\(said)")
            }
            #expect(
                try Program.run(["run", "still.lua", "-o", "w.mp4", "--background", "mud"], in: folder).status == 64)
        }
    }

    @Test(arguments: ["mp4", "mkv", "apng"]) func aProfileBecomesWhatPlayersShow(kind: String) throws {
        try withFilm { folder in
            // (200, 40, 60) of linear light over the primaries of Adobe RGB, which players would take for sRGB's numbers.
            let plain = Picture(
                colours: Tensor(
                    shape: Shape(channels: 3, height: 48, width: 64),
                    values: [200, 40, 60].flatMap { [Float](repeating: $0 / 255, count: 48 * 64) }))
            let file = ICCBuilder(gamma: 1).insert(into: try plain.encoded(as: .png, path: "x"))
            try file.write(to: URL(fileURLWithPath: folder + "/wide.png"))
            let said = try run(folder, "wide.png", "-o", "film." + kind)
            #expect(said.contains("the video is in sRGB: "), "\(said)")
            // Adobe RGB (1998), 4.3.5.3, and sRGB, IEC 61966-2-1: red is beyond sRGB's, and clipped.
            let light: [Double] = [200, 40, 60].map { $0 / 255 }
            let rows = [[1.39836, -0.39836, 0], [0, 1, 0], [0, -0.04293, 1.04293]]
            let wanted = rows.map { row in
                let sum = min(max(zip(row, light).map(*).reduce(0, +), 0), 1)
                return 255 * (sum <= 0.0031308 ? 12.92 * sum : 1.055 * pow(sum, 1 / 2.4) - 0.055)
            }
            let seen = try mean(Video(path: folder + "/film." + kind).samples())
            for (found, wanted) in zip(seen, wanted) { #expect(abs(found - wanted) <= 3, "\(seen), not \(wanted)") }
            // The frames themselves keep theirs.
            try run(folder, "wide.png", "-o", "frames")
            #expect(
                try Picture.read(contentsOf: folder + "/frames/frame-000001.png").profile
                    == [UInt8](ICCBuilder(gamma: 1).bytes))
        }
    }

    @Test func oddSidesAreKeptOrTold() throws {
        try withFilm { folder in
            for (kind, size) in [
                ("mp4", "66×50"), ("mov", "66×50"), ("webm", "65×49"), ("mkv", "65×49"), ("gif", "65×49"),
                ("apng", "65×49"),
            ] {
                let said = try run(folder, "-o", "film." + kind, "--width", "65", "--height", "49")
                let film = Video(path: folder + "/film." + kind)
                let facts = try film.facts("width", "height")
                #expect("\(facts["width"] ?? "")×\(facts["height"] ?? "")" == size)
                #expect(said.contains("the film is 66×50") == (size == "66×50"), "\(said)")
                // No edge is black: few colours and a lossy edge may cost some red, but never half of it.
                let least = try film.samples().enumerated().filter { $0.offset % 4 == 0 }.map(\.element).min()
                #expect((least ?? 0) > 0xE0 / 2, "\(kind)")
            }
        }
    }

    @Test func aFFmpegWithoutTheCoderIsToldBeforeTheRender() throws {
        try withFilm { folder in
            let fake = folder + "/ffmpeg"
            // It has what the shell's pattern leaves it, and only that is advised.
            for (lacking, advice) in [
                ("*", "install another, or give a folder for numbered PNG files"),
                ("*libx264*|*vp9*", "install another, or let OUT end in .mov, .mkv, .gif or .apng"),
            ] {
                try InstalledProgram.write(
                    "#!/bin/sh\ncase \"$*\" in \(lacking)) echo \"Codec 'x' is not recognized by FFmpeg.\";; esac\n",
                    to: fake)
                let outcome = try Program.run(
                    ["run", "still.lua", "-o", "a.mp4"], in: folder, variables: ["PATH": folder])
                #expect(outcome.status == 1)
                #expect(
                    outcome.chatter.contains("was built without libx264, which .mp4 needs; \(advice)\n"),
                    "\(outcome.chatter)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["ffmpeg", "still.lua"])
        }
    }
}

/// Frames that a user brings.
@Suite struct FrameFolderTests {
    private static let over = """
        local r = require "reverie"
        return r.preset { api = 1, title = "Over",
          recipe = function(net, p) return { r.film { frames = 2, fps = 10, each = { r.tone {} } } } end }
        """

    private func withFrames(_ sizes: [(Int, Int)], _ body: (String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data(FrameFolderTests.over.utf8).write(to: URL(fileURLWithPath: folder + "/over.lua"))
            try FileManager.default.createDirectory(atPath: folder + "/in", withIntermediateDirectories: true)
            for (index, size) in sizes.enumerated() {
                let colours = Clouds.paint(width: size.0, height: size.1, seed: UInt64(index))
                try Picture(colours: colours).write(to: folder + "/in/\(index + 1).\(index % 2 == 0 ? "png" : "jpg")")
            }
            try body(folder)
        }
    }

    @Test func framesOfAnotherShapeAreRefusedAtOnce() throws {
        try withFrames([(64, 48), (48, 64), (64, 48), (64, 64)]) { folder in
            let outcome = try Program.run(["run", "over.lua", "in/", "-o", "f/"], in: folder)
            #expect(outcome.status == 1)
            #expect(
                outcome.chatter.contains(
                    "'in/2.jpg' is 48×64, and the first frame is 64×48; 2 frames have another shape than it"),
                "\(outcome.chatter)")
            #expect(!FileManager.default.fileExists(atPath: folder + "/f"))
        }
    }

    @Test func framesOfAnotherSizeAreFitted() throws {
        try withFrames([(64, 48), (128, 96), (33, 25)]) { folder in
            let outcome = try Program.run(["run", "over.lua", "in/", "-o", "f/"], in: folder)
            #expect(outcome.status == 0, "\(outcome.chatter)")
            for number in 1...3 {
                let picture = try Picture.read(contentsOf: folder + "/f/frame-00000\(number).png")
                #expect(picture.width == 64 && picture.height == 48)
            }
        }
    }
}
