public import Foundation

/// Files that are there whole or not at all, whatever happens while they are written.
public enum AtomicFile {
    /// Writes `data` under a temporary name beside `path`, syncs it to the disk, renames it, and syncs the folder.
    /// - Throws: `PictureError.unwritable` with the system's reason; nothing is left behind then.
    public static func write(_ data: Data, to path: String) throws {
        let folder = folder(of: path)
        let temporary = "\(folder)/.\(URL(fileURLWithPath: path).lastPathComponent).\(getpid()).part"
        do throws(SystemFailure) {
            try writeAndSync(data, to: temporary)
            guard rename(temporary, path) == 0 else { throw SystemFailure(errno) }
        } catch {
            unlink(temporary)
            throw PictureError.unwritable(path: path, reason: error.reason)
        }
        sync(folder: folder)
    }

    /// Finds out whether `path` could be written, before hours of work go into what shall be written there.
    /// - Throws: `PictureError.unwritable`.
    public static func check(_ path: String) throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw PictureError.unwritable(path: path, reason: "it is a folder")
        }
        guard access(folder(of: path), W_OK) == 0 else {
            throw PictureError.unwritable(path: path, reason: SystemFailure(errno).reason)
        }
    }

    private static func folder(of path: String) -> String {
        let url = URL(fileURLWithPath: path)
        return url.deletingLastPathComponent().path
    }

    private static func writeAndSync(_ data: Data, to path: String) throws(SystemFailure) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw SystemFailure(errno) }
        let failure: SystemFailure? = data.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let count = Foundation.write(file, bytes.baseAddress?.advanced(by: done), bytes.count - done)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return SystemFailure(errno) }
                done += count
            }
            return fsync(file) == 0 ? nil : SystemFailure(errno)
        }
        let closed = close(file) == 0
        if let failure { throw failure }
        if !closed { throw SystemFailure(errno) }
    }

    /// A rename is on the disk only once the folder is.
    private static func sync(folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}

/// A system call's reason for failing, in words.
private struct SystemFailure: Error {
    let reason: String

    init(_ code: Int32) {
        reason =
            switch code {
            case ENOSPC, EDQUOT: "the disk is full"
            case EFBIG: "it would be larger than this process may write"
            case EACCES, EPERM, EROFS: "it is not allowed"
            case ENOENT, ENOTDIR: "there is no such folder"
            default: String(cString: strerror(code)).lowercased()
            }
    }
}
