import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Videos that a film is dreamt over. What they show, ffmpeg draws.
@Suite(.serialized, .enabled(if: Program.hasFFmpeg, "ffmpeg is not installed: 'apt-get install ffmpeg'"))
struct ClipTests {
    /// A film over frames that are left as they are.
    private static let over = """
        local r = require "reverie"
        return r.preset { api = 1, title = "Over",
          recipe = function(net, p) return { r.film { frames = 2, fps = 10, each = { r.tone {} } } } end }
        """

    private func withClip(_ name: String, _ drawing: [String], _ body: (String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data(ClipTests.over.utf8).write(to: URL(fileURLWithPath: folder + "/over.lua"))
            try Video.make(folder + "/" + name, drawing)
            try body(folder)
        }
    }

    @discardableResult
    private func run(_ folder: String, _ arguments: String..., status: Int32 = 0) throws -> String {
        let outcome = try Program.run(["run", "over.lua"] + arguments, in: folder)
        #expect(outcome.status == status, "\(outcome.chatter)")
        return outcome.chatter
    }

    /// Red grows by 20 a frame.
    private static func ramp(
        _ frames: Int, rate: String = "10", size: String = "64x48", _ more: String = ""
    ) -> [String] {
        let colour = "format=gbrp,geq=r='20*N':g=60:b=200,trim=end_frame=\(frames)"
        return ["-f", "lavfi", "-i", "color=black:size=\(size):rate=\(rate),\(colour)\(more)"]
    }
    /// A second of 440 Hz.
    private static let sound = ["-f", "lavfi", "-i", "sine=frequency=440:duration=1"]

    /// The red of each frame.
    private func reds(_ path: String, width: Int, height: Int) throws -> [Int] {
        let samples = try Video(path: path).samples()
        let size = width * height * 4
        return stride(from: 0, to: samples.count, by: size).map { Int(samples[$0 + size / 2 + width * 2]) }
    }

    private func expect(_ found: [Int], _ wanted: [Int], within most: Int = 4) {
        #expect(found.count == wanted.count, "\(found)")
        #expect(zip(found, wanted).allSatisfy { abs($0 - $1) <= most }, "\(found), not \(wanted)")
    }

    @Test func picturesRateLengthAndSoundStay() throws {
        let drawing = ClipTests.ramp(10, rate: "30000/1001") + ClipTests.sound + ["-c:v", "ffv1", "-c:a", "aac"]
        try withClip(
            "in.mkv", drawing,
            { folder in
                for (kind, codec) in [("mp4", "aac"), ("mkv", "aac"), ("webm", "opus"), ("mov", "aac")] {
                    let said = try run(folder, "in.mkv", "-o", "out." + kind)
                    #expect(!said.contains("sound"), "\(said)")
                    let film = Video(path: folder + "/out." + kind)
                    #expect(try film.facts("r_frame_rate")["r_frame_rate"] == "30000/1001")
                    #expect(try film.streams() == ["video", "audio"])
                    #expect(try film.sound() == codec)
                    expect(
                        try reds(film.path, width: 64, height: 48), (0..<10).map { $0 * 20 },
                        within: kind == "mkv" ? 1 : 8)
                }
                #expect(try run(folder, "in.mkv", "-o", "out.gif").contains("a .gif has no sound"))
                #expect(
                    try Set(FileManager.default.contentsOfDirectory(atPath: folder)).isSubset(of: [
                        "over.lua", "in.mkv", "out.mp4", "out.mkv", "out.webm", "out.mov", "out.gif",
                    ]))
            })
    }

    @Test func aRateThatIsAskedForLeavesTheLength() throws {
        let drawing = ClipTests.ramp(10) + ClipTests.sound + ["-c:v", "ffv1", "-c:a", "flac"]
        try withClip("in.mkv", drawing) { folder in
            try run(folder, "in.mkv", "-o", "half.mkv", "--fps", "5")
            // What is shown in the middle of each fifth of a second.
            expect(try reds(folder + "/half.mkv", width: 64, height: 48), [0, 2, 4, 6, 8].map { $0 * 20 }, within: 1)
            try run(folder, "in.mkv", "-o", "twice.mkv", "--fps", "20")
            expect(
                try reds(folder + "/twice.mkv", width: 64, height: 48), (0..<20).map { $0 / 2 * 20 }, within: 1)
            #expect(try Video(path: folder + "/twice.mkv").streams() == ["video", "audio"])
        }
    }

    @Test func unevenPicturesKeepTheirTimes() throws {
        // Four at 0, 0.1, 0.2 and 0.3 seconds, one at 0.8, one at 0.85.
        let times = "settb=1/1000,setpts='(if(lt(N,4),N/10,0.8+(N-4)/20))/TB'"
        let drawing = ClipTests.ramp(6, ",\(times)") + ["-vsync", "vfr", "-c:v", "ffv1"]
        try withClip("in.mkv", drawing) { folder in
            try run(folder, "in.mkv", "-o", "out.mkv")
            let film = Video(path: folder + "/out.mkv")
            #expect(try film.facts("r_frame_rate")["r_frame_rate"] == "20/1")
            let found = try reds(film.path, width: 64, height: 48)
            expect(
                Array(found.prefix(18)), [0, 0, 1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 5].map { $0 * 20 },
                within: 1)
            let said = try run(folder, "in.mkv", "-o", "frames/")
            #expect(said.contains("each once, though the clip shows them unevenly"), "\(said)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/frames").count == 6)
        }
    }

    @Test func picturesAreUprightAndTheirPixelsSquare() throws {
        // Turned by what the file says of it, as telephones do.
        try withClip("plain.mp4", ClipTests.ramp(2, size: "64x48") + ["-c:v", "libx264", "-crf", "4"]) { folder in
            try Video.make(
                folder + "/turned.mp4", ["-i", folder + "/plain.mp4", "-c", "copy", "-metadata:s:v", "rotate=90"])
            try run(folder, "turned.mp4", "-o", "out.mkv")
            let facts = try Video(path: folder + "/out.mkv").facts("width", "height")
            #expect(facts["width"] == "48" && facts["height"] == "64", "\(facts)")
        }
        try withClip("wide.mkv", ClipTests.ramp(2, ",setsar=3/2") + ["-c:v", "ffv1"]) { folder in
            try run(folder, "wide.mkv", "-o", "out.mkv")
            let facts = try Video(path: folder + "/out.mkv").facts("width", "height")
            #expect(facts["width"] == "96" && facts["height"] == "48", "\(facts)")
        }
    }

    @Test(arguments: [576, 720]) func whatSaysNothingIsReadByItsLines(lines: Int) throws {
        let matrix = lines < 720 ? "bt601" : "bt709"
        let drawing = [
            "-f", "lavfi", "-i",
            "color=#e02810:size=128x\(lines):rate=10,format=gbrp,scale=out_color_matrix=\(matrix):out_range=tv,format=yuv444p",
            "-frames:v", "1", "-c:v", "ffv1", "-color_range", "tv", "-colorspace", "unknown",
        ]
        try withClip("in.mkv", drawing) { folder in
            try run(folder, "in.mkv", "-o", "f/")
            let picture = try Picture.read(contentsOf: folder + "/f/frame-000001.png")
            for (channel, wanted) in [0xE0, 0x28, 0x10].enumerated() {
                let found = picture.colours.values[channel * picture.width * picture.height] * 255
                #expect(abs(found - Float(wanted)) <= 3, "\(found) for \(wanted)")
            }
        }
    }

    @Test func opacityIsKept() throws {
        let drawing = [
            "-f", "lavfi", "-i", "color=red:size=64x48:rate=10,format=rgba,geq=r=255:g=0:b=0:a='if(lt(X,32),255,0)'",
            "-frames:v", "2", "-c:v", "libvpx-vp9", "-pix_fmt", "yuva420p",
        ]
        try withClip("in.webm", drawing) { folder in
            try run(folder, "in.webm", "-o", "f/")
            let alpha = try Picture.read(contentsOf: folder + "/f/frame-000002.png").alpha
            #expect((alpha?.values[24 * 64 + 16] ?? 0) > 0.95)
            #expect((alpha?.values[24 * 64 + 48] ?? 1) < 0.05)
        }
    }

    @Test func whatCannotBeDreamtOverIsSaid() throws {
        try withClip("in.mp4", ClipTests.ramp(8) + ["-c:v", "libx264"]) { folder in
            func write(_ name: String, _ data: Data) throws {
                try data.write(to: URL(fileURLWithPath: folder + "/" + name))
            }
            let whole = try Data(contentsOf: URL(fileURLWithPath: folder + "/in.mp4"))
            try write("cut.mp4", whole.prefix(whole.count / 2))
            #expect(try run(folder, "cut.mp4", "-o", "a.mp4", status: 1).contains("'cut.mp4' cannot be dreamt over: "))
            try Video.make(folder + "/sound.mp4", ClipTests.sound + ["-c:a", "aac"])
            #expect(
                try run(folder, "sound.mp4", "-o", "a.mp4", status: 1).contains("there are no moving pictures in it"))
            // Of two sizes.
            for (name, size) in [("a.ts", "64x48"), ("b.ts", "48x64")] {
                try Video.make(folder + "/" + name, ClipTests.ramp(3, size: size) + ["-c:v", "libx264"])
            }
            let both = try ["a.ts", "b.ts"].map { try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0)) }
            try write("both.ts", both[0] + both[1])
            let said = try run(folder, "both.ts", "-o", "a.mp4", status: 1)
            #expect(said.contains("and the first 64×48: cut it where its size changes"), "\(said)")
            // Lists of other files are no videos, whatever they are called.
            try write("list.mp4", Data("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n".utf8))
            try write("other.mp4", Data("ffconcat version 1.0\nfile 'in.mp4'\n".utf8))
            for name in ["list.mp4", "other.mp4"] {
                #expect(try run(folder, name, "-o", "a.mp4", status: 1).contains(name))
            }
            // A preset of one picture.
            let still = try Program.run(["run", "classic", "in.mp4", "-o", "a.png"], in: folder)
            #expect(still.status == 1)
            #expect(
                still.chatter.contains("'in.mp4' is a video, and this preset makes one picture"), "\(still.chatter)")
            // Without what reads it.
            let bare = try Program.run(
                ["run", "over.lua", "in.mp4", "-o", "f/"], in: folder, variables: ["PATH": folder])
            #expect(bare.status == 1)
            #expect(bare.chatter.contains("ffmpeg, which reads it, is not installed"), "\(bare.chatter)")
            #expect(!FileManager.default.fileExists(atPath: folder + "/a.mp4"))
            #expect(!FileManager.default.fileExists(atPath: folder + "/f"))
        }
    }

    /// A stream of pictures in which there is none, and nothing at all.
    @Test func aVideoWithoutFramesIsSaid() throws {
        // A fragmented file, of which there is what comes before the first fragment.
        let drawing = ClipTests.ramp(2) + ["-c:v", "libx264", "-movflags", "+empty_moov+frag_keyframe"]
        try withClip("in.mp4", drawing) { folder in
            let whole = try Data(contentsOf: URL(fileURLWithPath: folder + "/in.mp4"))
            let fragment = try #require(whole.range(of: Data("moof".utf8)))
            try whole.prefix(fragment.lowerBound - 4).write(to: URL(fileURLWithPath: folder + "/none.mp4"))
            #expect(try Video(path: folder + "/none.mp4").streams() == ["video"])
            let none = try run(folder, "none.mp4", "-o", "a.mp4", status: 1)
            #expect(none.contains("'none.mp4' cannot be dreamt over: no picture of it can be read"), "\(none)")
            for name in ["empty.mp4", "empty.mkv"] {
                try Data().write(to: URL(fileURLWithPath: folder + "/" + name))
                #expect(try run(folder, name, "-o", "a.mp4", status: 1).contains("'\(name)'"))
            }
            #expect(!FileManager.default.fileExists(atPath: folder + "/a.mp4"))
        }
    }

    /// Odd sides, and no sound: what a film is made of it has neither, and nothing is said of a sound.
    @Test func anOddClipWithoutSoundIsDreamtOver() throws {
        try withClip("in.mkv", ClipTests.ramp(3, size: "65x49") + ["-c:v", "ffv1"]) { folder in
            for (kind, width, height) in [("mkv", "65", "49"), ("mp4", "66", "50"), ("webm", "65", "49")] {
                let said = try run(folder, "in.mkv", "-o", "out." + kind)
                #expect(!said.contains("sound"), "\(said)")
                #expect(said.contains("the film is 66×50") == (kind == "mp4"), "\(said)")
                let film = Video(path: folder + "/out." + kind)
                let facts = try film.facts("width", "height")
                #expect(facts["width"] == width && facts["height"] == height, "\(facts)")
                #expect(try film.streams() == ["video"])
                #expect(try film.count() == 3)
            }
        }
    }

    /// Of PQ (SMPTE ST 2084) in BT.2020: a grey of a candela, and one of 203, which is the white of what is no HDR (ITU-R BT.2408). Read as if they
    /// were sRGB, they were 38 and 148.
    @Test func brightClipsAreBroughtIntoRange() throws {
        let grey = { (code: Int) in
            "color=gray:size=64x48:rate=10,format=yuv420p10le,geq=lum=\(code):cb=512:cr=512,trim=end_frame=2"
        }
        let tags = [
            "-c:v", "ffv1", "-color_trc", "smpte2084", "-color_primaries", "bt2020", "-colorspace", "bt2020nc",
            "-color_range", "tv",
        ]
        for (code, range) in [(64 + 876 * 150 / 1000, 10...20), (64 + 876 * 581 / 1000, 205...230)] {
            try withClip("in.mkv", ["-f", "lavfi", "-i", grey(code)] + tags) { folder in
                let outcome = try Program.run(["run", "over.lua", "in.mkv", "-o", "f/"], in: folder)
                guard !outcome.chatter.contains("was built without zscale") else { return }
                #expect(outcome.status == 0, "\(outcome.chatter)")
                #expect(
                    outcome.chatter.contains("'in.mkv' is HDR: its lights are brought into the range of sRGB"),
                    "\(outcome.chatter)")
                let picture = try Picture.read(contentsOf: folder + "/f/frame-000002.png")
                let place = 24 * picture.width + 32
                let levels = (0..<3).map { picture.colours.values[$0 * picture.width * picture.height + place] * 255 }
                #expect(levels.allSatisfy { range.contains(Int($0.rounded())) }, "\(levels)")
                #expect((levels.max() ?? 0) - (levels.min() ?? 0) < 2, "\(levels)")
                // An ffmpeg that cannot.
                let fake = folder + "/bin/ffmpeg"
                try FileManager.default.createDirectory(atPath: folder + "/bin", withIntermediateDirectories: true)
                try Data(
                    "#!/bin/sh\ncase \"$*\" in *filter=zscale*) echo \"Unknown filter 'zscale'.\"; exit;; esac\nPATH=${PATH#*:}\nexec ffmpeg \"$@\"\n"
                        .utf8
                ).write(to: URL(fileURLWithPath: fake))
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fake)
                let path = folder + "/bin:" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
                let old = try Program.run(
                    ["run", "over.lua", "in.mkv", "-o", "g/"], in: folder, variables: ["PATH": path])
                #expect(
                    old.status == 1 && old.chatter.contains("was built without zscale, which brings them there"),
                    "\(old.chatter)")
            }
        }
    }

    @Test func aBrokenMiddleCostsWhatIsBroken() throws {
        try withClip("in.ts", ClipTests.ramp(40) + ["-c:v", "libx264", "-g", "5", "-bf", "0"]) { folder in
            let path = URL(fileURLWithPath: folder + "/in.ts")
            var data = try Data(contentsOf: path)
            let middle = data.count / 2
            for place in middle..<middle + 6000 { data[place] = 0x55 }
            try data.write(to: path)
            let said = try run(folder, "in.ts", "-o", "out.mkv")
            #expect(said.contains("'in.ts' is damaged"), "\(said)")
            #expect(try (20...40).contains(Video(path: folder + "/out.mkv").count()))
        }
    }

    @Test func aStopInTheMiddleGoesOnToTheSameBytes() throws {
        let dreaming = """
            local r = require "reverie"
            return r.preset { api = 1, title = "Dreaming", network = "squeezenet",
              recipe = function(net, p) return { r.film { frames = 2, fps = 10, each = {
                r.stage { maximize = net:at(0.4):energy(), octaves = { count = 1 }, steps = 2 } } } } end }
            """
        try withClip("in.mkv", ClipTests.ramp(8, size: "96x64") + ["-c:v", "ffv1"]) { folder in
            try Data(dreaming.utf8).write(to: URL(fileURLWithPath: folder + "/over.lua"))
            try run(folder, "in.mkv", "-o", "whole/")
            let command = ["run", "over.lua", "in.mkv", "-o", "parts/", "--progress", "json"]
            let stopped = try Program.run(command, in: folder, interruptAfter: "\"frame\": 4")
            #expect(stopped.status == 130, "\(stopped.chatter)")
            #expect(!FileManager.default.fileExists(atPath: folder + "/parts/frame-000008.png"))
            let outcome = try Program.run(command + ["--resume"], in: folder)
            #expect(outcome.status == 0, "\(outcome.chatter)")
            for number in 1...8 {
                let name = "frame-00000\(number).png"
                let (whole, part) = (
                    try Picture.read(contentsOf: folder + "/whole/" + name),
                    try Picture.read(contentsOf: folder + "/parts/" + name)
                )
                #expect(whole.colours == part.colours, "frame \(number)")
            }
        }
    }
}
