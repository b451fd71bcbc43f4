import Files
import Foundation
import Wording

/// A sound that the user brings: what the file is, by its content and never by its name, and how ffmpeg reads it.
///
/// What reads it is always named, as with videos: a list of other files is no sound.
enum SoundFile {
    /// Looks at a file.
    /// - Throws: `FilmError.badSound`, `FilmError.noFFmpegForSound`.
    static func sound(_ path: String) throws -> ClipSound {
        func bad(_ reason: String) -> FilmError { .badSound(path: path, reason: reason) }
        guard Files.exists(path) else { throw bad(Phrases.noSuchFile(path)) }
        guard !Files.isFolder(path) else { throw bad("it is a folder; name one sound") }
        guard Files.isPlain(path), let head = Files.read(path, most: 512) else { throw bad("it cannot be read") }
        guard let format = format(of: [UInt8](head)) ?? VideoContainer(ofFile: path)?.rawValue else {
            throw bad(
                "it is no sound that is known here (WAV, FLAC, MP3, Ogg, AAC, M4A, AIFF, or a video that has one)")
        }
        guard let probe = FFmpeg("ffprobe"), FFmpeg() != nil else { throw FilmError.noFFmpegForSound(path: path) }
        let file = Files.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw bad("\(SystemProblem(errno))") }
        defer { close(file) }
        let (said, wrong): (Data, [String])
        do {
            (said, wrong) = try probe.answer(
                ["-f", format, "-select_streams", "a:0", "-show_entries", "stream=codec_name:format=duration"]
                    + ["-of", "json", "-i", FFmpeg.file(3)], reading: file)
        } catch let FFmpeg.Problem.failed(reason) {
            throw bad(reason)
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let report = try? decoder.decode(Report.self, from: said), let streams = report.streams else {
            throw bad(wrong.last ?? "it is damaged or cut off")
        }
        guard let codec = streams.first?.codecName else { throw bad("there is no sound in it") }
        var sound = ClipSound(path: path, format: format, codec: codec, delay: 0)
        sound.whole = report.format?.duration.flatMap(Double.init)
        return sound
    }

    private struct Report: Decodable {
        struct Stream: Decodable { var codecName: String? }
        struct Format: Decodable { var duration: String? }
        var streams: [Stream]?
        var format: Format?
    }

    /// What reads a file that holds nothing but sound, as ffmpeg calls it; nil where it is none.
    private static func format(of bytes: [UInt8]) -> String? {
        if bytes.have("RIFF") || bytes.have("RF64") || bytes.have("BW64") {
            return bytes.have("WAVE", at: 8) ? "wav" : nil
        }
        if bytes.have("FORM") { return bytes.have("AIFF", at: 8) || bytes.have("AIFC", at: 8) ? "aiff" : nil }
        for (beginning, format) in [("fLaC", "flac"), ("ID3", "mp3"), (".snd", "au"), ("caff", "caf"), ("wvpk", "wv")]
        where bytes.have(beginning) {
            return format
        }
        // Eleven bits of a frame's beginning; the layer, two bits, is 0 in AAC (ISO/IEC 11172-3, 2.4.1.3; 13818-7, 6.2).
        guard bytes.count > 3, bytes[0] == 0xFF, bytes[1] & 0xE0 == 0xE0 else { return nil }
        return bytes[1] & 0x06 == 0 ? "aac" : "mp3"
    }
}
