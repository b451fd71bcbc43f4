import Dreams
import Files
import Foundation
import Pictures
import Recipes
import Wording

/// Where the frames of a film go: numbered pictures, or a video that ffmpeg makes of them at the end.
///
/// A video's frames lie in a hidden folder beside it until it is made; when that fails, or the render is interrupted, they stay there, and no
/// frame is lost.
struct FilmOutput {
    let path: String
    /// Where a video is written: behind links, as `OutputFile` has it.
    private let place: String
    private let kind: FilmKind?
    /// Whether what is not ours may be replaced.
    private let replaces: Bool
    private var rate = FrameRate.cinema
    private var paper = FilmEncoding.Paper()
    private var quality = FilmQuality.good
    private var frames: FilmFrames
    private var shown: [Int]?
    private var sound: ClipSound?

    /// A film that is going to be rendered.
    struct Facts {
        /// What each of its frames carries.
        let marks: [RenderMark]
        let rate: FrameRate
        /// Of a clip that it was dreamt over: what shows when, and what is heard.
        var shown: [Int]?
        var sound: ClipSound?
    }

    /// A place for some film, which nobody knows yet; makes nothing.
    /// - Throws: `FilmError` when OUT is neither a folder, nor a pattern such as `dream-%04d.png`, nor a video that can be made here;
    ///   `PictureError` when it cannot be written.
    init(path: String, force: Bool) throws {
        self.path = path
        (place, replaces) = (Files.target(of: path), force)
        let isFolder = path.hasSuffix("/") || Files.isFolder(path)
        kind = isFolder ? nil : FilmKind(ofName: path)
        var (folder, names) = (path, NumberedName())
        if kind != nil {
            folder = Paths.hidden(beside: place, ending: ".frames")
        } else if !isFolder, let pattern = NumberedName(Paths.name(of: path)) {
            (folder, names) = (Paths.folder(of: path), pattern)
        } else {
            guard isFolder || Paths.ending(of: path).isEmpty else { throw FilmError.unknownKind(path: path) }
            while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        }
        frames = FilmFrames(folder: folder, names: names, isHidden: kind != nil, force: force)
        try check()
    }

    /// The same place, for a film that is known by now.
    /// - Throws: `FilmError`, `PictureError` for what its frames would be mixed with.
    func of(_ film: Facts, on paper: FilmEncoding.Paper, _ quality: FilmQuality = .good) throws -> FilmOutput {
        var output = self
        (output.rate, output.paper, output.quality) = (film.rate, paper, quality)
        (output.shown, output.sound) = (film.shown, film.sound)
        output.frames = frames.of(film.marks)
        try output.frames.check()
        return output
    }

    private func check() throws {
        if kind != nil {
            try AtomicFile.check(place)
            guard replaces || !Files.exists(place) || OutputFile.isOurs(place) else {
                throw PictureError.exists(path: path)
            }
        }
        let folder = Disk.existing(at: frames.folder)
        guard Files.isFolder(folder) else {
            throw PictureError.unwritable(
                path: frames.folder,
                reason: "it is no folder for frames, and the name of a picture ends in \(PictureFormat.writtenEndings)")
        }
        try AtomicFile.check(folder + "/frame")
    }

    /// Looks for what its frames would be mixed with, once it is known that there will be some.
    /// - Throws: `FilmError`, `PictureError.exists`.
    func checkAmongOthers() throws {
        try frames.check()
        // A folder is the film's own; what is named by a pattern lies among other things.
        if kind == nil, NumberedName(Paths.name(of: path)) == nil, !replaces { try frames.checkAlone() }
    }

    /// Whether it is a folder that is there.
    var isFolder: Bool { kind == nil && (path.hasSuffix("/") || Files.isFolder(path)) }

    /// Looks whether there is what makes a video of this kind.
    /// - Throws: `FilmError.noFFmpeg`, `FilmError.noCoder`.
    static func checkEncoder(for path: String) throws {
        guard let kind = FilmKind(ofName: path), !Files.isFolder(path) else { return }
        guard let ffmpeg = FFmpeg() else { throw FilmError.noFFmpeg(kind: kind) }
        guard ffmpeg.lacks(kind.coder) else { return }
        let others = FilmKind.allCases.filter { $0 != kind && !ffmpeg.lacks($0.coder) }
        throw FilmError.noCoder(kind: kind, ffmpeg: ffmpeg.path, others: others)
    }

    /// Whether a film may go to a name: a video, a pattern, or a folder.
    static func mayTake(_ path: String) -> Bool {
        isVideo(path) || NumberedName(Paths.name(of: path)) != nil
            || ((Paths.ending(of: path).isEmpty || path.hasSuffix("/") || Files.isFolder(path))
                && path != OutputFile.stdout)
    }

    /// Whether a name is that of a video.
    static func isVideo(_ path: String) -> Bool { FilmKind(ofName: path) != nil }

    /// What tells one way to make a video from others that take another time.
    private func coding(_ kind: FilmKind) -> String {
        quality == .good || !kind.hasQualities ? kind.rawValue : "\(kind.rawValue) \(quality.rawValue)"
    }

    /// What its frames are written as, and the video that is made of them.
    var work: (picture: WorkKind, film: WorkKind?) { (.writing(frames.format), kind.map { .encoding(coding($0)) }) }

    /// Writes a frame, counted from 0; each carries the recipe of the film.
    func write(
        _ picture: Picture, frame: Int, _ rendering: CarriedRecipe.Rendering, recipe: CarriedRecipe?
    ) throws { try frames.write(picture, frame + 1, rendering, recipe: recipe) }

    /// Whether all of its frames are there already.
    var isComplete: Bool { frames.isComplete }

    /// Whether some frames are there, counted from 0.
    func has(_ numbers: [Int]) -> Bool { frames.missing(of: numbers.map { $0 + 1 }) == nil }

    /// The same film, of whose frames only some are rendered here: those of others stay.
    func rendering(_ part: FilmPart?) -> FilmOutput {
        guard let part else { return self }
        var output = self
        output.frames = frames.rendering(part)
        return output
    }

    /// Takes the frames away that another film has left, and nothing of this one's.
    func removeOthers() { frames.removeOthers() }

    /// The folder that its frames are in.
    var folder: String { frames.folder }

    /// Goes on with the frames that an earlier render has left.
    /// - Parameter emitted: those that it had written, counted from 0.
    /// - Throws: `FilmError.frameMissing`.
    func goOn(after emitted: [Int]) throws {
        if let missing = frames.missing(of: emitted.map { $0 + 1 }) {
            throw FilmError.frameMissing(path: frames.path(missing))
        }
        if !emitted.isEmpty { try frames.goOn() }
    }

    /// Makes the video, where one is wanted, says where everything is, and counts what it took for each frame.
    /// - Parameters:
    ///   - isStopped: whether the user has had enough.
    ///   - say: hears what the user should know of the video.
    /// - Throws: `FilmError`; `FFmpeg.Problem.interrupted`.
    func finish(
        _ plan: RenderPlan, _ samples: inout WorkSamples, until isStopped: @escaping () -> Bool,
        _ say: (String) -> Void
    ) throws -> String {
        guard let count = frames.count else { preconditionFailure("the film is known by now") }
        if let missing = frames.missing(of: 1...count) { throw FilmError.frameMissing(path: frames.path(missing)) }
        guard let kind else {
            return "the frames are \(Phrases.harmless(frames.path(1))) and following, \(rate.number) a second"
                + (shown == nil ? "" : " (each once, though the clip shows them unevenly)")
        }
        guard let ffmpeg = FFmpeg() else {
            throw FilmError.notEncoded(path: path, frames: frames.folder, reason: "it is not installed any longer")
        }
        let began = ContinuousClock.now
        let encoding = FilmEncoding(
            ffmpeg: ffmpeg, kind: kind, rate: rate, paper: paper, quality: quality, frames: frames, count: count,
            shown: shown, sound: sound, isStopped: isStopped)
        try encoding.write(to: place).forEach(say)
        frames.remove()
        samples.add(
            .encoding(coding(kind)), at: plan.size,
            seconds: (ContinuousClock.now - began) / .seconds(1) / Double(count))
        return "wrote \(Phrases.harmless(path))"
    }

    /// Takes its frames away.
    func removeFrames() { frames.remove() }

    /// Takes all of it away, once it is finished.
    func remove() {
        removeFrames()
        if kind != nil { Files.remove(place) }
    }

    /// What is said of a film that was not finished; nil where none of its frames is there.
    var framesKept: String? {
        frames.isBegun ? "the frames so far are in \(Phrases.harmless(frames.folder))" : nil
    }
}
