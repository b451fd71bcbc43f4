import Files
import Foundation
import Pictures
import Recipes
import Wording

/// The frames of one film in a folder: numbered files, each of which says which film it is of and which frame.
///
/// What lies there is told by that, never by its name alone: a film that is begun takes the frames of an older one away when its own first is
/// written, not before; a file that no film of ours is made of is neither read nor removed, and stands in nobody's way unless it
/// has a name that is needed.
final class FilmFrames {
    /// The folder that they are in.
    let folder: String
    /// How many the film has; nil as long as nobody knows.
    var count: Int? { marks?.count }
    private let names: NumberedName
    /// Whether the folder is one that only we know of.
    private let isHidden: Bool
    private let force: Bool
    /// What each frame of this film says.
    private let marks: [RenderMark]?
    /// Those that are rendered here; all of them when nil.
    private let part: FilmPart?
    private var hasBegun = false
    /// The folder, open and locked, while this film is made in it.
    private var claimed: FolderLock?

    /// Makes nothing yet.
    /// - Parameters:
    ///   - marks: one for each frame, once they are known.
    ///   - part: the frames that are rendered here, where others are rendered by somebody else.
    init(
        folder: String, names: NumberedName, isHidden: Bool, force: Bool, marks: [RenderMark]? = nil,
        part: FilmPart? = nil
    ) {
        self.folder = folder
        self.names = names
        self.isHidden = isHidden
        self.force = force
        self.marks = marks
        self.part = part
    }

    /// Keeps others from making a film here.
    ///
    /// Parts of one film are made beside each other: those are a farm's, which has claims of its own. Where frames are named by a pattern, others
    /// may lie beside them.
    /// - Throws: `FilmError.beingMade`.
    private func claim() throws {
        guard part == nil, claimed == nil, names == NumberedName() else { return }
        do { claimed = try FolderLock(folder) } catch is FolderLock.Taken { throw FilmError.beingMade(folder: folder) }
    }

    /// The same film, of which only some frames are rendered here.
    func rendering(_ part: FilmPart) -> FilmFrames {
        FilmFrames(folder: folder, names: names, isHidden: isHidden, force: force, marks: marks, part: part)
    }

    /// The same place, for a film that is known by now.
    /// - Parameter marks: one for each frame.
    func of(_ marks: [RenderMark]) -> FilmFrames {
        FilmFrames(folder: folder, names: names, isHidden: isHidden, force: force, marks: marks)
    }

    /// The path of a frame, counted from 1.
    func path(_ number: Int) -> String { Paths.inside(folder, names.name(number)) }

    /// What frames are written as.
    var format: PictureFormat { names.format }

    /// A file that has a frame's name.
    private struct Found {
        let name: String
        let number: Int
        let path: String
    }

    private func found() -> [Found] {
        let all = Files.names(in: folder) ?? []
        return all.compactMap { name in
            names.number(of: name).map { Found(name: name, number: $0, path: folder + "/" + name) }
        }.sorted { $0.number < $1.number }
    }

    /// Whether a file may be taken away when a film is begun: it is the same frame of some film of ours.
    private func isFrame(_ found: Found) -> Bool {
        if RenderMark(ofFile: found.path)?.frame?.number == found.number { return true }
        return isHidden && OutputFile.isOurs(found.path)
    }

    /// Looks for what stands in the way.
    /// - Throws: `PictureError.exists` for a stranger's file where a frame goes; `FilmError.otherFrames` for files that the film would be mixed
    ///   with.
    func check() throws {
        guard !force else { return }
        let found = found().filter { !isFrame($0) }
        if let inTheWay = found.first(where: {
            (1...(count ?? .max)).contains($0.number) && !OutputFile.isOurs($0.path)
        }) {
            throw PictureError.exists(path: inTheWay.path)
        }
        guard let count else { return }
        let others = found.filter { !(1...count).contains($0.number) }.map(\.name)
        guard others.isEmpty else { throw FilmError.otherFrames(folder: folder, names: others) }
    }

    /// Looks for pictures that the frames would lie among, in a folder that is only theirs.
    /// - Throws: `FilmError.otherFrames`.
    func checkAlone() throws {
        let all = Files.names(in: folder) ?? []
        let others = all.filter {
            names.number(of: $0) == nil && !$0.hasPrefix(".") && PictureFormat(readFromName: $0) != nil
        }
        guard others.isEmpty else { throw FilmError.otherFrames(folder: folder, names: others.sorted()) }
    }

    /// Whether a frame has an alpha channel, by its header: PNG's colour type, the 26th byte.
    func hasAlpha(_ number: Int) -> Bool {
        guard let head = Files.read(path(number), most: 26), head.count == 26 else { return false }
        return head[25] & 4 != 0
    }

    /// Whether a frame of this film is there.
    /// - Parameter exactly: whether the whole recipe has to be the same; a render that goes on may have had what comes later mended.
    private func has(_ number: Int, exactly: Bool = false) -> Bool {
        guard let marks, marks.indices.contains(number - 1), let found = RenderMark(ofFile: path(number)) else {
            return false
        }
        let mark = marks[number - 1]
        return exactly ? found == mark : found.frame == mark.frame
    }

    /// The first of some frames that is not there.
    func missing(of numbers: some Sequence<Int>) -> Int? { numbers.first { !has($0) } }

    /// Whether all of them are there, as they would be rendered now.
    var isComplete: Bool {
        count.map { count in
            ((part?.first ?? 1)...(part.map { min($0.last, count) } ?? count)).allSatisfy { has($0, exactly: true) }
        } ?? false
    }

    /// Whether any of them is there.
    var isBegun: Bool { found().contains { has($0.number) } }

    /// Goes on with the frames that are there.
    /// - Throws: `FilmError.beingMade`.
    func goOn() throws {
        try claim()
        hasBegun = true
    }

    /// Writes a frame, counted from 1; the first one that is written takes the frames of older films away.
    func write(_ picture: Picture, _ number: Int, _ rendering: CarriedRecipe.Rendering, recipe: CarriedRecipe?) throws {
        if !hasBegun { try begin() }
        hasBegun = true
        try OutputFile(path: path(number), force: true)
            .write(picture, rendering, recipe: recipe, mark: marks?[number - 1])
    }

    private func begin() throws {
        do {
            try Files.makeFolder(folder)
        } catch {
            throw PictureError.unwritable(path: folder, reason: "the folder cannot be made: \(error)")
        }
        guard part == nil else { return }
        try claim()
        for file in found() where force || isFrame(file) { Files.remove(file.path) }
    }

    /// Takes away what films before this one have left, and what is in the way.
    func removeOthers() {
        for file in found() where (force || isFrame(file)) && !has(file.number) { Files.remove(file.path) }
    }

    /// Takes this film's frames away, and the folder if nothing else is in it.
    func remove() {
        for file in found() where isFrame(file) { Files.remove(file.path) }
        Files.remove(folder)
    }
}
