import Wording

/// Videos of films whose frames are there.
package enum FilmSaving {
    /// Makes a video of a film's numbered frames.
    /// - Parameters:
    ///   - folder: it holds them, as a render that went to a folder has written them.
    ///   - rate: frames a second.
    ///   - path: its ending says which kind.
    /// - Throws: `FilmError`, where ffmpeg is missing or cannot make it.
    package static func video(ofFramesIn folder: String, count: Int, rate: Double, at path: String) throws {
        try FilmOutput.checkEncoder(for: path)
        guard let kind = FilmKind(ofName: path) else { throw FilmError.unknownKind(path: path) }
        guard let ffmpeg = FFmpeg() else { throw FilmError.noFFmpeg(kind: kind) }
        let frames = FilmFrames(folder: folder, names: NumberedName(), isHidden: false, force: true)
        _ = try FilmEncoding(
            ffmpeg: ffmpeg, kind: kind, rate: FrameRate(rate) ?? .cinema, paper: FilmEncoding.Paper(), frames: frames,
            count: count, isStopped: { false }
        ).write(to: path)
    }
}
