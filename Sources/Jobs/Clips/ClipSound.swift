import Files
import Foundation

/// A sound in a file, which goes with a film, and which a film may go by: a clip's own, or one that the user brings.
struct ClipSound: Hashable {
    /// The file.
    let path: String
    /// How it is read, as ffmpeg calls it.
    let format: String
    /// How it is coded, as ffmpeg calls it.
    let codec: String
    /// Where the file's own clock begins, in seconds after the film's first picture: mostly 0, or a little before it.
    let delay: Double
    /// How long all of it is, in seconds, where the file says so.
    var whole: Double?
    /// How much of it goes with the film, in seconds; all of it when nil.
    var length: Double?

    /// A sound that is open to be heard.
    struct Opened {
        /// Its file, which is ffmpeg's descriptor 3.
        let file: Int32
        /// How ffmpeg reads it, beside the film's pictures.
        let input: [String]
        /// What becomes of it.
        let output: [String]
    }

    /// How ffmpeg reads it as its descriptor 3.
    var input: [String] { ["-itsoffset", "\(delay)", "-f", format, "-i", FFmpeg.file(3)] }

    /// Opens the file for a kind of film; nil where that has no sound.
    /// - Throws: `FFmpeg.Problem.failed` where it cannot be read any more.
    func opened(for kind: FilmKind) throws -> Opened? {
        guard let coding = kind.coding(of: self) else { return nil }
        let file = Files.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw FFmpeg.Problem.failed("the sound of '\(path)' cannot be read: \(SystemProblem(errno))")
        }
        return Opened(
            file: file, input: (length.map { ["-t", "\($0)"] } ?? []) + input,
            output: ["-map", "0:v:0", "-map", "1:a:0", "-map_chapters", "-1", "-map_metadata", "-1"] + coding)
    }
}

extension FilmKind {
    /// How ffmpeg writes a sound: as it is, where players of this kind play that; nil where there is none.
    func coding(of sound: ClipSound) -> [String]? {
        let (played, coder): (Set<String>, String)
        switch self {
        // FLAC in MP4 is an experiment to ffmpeg 5, which refuses to write it, and few players know it.
        case .mp4: (played, coder) = (["aac", "mp3", "ac3", "eac3", "alac", "opus"], "aac")
        case .mov: (played, coder) = (["aac", "mp3", "ac3", "alac", "pcm_s16le", "pcm_s24le", "pcm_s16be"], "aac")
        case .webm: (played, coder) = (["opus", "vorbis"], "libopus")
        // What Matroska has a name for; old recorders and Flash have coded otherwise.
        case .mkv:
            let coded = [
                "aac", "mp3", "mp2", "ac3", "eac3", "dts", "alac", "opus", "vorbis", "flac", "tta", "wavpack", "wmav2",
            ]
            let plain = ["u8", "s16le", "s16be", "s24le", "s24be", "s32le", "f32le"].map { "pcm_" + $0 }
            (played, coder) = (Set(coded + plain), "flac")
        case .gif, .apng: return nil
        }
        guard !played.contains(sound.codec) else { return ["-c:a", "copy"] }
        let rate = ["aac": "256k", "libopus": "160k"][coder]
        return ["-c:a", coder] + (rate.map { ["-b:a", $0] } ?? [])
    }
}
