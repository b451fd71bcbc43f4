import Foundation

/// The files that networks are read from.
enum NetworkFile {
    /// The bytes of a file, mapped rather than read.
    /// - Throws: `NetworkError.unreadable`.
    static func map(_ path: String) throws -> Data {
        func unreadable(_ reason: String) -> NetworkError { .unreadable(path: path, reason: reason) }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw unreadable("there is no such file")
        }
        guard !isFolder.boolValue else { throw unreadable("it is a folder") }
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        guard
            (try? FileManager.default.attributesOfItem(atPath: url.path))?[.type] as? FileAttributeType == .typeRegular
        else { throw unreadable("it is no regular file") }
        do {
            return try Data(contentsOf: url, options: .alwaysMapped)
        } catch {
            throw unreadable("it cannot be opened")
        }
    }
}
