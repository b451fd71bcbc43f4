import Files
import Foundation
import Networks
import Wording

/// The pictures of a clip, decoded one after the other by a run of ffmpeg that waits for whoever reads them.
///
/// One that lies behind is reached by beginning again: a render asks for it only when it goes on where an earlier one ended.
final class ClipDecoder {
    private let path: String
    private let container: VideoContainer
    private let facts: ClipFacts
    private let ffmpeg: FFmpeg
    private var run: FFmpeg.Reading?
    /// The next picture that the run gives.
    private var next = 0
    private var last: (index: Int, bytes: Data)?

    init(_ path: String, _ container: VideoContainer, _ facts: ClipFacts, by ffmpeg: FFmpeg) {
        (self.path, self.container, self.facts, self.ffmpeg) = (path, container, facts, ffmpeg)
    }

    /// The bytes of a picture, counted from 0: row after row, without gaps.
    /// - Throws: `FilmError.badClip`, where it is not as it was when it was looked at first.
    func bytes(_ index: Int) throws -> Data {
        if let last, last.index == index { return last.bytes }
        let bytes: Data
        do {
            bytes = try read(index)
        } catch is EndOfClip {
            // A Ctrl-C ends it too, as it ends with this process everything that the terminal began.
            run = nil
            do {
                bytes = try read(index)
            } catch let end as EndOfClip {
                throw FilmError.badClip(
                    path: path,
                    reason: "picture \(index + 1) of \(facts.times.count) cannot be read"
                        + (end.reason.map { ": \($0)" } ?? "; is it another file by now?"))
            }
        }
        last = (index, bytes)
        return bytes
    }

    /// It gives no more.
    private struct EndOfClip: Error { let reason: String? }

    private func read(_ index: Int) throws -> Data {
        if run == nil || next > index { try begin() }
        let size = facts.size.width * facts.size.height * facts.samples.channels * (facts.samples.isDeep ? 2 : 1)
        while let run {
            guard let data = run.read(size) else {
                self.run = nil
                throw EndOfClip(reason: run.end().last)
            }
            next += 1
            if next > index { return data }
        }
        throw EndOfClip(reason: nil)
    }

    private func begin() throws {
        (run, next) = (nil, 0)
        let file = Files.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FilmError.badClip(path: path, reason: "\(SystemProblem(errno))") }
        defer { close(file) }
        let decoder = facts.samples.decoder.map { ["-c:v", $0] } ?? []
        do {
            run = try ffmpeg.reading(
                decoder + ["-f", container.rawValue, "-i", FFmpeg.file(3), "-map", "0:V:0", "-vsync", "passthrough"]
                    + ["-vf", facts.samples.filters(width: facts.size.width, height: facts.size.height)]
                    + ["-f", "rawvideo", "pipe:1"],
                from: file)
        } catch let FFmpeg.Problem.failed(reason) {
            throw FilmError.badClip(path: path, reason: reason)
        }
    }
}
