import Files
import Foundation
import Jobs
import Networks
import Pictures
import Recipes
import Synchronization
import Wording

/// The studio's folder: renders lie in it as ordinary files; what the page remembers lies hidden in `.studio` within.
///
/// Names of files are made here, of digests and numbers; nothing that comes from a browser is ever part of one.
final class Portfolio: Sendable {
    /// A picture that was brought.
    struct Brought: Codable, Hashable, Sendable {
        let id: String
        let width: Int
        let height: Int
        /// As its file was called, for people.
        let name: String
        let format: PictureFormat
        /// Whether a recipe comes with it.
        let carries: Bool
    }

    let folder: String
    private let hidden: String
    private let brought = Mutex<[String: Brought]>([:])
    /// Names of renders that are not written yet.
    private let promised = Mutex<Set<String>>([])

    /// The largest file that may be brought: 128 MiB.
    static let largestPicture = 128 << 20
    private static let mostBrought = 2000

    /// - Throws: `StudioTrouble.folder` where it cannot be made or written to.
    init(folder: String) throws {
        self.folder = folder
        hidden = folder + "/.studio"
        do {
            for name in ["pictures", "drafts", "thumbnails", "layers", "frames"] {
                try FileManager.default.createDirectory(
                    atPath: hidden + "/" + name, withIntermediateDirectories: true)
            }
        } catch {
            throw StudioTrouble.folder(path: folder, reason: "it cannot be made, or not be written to")
        }
        guard access(folder, W_OK) == 0, access(hidden, W_OK) == 0 else {
            throw StudioTrouble.folder(path: folder, reason: "it may not be written to")
        }
        let known: [String: Brought]? = read("pictures.json")
        brought.withLock { $0 = known ?? [:] }
    }

    // MARK: Pictures that were brought

    /// Takes a picture in, decoded to its last row before it counts as one.
    /// - Throws: `PictureError`.
    func take(_ data: Data, name: String) throws -> Brought {
        let name = Phrases.harmless(name, limit: 100)
        let shown = name.isEmpty ? "the picture" : name
        guard let format = PictureFormat(of: data) else {
            throw PictureError.noPicture(data, path: shown)
        }
        let id = String(data.sha256.prefix(32))
        if let known = brought.withLock({ $0[id] }), FileManager.default.fileExists(atPath: path(of: known)) {
            return known
        }
        var size = (height: 0, width: 0)
        // As small as may be; every row of the file is read all the same.
        _ = try Picture(data, path: shown) { own in
            size = own
            return (max(1, own.height / 64), max(1, own.width / 64))
        }
        let carries =
            (try? PictureText.read(
                CarriedRecipe.keyword, from: data, most: CarriedRecipe.longestJSON, path: shown)) ?? nil
        let picture = Brought(
            id: id, width: size.width, height: size.height, name: shown, format: format, carries: carries != nil)
        try AtomicFile.write(data, to: path(of: picture))
        let all = try brought.withLock { brought in
            guard brought.count < Portfolio.mostBrought else {
                throw StudioError(413, "the studio holds \(brought.count) pictures; remove '.studio' from its folder")
            }
            brought[id] = picture
            return brought
        }
        write(all, to: "pictures.json")
        return picture
    }

    /// - Throws: `StudioError` where none was brought under the id.
    func picture(_ id: String) throws -> Brought {
        guard let picture = brought.withLock({ $0[id] }) else { throw StudioError.missing("picture of this id") }
        return picture
    }

    func path(of picture: Brought) -> String { "\(hidden)/pictures/\(picture.id).\(picture.format.rawValue)" }

    /// What a browser shows of it, and its kind: the file itself, or a copy of a kind that browsers know.
    /// - Throws: `StudioError`, `PictureError`.
    func shown(_ picture: Brought) throws -> (data: Data, type: String) {
        let path = path(of: picture)
        guard Files.exists(path) else { throw StudioError.missing("picture of this id") }
        let data = try FileBytes.read(path, most: PictureSource.largestFile)
        guard !picture.format.isShownByBrowsers else { return (data, picture.format.mediaType) }
        let whole = try Picture(data, path: picture.name)
        let format: PictureFormat = whole.alpha == nil ? .jpeg : .png
        return (try whole.encoded(as: format, path: picture.name), format.mediaType)
    }

    /// The most frames that a film is dreamt on.
    static let mostFrames = 2000

    /// A folder that holds pictures that were brought, in an order, and nothing else; each lies on the disk once.
    /// - Throws: `StudioError`, `PictureError`.
    func folder(ofFrames ids: [String]) throws -> String {
        let files = try ids.map { try path(of: picture($0)) }
        let folder = "\(hidden)/frames/\(Data(ids.joined(separator: " ").utf8).sha256.prefix(32))"
        if Files.isFolder(folder) { return folder }
        let unfinished = "\(folder).\(UUID().uuidString)"
        try Files.makeFolder(unfinished)
        for (index, file) in files.enumerated() {
            let number = String(index + 1)
            let name = String(repeating: "0", count: max(0, 5 - number.count)) + number + "." + Paths.ending(of: file)
            if link(file, "\(unfinished)/\(name)") != 0 {
                try AtomicFile.write(FileBytes.read(file, most: PictureSource.largestFile), to: "\(unfinished)/\(name)")
            }
        }
        do { try Files.rename(unfinished, to: folder) } catch { Files.removeAll(unfinished) }
        return folder
    }

    // MARK: Files of entries

    func layerPath(of key: String) -> String { "\(hidden)/layers/\(key).jpg" }

    /// The video of a film's frames, beside their folder; made when it is asked for first.
    /// - Throws: `StudioError`, and what keeps it from being made.
    func video(of entry: Entry) throws -> String {
        guard let frames = entry.frames, let name = entry.file?.split(separator: "/").first else {
            throw StudioError.missing("film of this id")
        }
        let path = "\(folder)/\(name).mp4"
        if Files.exists(path), (Files.modified(path) ?? .distantPast) >= Date(timeIntervalSince1970: entry.time) {
            return path
        }
        try FilmSaving.video(ofFramesIn: "\(folder)/\(name)", count: frames, rate: entry.rate ?? 24, at: path)
        return path
    }

    func draftPath(of entry: String) -> String { "\(hidden)/drafts/\(entry).png" }
    func thumbnailPath(of entry: String) -> String { "\(hidden)/thumbnails/\(entry).jpg" }
    func path(of entry: Entry) -> String { entry.file.map { "\(folder)/\($0)" } ?? draftPath(of: entry.id) }

    /// The frame of a film, counted from 1, of those that lie in its folder.
    func framePath(of entry: Entry, _ number: Int) -> String? {
        guard entry.frames != nil, let name = entry.file?.split(separator: "/").first else { return nil }
        let place = "\(folder)/\(name)"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
        let frames = files.filter { $0.hasSuffix(".png") && !$0.hasPrefix(".") }.sorted()
        return frames.indices.contains(number - 1) ? "\(place)/\(frames[number - 1])" : nil
    }

    /// Words as part of a file's name: `a-dream-of-2`; empty where no letter of them is a plain one.
    static func plain(_ words: some StringProtocol) -> String {
        let plain = words.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return String(plain.prefix(60)).split(separator: "-").joined(separator: "-")
    }

    /// A name for a render that is not taken, and that no other gets: `classic-003.png`; of a film, its folder's.
    func freshName(for title: String, isFilm: Bool) -> String {
        let stem = Portfolio.plain(title)
        let taken = Set((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        var number = 1
        func name() -> String {
            let digits = String(number)
            return (stem.isEmpty ? "dream" : stem) + "-" + String(repeating: "0", count: max(0, 3 - digits.count))
                + digits
        }
        // Neither a file, nor the folder of a film, nor what a render that waits will be.
        return promised.withLock { promised in
            while taken.contains(name() + ".png") || taken.contains(name()) || promised.contains(name()) { number += 1 }
            promised.insert(name())
            return isFilm ? name() : name() + ".png"
        }
    }

    func remove(_ entry: Entry) {
        let files = FileManager.default
        for path in [draftPath(of: entry.id), thumbnailPath(of: entry.id)] {
            try? files.removeItem(atPath: path)
        }
    }

    // MARK: What the page remembers

    func read<Value: Decodable>(_ name: String) -> Value? {
        guard let data = try? FileBytes.read(hidden + "/" + name, most: 64 << 20) else { return nil }
        return try? JSONDecoder().decode(Value.self, from: data)
    }

    /// What cannot be written is remembered no longer than the studio is open.
    func write(_ value: some Encodable, to name: String) {
        try? AtomicFile.write(value.jsonData, to: hidden + "/" + name)
    }

    var session: Data? {
        get { try? FileBytes.read(hidden + "/session.json", most: Portfolio.largestSession) }
        set { if let newValue { try? AtomicFile.write(newValue, to: hidden + "/session.json") } }
    }

    static let largestSession = 1 << 20
}
