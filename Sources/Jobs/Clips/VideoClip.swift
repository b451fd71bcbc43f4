import Dreams
import Files
import Foundation
import Networks
import Pictures

/// A video that a film is dreamt over: its pictures in their order, its rate and its sound.
///
/// Its pictures are never written anywhere; ffmpeg decodes each when its turn comes.
struct VideoClip: BroughtFrames {
    /// Its file.
    let path: String
    /// What shows when, and at which rate.
    let timeline: ClipTimeline
    /// Its sound.
    let sound: ClipSound?
    /// What the user should know.
    let remarks: [String]
    /// SHA-256 of its file, hexadecimal.
    let fingerprint: String
    private let decoder: ClipDecoder
    private let samples: ClipSamples
    private let own: Extent
    private let size: Extent

    /// - Parameters:
    ///   - size: of every frame, from that of the clip's pictures.
    ///   - rate: of the film; the clip's own when nil.
    /// - Throws: `FilmError` where it cannot be read, and what `size` throws.
    init(_ path: String, _ container: VideoContainer, rate: FrameRate?, size: (Extent) throws -> Extent) throws {
        guard let ffmpeg = FFmpeg() else { throw FilmError.noFFmpegForClip(path: path) }
        let facts = try ClipFacts(path, container)
        if facts.samples.needsZscale, ffmpeg.lacksFilter("zscale") {
            throw FilmError.badClip(
                path: path,
                reason:
                    "its colours are not sRGB's, and '\(ffmpeg.path)' was built without zscale, which brings them there"
            )
        }
        guard let bytes = Files.map(path) else { throw FilmError.badClip(path: path, reason: "it cannot be read") }
        fingerprint = bytes.sha256
        timeline = ClipTimeline(times: facts.times, length: facts.length, said: facts.rate, wanted: rate)
        self.path = path
        (sound, samples, own, remarks) = (facts.sound, facts.samples, facts.size, facts.remarks)
        decoder = ClipDecoder(path, container, facts, by: ffmpeg)
        self.size = try size(own)
    }

    /// Of every picture that is dreamt on, what it is.
    var facts: [String] { timeline.dreamt.map { "\(fingerprint) picture \($0)" } }

    /// The first of them.
    func first() throws -> Picture { try frame(0) }

    /// All of them; each is decoded when it is asked for.
    var source: FrameSource { FrameSource(count: timeline.dreamt.count, frame: frame) }

    private func frame(_ index: Int) throws -> Picture {
        let bytes = try decoder.bytes(timeline.dreamt[index])
        var picture = Picture(
            videoFrame: bytes, height: own.height, width: own.width, bits: samples.isDeep ? 16 : 8,
            hasAlpha: samples.hasAlpha)
        picture.metadata.bytesToRead = bytes.count + picture.bytes
        return picture.resized(height: size.height, width: size.width)
    }
}
