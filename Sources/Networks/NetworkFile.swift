import Files
import Foundation
import Wording

/// The files that networks are read from.
enum NetworkFile {
    /// The bytes of a file, mapped rather than read.
    /// - Throws: `NetworkError.unreadable`.
    static func map(_ path: String) throws -> Data {
        func unreadable(_ reason: String) -> NetworkError { .unreadable(path: path, reason: reason) }
        guard let facts = Files.facts(path) else { throw unreadable(Phrases.noSuchFile(path)) }
        guard facts.st_mode & S_IFMT != S_IFDIR else { throw unreadable("it is a folder") }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw unreadable("it is no regular file") }
        guard let data = Files.map(path) else { throw unreadable("it cannot be opened") }
        return data
    }
}
