import Dreams
import Files
import Foundation
import Pictures
import Recipes
import Wording

/// A picture file that a command is going to write, checked before the work begins.
///
/// A link stays one, as with most programs: what it leads to is written, whole or not at all. `latest.png` may be a link into a folder of dreams, and a
/// folder on another disk is one's own choice. What may be replaced is asked of what it leads to.
struct OutputFile: Sendable {
    let path: String
    /// Where it is written: behind links.
    private let place: String

    /// - Throws: `PictureError` when the name's ending is no picture format we write, the folder is missing or cannot
    ///   be written to, or the file exists and was not made by Reverie.
    init(path: String, force: Bool) throws {
        self.path = path
        place = path == OutputFile.stdout ? path : Files.target(of: path)
        guard path != OutputFile.stdout else {
            guard isatty(STDOUT_FILENO) == 0 else { throw StandardOutputError.isTerminal }
            guard OutputFile.takesBytes(STDOUT_FILENO) else { throw StandardOutputError.isClosed }
            return
        }
        _ = try PictureFormat(ofName: path)
        try AtomicFile.check(place)
        if !force, Files.exists(place), !OutputFile.isOurs(place) {
            throw PictureError.exists(path: path)
        }
    }

    /// Writes the picture, whole or not at all.
    /// - Parameter recipe: what it carries.
    /// - Parameter mark: what tells it from the pictures of other renders.
    func write(
        _ picture: Picture, _ rendering: CarriedRecipe.Rendering, recipe: CarriedRecipe?, mark: RenderMark? = nil
    ) throws {
        let options = try OutputFile.options(rendering, recipe: recipe, mark: mark)
        guard path == OutputFile.stdout else {
            return try AtomicFile.write(picture.encoded(as: format, options: options, path: path), to: place)
        }
        try AtomicFile.writeToStandardOutput(
            picture.encoded(as: .png, options: options, path: OutputFile.name(path)))
    }

    /// Takes away what was written.
    func remove() { if path != OutputFile.stdout { Files.remove(place) } }

    /// Where a picture goes that is not finished: here, or beside a finished one that stands here, as `dream.so-far.png`; nil where that cannot
    /// be written.
    var forUnfinished: OutputFile? {
        guard path != OutputFile.stdout, OutputFile.isFinished(place) else { return self }
        return try? OutputFile(path: unfinishedPath, force: false)
    }

    /// Takes away what an earlier render left beside this picture, which is finished now.
    func removeUnfinished() {
        guard path != OutputFile.stdout, (try? CarriedRecipe(contentsOf: unfinishedPath))?.isInterrupted == true else {
            return
        }
        Files.remove(unfinishedPath)
    }

    private var unfinishedPath: String {
        let ending = path.lastIndex(of: ".") ?? path.endIndex
        return "\(path[..<ending]).so-far\(path[ending...])"
    }

    /// Whether something stands there that nobody has left in the middle.
    private static func isFinished(_ path: String) -> Bool {
        guard Files.exists(path), Files.size(path) != 0 else { return false }
        return (try? CarriedRecipe(contentsOf: path))?.isInterrupted != true
    }

    /// How the picture of a render is written.
    static func options(
        _ rendering: CarriedRecipe.Rendering, recipe: CarriedRecipe?, mark: RenderMark?
    ) throws -> Picture.WritingOptions {
        var options = Picture.WritingOptions()
        options.bits = rendering.depth
        options.quality = rendering.quality
        options.keepsPlace = rendering.keepsGPS ?? false
        options.texts = [(keyword: "Software", text: OutputFile.signature)]
        if let mark { options.texts.append((keyword: RenderMark.keyword, text: mark.text)) }
        if let recipe { options.texts.append((keyword: CarriedRecipe.keyword, text: try recipe.json())) }
        return options
    }

    /// What is written: stdout gets a PNG.
    var format: PictureFormat { (try? PictureFormat(ofName: path)) ?? .png }

    /// What stands for stdout.
    static let stdout = "-"

    /// A path for people.
    static func name(_ path: String) -> String { path == stdout ? "the standard output" : Phrases.harmless(path) }

    /// Whether anything can be written to a stream, as far as that can be known.
    private static func takesBytes(_ stream: Int32) -> Bool {
        let flags = fcntl(stream, F_GETFL)
        return flags >= 0 && flags & O_ACCMODE != O_RDONLY
    }

    /// By which files are known as ours.
    static let signature = "Reverie \(ReverieVersion.current)"

    /// Whether a file may be replaced without being asked for: Reverie wrote it, as it says where our files say so, or nothing is in it yet.
    static func isOurs(_ path: String) -> Bool {
        if Files.isPlain(path), Files.size(path) == 0 { return true }
        return SoftwareMark.texts(inFile: path).contains(where: isSignature)
    }

    /// Whether a text is the signature of some version, all of it: `Reverie 1.2.3`.
    private static func isSignature(_ text: String) -> Bool {
        text.wholeMatch(of: /Reverie [0-9]+\.[0-9]+[0-9A-Za-z.+-]*/) != nil
    }
}

/// Rewrites the preview every few seconds; a preview that cannot be written is said once and given up.
struct PreviewWriter {
    private var target: OutputFile?
    private var last = ContinuousClock.now
    private var interval = Duration.seconds(1)

    init(target: OutputFile?) { self.target = target }

    /// Writes a preview when it is time for one. The pause between two grows with the time that one takes.
    /// - Parameter tell: hears that none can be written any longer.
    mutating func update(with progress: RenderProgress, _ tell: (String) -> Void) {
        guard let target, ContinuousClock.now - last > interval else { return }
        let started = ContinuousClock.now
        do {
            try target.write(progress.preview(nil), CarriedRecipe.Rendering(depth: 8), recipe: nil)
        } catch {
            tell("no more previews: \(error)")
            self.target = nil
        }
        last = ContinuousClock.now
        interval = max(.seconds(1), (last - started) * 20)
    }
}

/// What can be wrong with stdout.
enum StandardOutputError: Error, CustomStringConvertible {
    case isTerminal
    case isClosed

    var description: String {
        switch self {
        case .isTerminal: "'-' writes a PNG to stdout, which is a terminal; redirect it, or name a file"
        case .isClosed: "'-' writes a PNG to stdout, which is closed; redirect it, or name a file"
        }
    }
}

/// A file that shows a draft, and the next one after it.
package struct DraftFile: Sendable {
    private let file: OutputFile

    /// - Throws: `PictureError` when it cannot be written, or is somebody else's.
    package init(_ path: String, replaces: Bool) throws { file = try OutputFile(path: path, force: replaces) }

    /// Writes what there is.
    /// - Throws: `PictureError`.
    package func show(_ picture: JobPicture) throws {
        try file.write(picture.picture, CarriedRecipe.Rendering(depth: 8), recipe: nil)
    }
}
