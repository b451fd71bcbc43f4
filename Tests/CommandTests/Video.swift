import Foundation

/// A video as ffmpeg reads it, for tests.
struct Video {
    let path: String

    /// What ffprobe says of the first stream of pictures: `["width": "64", "color_space": "smpte170m", …]`.
    func facts(_ entries: String...) throws -> [String: String] {
        let text = try Video.output(
            "ffprobe",
            ["-v", "error", "-select_streams", "v:0", "-count_frames", "-show_entries"]
                + [
                    "stream=" + entries.joined(separator: ",") + ":stream_tags", "-of", "default=noprint_wrappers=1",
                    path,
                ])
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").map { $0.split(separator: "=") }
        return lines.reduce(into: [:]) { if $1.count == 2 { $0[String($1[0])] = String($1[1]) } }
    }

    /// Its streams' kinds, in order: `["video", "audio"]`.
    func streams() throws -> [String] {
        let text = try Video.output(
            "ffprobe", ["-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0", path])
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// How its sound is coded; empty where it has none.
    func sound() throws -> String {
        let text = try Video.output(
            "ffprobe",
            ["-v", "error", "-select_streams", "a:0", "-show_entries", "stream=codec_name", "-of", "csv=p=0", path])
        return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// How long it is, in seconds.
    func length() throws -> String {
        let text = try Video.output(
            "ffprobe", ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path])
        return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// How many frames are in it.
    func count() throws -> Int { Int(try facts("nb_read_frames")["nb_read_frames"] ?? "") ?? 0 }

    /// The samples of all frames: red, green, blue and alpha, of 8 bits, row after row.
    /// - Parameter matrix: read as if it said so; as it says itself when nil.
    func samples(decoder: String? = nil, matrix: String? = nil) throws -> [UInt8] {
        let said = matrix.map { "scale=in_color_matrix=\($0):in_range=tv:flags=accurate_rnd+full_chroma_int," } ?? ""
        let arguments =
            ["-v", "error"] + (decoder.map { ["-c:v", $0] } ?? []) + [
                "-i", path, "-vf", said + "format=rgba", "-vsync", "passthrough",
            ]
        return [UInt8](try Video.output("ffmpeg", arguments + ["-f", "rawvideo", "pipe:1"]))
    }

    /// Makes a video from what ffmpeg's `lavfi` draws.
    static func make(_ path: String, _ arguments: [String]) throws {
        _ = try output("ffmpeg", ["-v", "error", "-y"] + arguments + [path])
    }

    private static func output(_ program: String, _ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let said = Pipe()
        process.standardOutput = said
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let data = said.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(command: "\(program) \(arguments)") }
        return data
    }

    /// A program that said no.
    struct Failed: Error { let command: String }
}
