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
    /// The bytes of a file or a pipe; links are followed.
    /// - Parameter most: the most bytes that it may hold.
    /// - Throws: `PictureError.unreadable`.
    public static func read(_ path: String, most: Int) throws -> Data {
        func unreadable(_ reason: String) -> PictureError { .unreadable(path: path, reason: reason) }
        guard let facts = Files.facts(path) else {
            throw unreadable(
                errno == ENOENT
                    ? Phrases.noSuchFile(path) : errno == ENAMETOOLONG ? "its name is too long" : "it may not be opened"
            )
        }
        switch facts.st_mode & S_IFMT {
        case S_IFREG, S_IFIFO: break
        case S_IFDIR: throw unreadable("it is a folder")
        default: throw unreadable("it is a device")
        }
        guard let data = Files.read(path, most: most + 1) else { throw unreadable("it may not be opened") }
        guard data.count <= most else { throw unreadable("it is larger than \(Phrases.bytes(most))") }
        return data
    }
}
