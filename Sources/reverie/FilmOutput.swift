import Dreams
import Foundation
import Pictures
import Recipes
import Wording

/// Where the frames of a film go: numbered PNG files, or a video that ffmpeg makes of them at the end.
///
/// A video's frames lie in a hidden folder beside it until it is made; when that fails, or the render is interrupted, they stay there, and no
/// frame is lost.
struct FilmOutput {
    /// What OUT may be.
    enum Kind: String, CaseIterable {
        case mp4, webm, gif, apng
    }

    private let path: String
    private let kind: Kind?
    private let frames: String
    private let pattern: NumberedName
    private let rate: Float

    /// Makes nothing yet.
    /// - Parameter rate: frames a second.
    /// - Throws: `FilmError` when OUT is neither a folder, nor a pattern such as `dream-%04d.png`, nor a video that can be made here;
    ///   `PictureError` when it cannot be written.
    init(path: String, rate: Float, force: Bool) throws {
        self.path = path
        self.rate = rate
        let url = URL(fileURLWithPath: path)
        kind = Kind(rawValue: url.pathExtension.lowercased())
        if kind != nil {
            frames = url.deletingLastPathComponent().path + "/.\(url.lastPathComponent).frames"
            pattern = NumberedName()
        } else if let pattern = NumberedName(url.lastPathComponent) {
            frames = url.deletingLastPathComponent().path
            self.pattern = pattern
        } else {
            guard url.pathExtension.isEmpty else { throw FilmError.unknownKind(path: path) }
            frames = path
            pattern = NumberedName()
        }
        try check(force: force)
    }

    private func check(force: Bool) throws {
        if kind != nil {
            try AtomicFile.check(path)
            guard force || !FileManager.default.fileExists(atPath: path) || OutputFile.isOurs(path) else {
                throw PictureError.exists(path: path)
            }
        }
        let folder = Disk.existing(at: frames)
        guard FrameFolder.isFolder(folder) else {
            throw PictureError.unwritable(
                path: frames, reason: "it is no folder for frames, and the name of a picture ends in .png or .jpg")
        }
        try AtomicFile.check(folder + "/frame")
        guard kind == nil else { return }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: frames)) ?? []
        for name in names where pattern.fits(name) { _ = try OutputFile(path: frames + "/" + name, force: force) }
    }

    /// Looks whether there is what makes a video of this kind.
    /// - Throws: `FilmError.noFFmpeg`.
    static func checkEncoder(for path: String) throws {
        guard let kind = Kind(rawValue: URL(fileURLWithPath: path).pathExtension.lowercased()), ffmpeg == nil else {
            return
        }
        throw FilmError.noFFmpeg(kind: kind.rawValue)
    }

    /// Whether a film may go to a name: a video, a pattern, or a folder.
    static func mayTake(_ path: String) -> Bool {
        let url = URL(fileURLWithPath: path)
        return isVideo(path) || NumberedName(url.lastPathComponent) != nil
            || (url.pathExtension.isEmpty && path != OutputFile.stdout)
    }

    /// Whether a name is that of a video.
    static func isVideo(_ path: String) -> Bool {
        Kind(rawValue: URL(fileURLWithPath: path).pathExtension.lowercased()) != nil
    }

    /// Writes a frame, counted from 0; each carries the recipe of the film.
    func write(
        _ picture: Picture, frame: Int, _ rendering: CarriedRecipe.Rendering, recipe: CarriedRecipe?
    ) throws {
        try makeFolder()
        try OutputFile(path: frames + "/" + pattern.name(frame + 1), force: true)
            .write(picture, rendering, recipe: recipe)
    }

    /// What its frames are written as, and the video that is made of them.
    var work: (picture: WorkKind, film: WorkKind?) {
        (.writing(kind == nil ? pattern.format : .png), kind.map { .encoding($0.rawValue) })
    }

    /// Makes the video, where one is wanted, says where everything is, and counts what it took for each frame.
    func finish(_ plan: RenderPlan, _ samples: inout WorkSamples) throws -> String {
        let began = ContinuousClock.now
        let said = try finish()
        if let video = work.film {
            let seconds = (ContinuousClock.now - began) / .seconds(1)
            samples.add(video, at: plan.size, seconds: seconds / Double(max(plan.frames.count, 1)))
        }
        return said
    }

    /// Makes the video, where one is wanted, and says where everything is.
    private func finish() throws -> String {
        guard let kind, let ffmpeg = FilmOutput.ffmpeg else {
            return "the frames are \(Phrases.harmless(frames + "/" + pattern.name(1))) and following"
        }
        let part =
            URL(fileURLWithPath: path).deletingLastPathComponent().path
            + "/.\(URL(fileURLWithPath: path).lastPathComponent).\(getpid()).part.\(kind.rawValue)"
        UnfinishedFile.note(part)
        defer { try? FileManager.default.removeItem(atPath: part) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: ffmpeg)
        process.arguments =
            ["-nostdin", "-loglevel", "error", "-y", "-framerate", "\(rate)", "-i", frames + "/" + pattern.printed]
            + kind.arguments + ["-metadata", "comment=\(OutputFile.signature)", part]
        let errors = Pipe()
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        if process.terminationStatus == 0 { try? AnimationSignature.sign(part) }
        guard process.terminationStatus == 0, rename(part, path) == 0 else {
            throw FilmError.notEncoded(
                path: path, frames: frames,
                reason: said.split(separator: "\n").last.map { String($0) } ?? "no reason given")
        }
        try? FileManager.default.removeItem(atPath: frames)
        return "wrote \(Phrases.harmless(path))"
    }

    /// What is said of an interrupted film.
    var framesKept: String { "the frames so far are in \(Phrases.harmless(frames))" }

    private func makeFolder() throws {
        do {
            try FileManager.default.createDirectory(atPath: frames, withIntermediateDirectories: true)
        } catch {
            throw PictureError.unwritable(path: frames, reason: "the folder cannot be made")
        }
    }

    /// Where ffmpeg is, if it is anywhere on the PATH.
    private static let ffmpeg: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "")
        .split(separator: ":").map { "\($0)/ffmpeg" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
}

extension FilmOutput.Kind {
    /// How ffmpeg encodes it: at a quality that shows no blocks, in what players can play.
    fileprivate var arguments: [String] {
        switch self {
        // Players want an even number of rows and columns.
        case .mp4:
            [
                "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-c:v", "libx264", "-crf", "16", "-pix_fmt", "yuv420p",
                "-movflags", "+faststart",
            ]
        case .webm: ["-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-pix_fmt", "yuv420p"]
        case .gif: ["-vf", "split[a][b];[a]palettegen=stats_mode=diff[p];[b][p]paletteuse=dither=sierra2_4a"]
        case .apng: ["-plays", "0", "-f", "apng"]
        }
    }
}

/// The name of a numbered file: `dream-%04d.png`.
struct NumberedName {
    private let before: String
    private let digits: Int
    private let after: String

    /// `frame-000001.png`
    init() { (before, digits, after) = ("frame-", 6, ".png") }

    /// A name with one `%d` or `%0Nd` in it, and the ending of a picture.
    init?(_ name: String) {
        guard let match = name.wholeMatch(of: #/([^%]*)%(?:0([1-9]))?d([^%]*)/#) else { return nil }
        guard (try? PictureFormat(ofName: name)) != nil else { return nil }
        before = String(match.1)
        digits = match.2.flatMap { Int($0) } ?? 1
        after = String(match.3)
    }

    /// The name of a number.
    func name(_ number: Int) -> String {
        let text = String(number)
        return before + String(repeating: "0", count: max(0, digits - text.count)) + text + after
    }

    /// Whether a name is that of some number.
    func fits(_ name: String) -> Bool {
        guard name.hasPrefix(before), name.hasSuffix(after), name.count > before.count + after.count else {
            return false
        }
        return Int(name.dropFirst(before.count).dropLast(after.count)).map { self.name($0) == name } ?? false
    }

    /// What its pictures are.
    var format: PictureFormat { (try? PictureFormat(ofName: after)) ?? .png }

    /// As C and ffmpeg write it.
    var printed: String { before + (digits > 1 ? "%0\(digits)d" : "%d") + after }
}

/// What can be wrong with a film's output.
enum FilmError: Error, CustomStringConvertible {
    case noFFmpeg(kind: String)
    case unknownKind(path: String)
    /// A name that neither a picture nor a film can have.
    case neither(path: String)
    /// A name that only a film can have, for one picture.
    case still(path: String)
    case notEncoded(path: String, frames: String, reason: String)
    case framesWithoutFilm(path: String)

    var description: String {
        switch self {
        case .noFFmpeg(let kind):
            "ffmpeg is needed for .\(kind), and is not installed; install it ('apt-get install ffmpeg'), or give a folder for numbered PNG files"
        case .unknownKind(let path):
            "'\(Phrases.harmless(path))' is no place for a film; give a folder, a pattern such as dream-%04d.png, or a name that ends in "
                + Phrases.choices(FilmOutput.Kind.allCases.map { "." + $0.rawValue })
        case .neither(let path):
            "'\(Phrases.harmless(path))': the name of a picture ends in .png, .jpg or .jpeg, that of a film in "
                + Phrases.choices(FilmOutput.Kind.allCases.map { "." + $0.rawValue })
        case .still(let path):
            "'\(Phrases.harmless(path))': the name must end in .png, .jpg or .jpeg, because this preset makes one picture and no film"
        case .notEncoded(let path, let frames, let reason):
            "ffmpeg could not make '\(Phrases.harmless(path))': \(Phrases.harmless(reason, limit: 200)); the frames are in \(Phrases.harmless(frames))"
        case .framesWithoutFilm(let path):
            "'\(Phrases.harmless(path))' is a folder, and this preset is no film; name one picture"
        }
    }
}
