import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Films that go by a sound. What is heard, ffmpeg makes.
@Suite(.serialized, .enabled(if: Program.hasFFmpeg, "ffmpeg is not installed: 'apt-get install ffmpeg'"))
struct SoundTests {
    /// Frames of one grey, which a step makes lighter by as many levels as it is loud, from 0 to 100.
    private static func preset(_ loudness: String, film: String = "frames = 20, fps = 10, keep = 0") -> String {
        """
        local r = require "reverie"
        return r.preset { api = 1, title = "Heard", canvas = r.clouds { width = 64, height = 48 },
          params = { song = r.sound { optional = true } },
          recipe = function(net, p) return { r.film { \(film), each = {
            r.stage { maximize = r.canvas():sum(), octaves = { count = 1 }, steps = 1, gradient = "none", jitter = 0,
              step_size = \(loudness) } } } } end }
        """
    }

    /// Grey frames at 10 a second.
    private static func grey(_ frames: Int, _ more: String = "") -> [String] {
        ["-f", "lavfi", "-i", "color=0x404040:size=64x48:rate=10,format=gbrp,trim=end_frame=\(frames)\(more)"]
    }

    /// A sound from what it is at each moment.
    private static func sound(_ value: String, seconds: Double = 2) -> [String] {
        ["-f", "lavfi", "-i", "aevalsrc=\(value):duration=\(seconds):sample_rate=44100"]
    }

    /// Silence for a second, and then a tone.
    private static let late = "'0.5*sin(880*PI*t)*gte(t,1)'"

    private func inFolder(_ preset: String, _ body: (String) throws -> Void) throws {
        try Fixtures.withTemporaryFolder { folder in
            try Data(preset.utf8).write(to: URL(fileURLWithPath: folder + "/heard.lua"))
            try body(folder)
        }
    }

    @discardableResult
    private func run(_ folder: String, _ arguments: String..., status: Int32 = 0) throws -> String {
        let outcome = try Program.run(arguments, in: folder)
        #expect(outcome.status == status, "\(outcome.chatter)")
        return outcome.chatter
    }

    /// How much lighter each frame is than the clip's grey, in levels.
    private func levels(_ path: String, width: Int = 64, height: Int = 48) throws -> [Int] {
        let samples = try Video(path: path).samples()
        let size = width * height * 4
        return stride(from: 0, to: samples.count, by: size).map { Int(samples[$0 + size / 2 + width * 2]) - 0x40 }
    }

    @Test func aFilmBreathesWithItsClip() throws {
        try inFolder(SoundTests.preset("r.loudness { low = 10, high = 100, smooth = 0 }")) { folder in
            try Video.make(
                folder + "/in.mkv",
                SoundTests.grey(20) + SoundTests.sound(SoundTests.late) + ["-c:v", "ffv1", "-c:a", "flac"])
            try run(folder, "run", "heard.lua", "in.mkv", "-o", "out.mkv")
            let found = try levels(folder + "/out.mkv")
            #expect(found.count == 20)
            #expect(found[0..<10].allSatisfy { $0 == 10 } && found[10...].allSatisfy { $0 == 100 }, "\(found)")
            // Half as many frames hear the same at the same time; the sound is the clip's.
            try run(folder, "run", "heard.lua", "in.mkv", "-o", "half.mkv", "--fps", "5")
            #expect(try levels(folder + "/half.mkv") == [10, 10, 10, 10, 10, 100, 100, 100, 100, 100])
            #expect(try Video(path: folder + "/half.mkv").sound() == "flac")
            try run(folder, "run", "heard.lua", "in.mkv", "-o", "frames/")
            // A recipe repeats it.
            try run(folder, "redo", "frames/frame-000015.png", "in.mkv", "-o", "again/")
            for frame in try FileManager.default.contentsOfDirectory(atPath: folder + "/frames") {
                #expect(try Fixtures.same("\(folder)/frames/\(frame)", "\(folder)/again/\(frame)"), "\(frame)")
            }
        }
    }

    /// What begins late is heard when it begins, and pictures that are shown unevenly hear their own time.
    @Test func timesAreThoseOfTheClip() throws {
        try inFolder(SoundTests.preset("r.loudness { high = 100, smooth = 0 }")) { folder in
            try Video.make(
                folder + "/late.mkv",
                SoundTests.grey(20) + ["-itsoffset", "1"] + SoundTests.sound("'0.5*sin(880*PI*t)'", seconds: 1)
                    + ["-c:v", "ffv1", "-c:a", "flac"])
            try run(folder, "run", "heard.lua", "late.mkv", "-o", "out.mkv")
            let found = try levels(folder + "/out.mkv")
            #expect(found[0..<10].allSatisfy { $0 == 0 } && found[10...].allSatisfy { $0 > 95 }, "\(found)")
            // At 0, 0.1, 0.2 and 0.3 seconds, at 1.2 and at 1.25.
            let times = ",settb=1/1000,setpts='(if(lt(N,4),N/10,1.2+(N-4)/20))/TB'"
            try Video.make(
                folder + "/uneven.mkv",
                SoundTests.grey(6, times) + SoundTests.sound(SoundTests.late) + [
                    "-vsync", "vfr", "-c:v", "ffv1", "-c:a", "flac",
                ])
            try run(folder, "run", "heard.lua", "uneven.mkv", "-o", "frames/")
            let pictures = try (1...6).map { try Picture.read(contentsOf: folder + "/frames/frame-00000\($0).png") }
            #expect(pictures.map { Int(($0.colours.values[0] * 255).rounded()) - 0x40 } == [0, 0, 0, 0, 100, 100])
        }
    }

    @Test func aFilmGoesByASong() throws {
        let preset = SoundTests.preset("r.loudness { of = p.song, high = 100, smooth = 0 }")
        try inFolder(preset) { folder in
            for name in ["song.wav", "song.mp3", "song.ogg", "song.flac", "song.m4a"] {
                let coder = name.hasSuffix("ogg") ? ["-c:a", "libvorbis"] : []
                try Video.make(folder + "/" + name, SoundTests.sound(SoundTests.late, seconds: 5) + coder)
            }
            let said = try run(folder, "run", "heard.lua", "-o", "silent/")
            #expect(
                said.contains(
                    "r.loudness stays at its low: it goes by the sound of a clip, and the film is dreamt over none; bring one by --set song=FILE\n"
                ), "\(said)")
            try run(folder, "run", "heard.lua", "-o", "frames/", "--set", "song=song.wav")
            func colours(_ path: String) throws -> [Float] {
                try Picture.read(contentsOf: folder + "/" + path).colours.values.map { ($0 * 255).rounded() }
            }
            let rise = zip(try colours("frames/frame-000011.png"), try colours("silent/frame-000011.png")).map {
                $0 - $1
            }
            #expect(rise.allSatisfy { $0 >= 0 } && rise.contains(100))
            #expect(try colours("frames/frame-000009.png") == colours("silent/frame-000009.png"))
            // Where a sound lies is nobody's business, and what it is is told.
            let recipe = try String(
                decoding: Data(contentsOf: URL(fileURLWithPath: folder + "/frames/frame-000001.png")), as: UTF8.self)
            #expect(recipe.contains("\"sounds\":{\"song\":{\"sha256\":") && !recipe.contains("song.wav"))
            let asked = try run(folder, "redo", "frames/frame-000001.png", "-o", "again/", status: 1)
            #expect(
                asked.contains(
                    "the recipe listened to the sound 'song', which it does not carry; bring it by --set song=FILE"))
            try run(folder, "redo", "frames/frame-000001.png", "-o", "again/", "--set", "song=song.wav")
            #expect(try Fixtures.same(folder + "/frames/frame-000015.png", folder + "/again/frame-000015.png"))
            let other = try run(folder, "redo", "frames/frame-000001.png", "-o", "other/", "--set", "song=song.flac")
            #expect(other.contains("the sound 'song' is not the one that the recipe was rendered with"))
            // A preset that lets its frames be counted is told how many are as long as the song.
            #expect(!said.contains("lasts") && other.contains("the film lasts 2.0 s, and 'song.flac' 5.0 s\n"))
            let counted = SoundTests.preset("r.loudness { of = p.song }", film: "frames = p.frames, fps = 10")
                .replacing("= true }", with: "= true }, frames = r.integer { default = 5, min = 2, max = 99 }")
            try counted.write(toFile: folder + "/counted.lua", atomically: true, encoding: .utf8)
            let short = try run(folder, "run", "counted.lua", "--set", "song=song.flac", "-o", "short/")
            #expect(
                short.contains("the film lasts 0.5 s, and 'song.flac' 5.0 s; --set frames=50 makes it as long\n"),
                "\(short)")
            let fitting = try run(
                folder, "run", "counted.lua", "--set", "song=song.flac", "--set", "frames=50", "-o", "whole/")
            #expect(!fitting.contains("lasts"), "\(fitting)")
            // What is seen is what is heard, as long as the film lasts.
            for name in ["song.mp3", "song.ogg", "song.flac", "song.m4a"] {
                for film in ["film.mkv", "film.mp4", "film.mov", "film.webm"] {
                    try run(folder, "run", "heard.lua", "-o", film, "--set", "song=" + name, "--force")
                    #expect(try Video(path: folder + "/" + film).streams() == ["video", "audio"], "\(name) \(film)")
                }
            }
            let seconds = try Double(Video(path: folder + "/film.mkv").length())
            #expect(seconds.map { abs($0 - 2) < 0.1 } == true, "\(String(describing: seconds))")
            try Video.make(
                folder + "/in.mkv",
                SoundTests.grey(20) + SoundTests.sound("'0.1*sin(880*PI*t)'") + ["-c:v", "ffv1", "-c:a", "flac"])
            let both = try run(folder, "run", "heard.lua", "in.mkv", "-o", "both.mkv", "--set", "song=song.mp3")
            #expect(
                both.contains("the film has the sound of 'song.mp3', by which it goes, and not the clip's"), "\(both)")
            #expect(try Video(path: folder + "/both.mkv").sound() == "mp3")
            #expect(try levels(folder + "/both.mkv")[5] < 5)
        }
    }

    @Test func aBandIsHeardAlone() throws {
        let preset = SoundTests.preset(
            "(r.loudness { smooth = 0, band = \"bass\", high = 20 } + r.loudness { smooth = 0, band = \"voice\", high = 40 } + "
                + "r.loudness { smooth = 0, band = \"treble\", high = 80 })")
        try inFolder(preset) { folder in
            // Half a second each: silence, 60 Hz, 1000 Hz, 9000 Hz; both channels against each other.
            let tone = "0.5*sin(2*PI*t*(60*between(t,0.5,1)+1000*between(t,1,1.5)+9000*gte(t,1.5)))"
            try Video.make(
                folder + "/in.mkv",
                SoundTests.grey(20) + SoundTests.sound("'\(tone)'|'-\(tone)'") + ["-c:v", "ffv1", "-c:a", "flac"])
            try run(folder, "run", "heard.lua", "in.mkv", "-o", "out.mkv")
            let found = try levels(folder + "/out.mkv")
            for (frame, level) in [(2, 0), (7, 20), (12, 40), (17, 80)] {
                #expect(abs(found[frame] - level) <= 3, "frame \(frame): \(found)")
            }
        }
    }

    @Test func whatCannotBeHeardIsSaid() throws {
        try inFolder(SoundTests.preset("r.loudness { of = p.song, high = 100 }")) { folder in
            try Video.make(folder + "/mute.mkv", SoundTests.grey(3) + ["-c:v", "ffv1"])
            try Video.make(
                folder + "/still.mkv",
                SoundTests.grey(3) + SoundTests.sound("0", seconds: 0.3) + ["-c:v", "ffv1", "-c:a", "flac"])
            try Data("#EXTM3U\n/etc/passwd\n".utf8).write(to: URL(fileURLWithPath: folder + "/list.m3u"))
            try Data("RIFF....WAVEfmt nothing".utf8).write(to: URL(fileURLWithPath: folder + "/broken.wav"))
            let mute = try run(folder, "run", "heard.lua", "mute.mkv", "-o", "a.mkv")
            #expect(
                mute.contains("r.loudness stays at its low: 'mute.mkv' has no sound; bring one by --set song=FILE"),
                "\(mute)")
            #expect(try levels(folder + "/a.mkv") == [0, 0, 0])
            let still = try run(folder, "run", "heard.lua", "still.mkv", "-o", "b.mkv")
            #expect(
                still.contains("nothing is heard of the sound of 'still.mkv' as long as the film lasts"), "\(still)")
            #expect(try levels(folder + "/b.mkv") == [0, 0, 0])
            func said(_ song: String) throws -> String {
                try run(folder, "run", "heard.lua", "mute.mkv", "-o", "c.mkv", "--set", "song=" + song, status: 1)
            }
            #expect(try said("nowhere.wav").contains("'nowhere.wav' cannot be listened to: there is no such file"))
            #expect(
                try said("list.m3u").contains(
                    "'list.m3u' cannot be listened to: it is no sound that is known here (WAV,"))
            #expect(try said("mute.mkv").contains("'mute.mkv' cannot be listened to: there is no sound in it"))
            #expect(try said("broken.wav").contains("'broken.wav' cannot be listened to: "))
            #expect(try said(".").contains("'.' cannot be listened to: it is a folder; name one sound"))
            #expect(!FileManager.default.fileExists(atPath: folder + "/c.mkv"))
            let none = try Program.run(
                ["run", "heard.lua", "-o", "d/", "--set", "song=still.mkv"], in: folder,
                variables: ["PATH": "/nonexistent"])
            #expect(
                none.status == 1
                    && none.chatter.contains("'still.mkv' is a sound, and ffmpeg, which reads it, is not installed"),
                "\(none.chatter)")
        }
        // One picture hears nothing.
        let picture = """
            local r = require "reverie"
            return r.preset { api = 1, title = "One", params = { song = r.sound {} }, recipe = function(net, p) return {
              r.stage { maximize = r.canvas():sum(), steps = 1, step_size = r.loudness { of = p.song } + r.over_film(r.ease(0, 2)) } } end }
            """
        try inFolder(picture) { folder in
            #expect(
                try run(folder, "run", "heard.lua", "-o", "a.png", status: 1).contains(
                    "the preset needs a sound: --set song=FILE"))
            try Video.make(folder + "/song.wav", SoundTests.sound(SoundTests.late))
            let said = try run(folder, "run", "heard.lua", "-o", "a.png", "--width", "64", "--set", "song=song.wav")
            #expect(said.contains("r.loudness stays at its low: this preset makes one picture and no film"), "\(said)")
        }
    }

    /// Parts of a film hear the whole film, wherever they are rendered.
    @Test func aFarmHearsTheWholeFilm() throws {
        try inFolder(SoundTests.preset("r.loudness { of = p.song, high = 100, smooth = 0.2 }")) { folder in
            // It grows louder to its end: a part by itself would take its own loudest for the loudest.
            try Video.make(folder + "/song.wav", SoundTests.sound("'0.4*t*sin(880*PI*t)'"))
            try run(folder, "run", "heard.lua", "-o", "plain/", "--set", "song=song.wav")
            let said = try run(
                folder, "farm", "run", "heard.lua", "-o", "farmed/", "--tasks", "2", "--set", "song=song.wav")
            #expect(!said.contains("this is one job"))
            let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/plain")
            #expect(names.count == 20)
            for name in names {
                #expect(try Fixtures.same("\(folder)/plain/\(name)", "\(folder)/farmed/\(name)"), "\(name)")
            }
        }
    }
}
