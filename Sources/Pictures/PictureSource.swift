import Files
public import Foundation
import Wording

/// Where the bytes of a picture are.
public enum PictureSource: Hashable, Sendable {
    /// In a file that the user named, or that lies where a preset may look.
    case file(String)
    /// In memory; the name is for messages.
    case bytes(Data, name: String)

    /// The largest file that is read: 1 GiB.
    public static let largestFile = 1 << 30

    /// For messages.
    public var name: String {
        switch self {
        case .file(let path): path
        case .bytes(_, let name): name
        }
    }

    /// Looks whether there is anything to be read, and reads nothing.
    /// - Throws: `PictureError.unreadable`, where nothing is there that is a file, a pipe or a folder of some.
    public func check() throws {
        if case .file(let path) = self { try FileBytes.check(path, mayBeFolder: true) }
    }

    /// The bytes.
    /// - Throws: `PictureError.unreadable`.
    public func data() throws -> Data {
        switch self {
        case .file(let path): try FileBytes.read(path, most: PictureSource.largestFile)
        case .bytes(let data, _): data
        }
    }
}

/// Whole files of bounded size.
public enum FileBytes {
    /// The bytes of a file or a pipe; links are followed. A pipe that nobody writes into is waited for as long as `Files` does.
    /// - Parameter most: the most bytes that it may hold.
    /// - Throws: `PictureError.unreadable`.
    public static func read(_ path: String, most: Int) throws -> Data {
        try check(path)
        let data: Data
        do {
            data = try Files.contents(of: path, most: most + 1)
        } catch {
            throw unreadable(path, error.code == ENXIO ? "\(error)" : "it may not be opened")
        }
        guard data.count <= most else { throw unreadable(path, "it is larger than \(Phrases.bytes(most))") }
        return data
    }

    /// Looks whether there is a file or a pipe, and opens neither.
    /// - Throws: `PictureError.unreadable`.
    fileprivate static func check(_ path: String, mayBeFolder: Bool = false) throws {
        guard let facts = Files.facts(path) else {
            throw unreadable(
                path,
                errno == ENOENT
                    ? Phrases.noSuchFile(path) : errno == ENAMETOOLONG ? "its name is too long" : "it may not be opened"
            )
        }
        switch facts.st_mode & S_IFMT {
        case S_IFREG, S_IFIFO: break
        case S_IFDIR: if !mayBeFolder { throw unreadable(path, "it is a folder") }
        default: throw unreadable(path, "it is a device")
        }
    }

    private static func unreadable(_ path: String, _ reason: String) -> PictureError {
        .unreadable(path: path, reason: reason)
    }
}
