public import Foundation

/// Files that are there whole or not at all, whatever happens while they are written.
public enum AtomicFile {
    /// Writes `data` under a temporary name beside `path`, syncs it to the disk, renames it, and syncs the folder.
    /// - Throws: `PictureError.unwritable` with the system's reason; nothing is left behind then.
    public static func write(_ data: Data, to path: String) throws {
        try write(to: path) { put in try data.withUnsafeBytes(put) }
    }

    /// The same for what `body` puts piece by piece, so that it need not be in memory at once.
    /// - Throws: as `write(_:to:)`, and what `body` throws.
    public static func write(
        to path: String, _ body: (_ put: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        let temporary = "\(folder(of: path))/\(hiddenName(of: name(of: path))).\(getpid()).part"
        UnfinishedFile.note(temporary)
        do {
            try writeAndSync(to: temporary, body)
            guard rename(temporary, path) == 0 else { throw SystemFailure(errno) }
        } catch {
            unlink(temporary)
            guard let failure = error as? SystemFailure else { throw error }
            throw PictureError.unwritable(path: path, reason: failure.reason)
        }
        sync(folder: folder(of: path))
    }

    /// Writes all of `data` to the standard output.
    /// - Throws: `PictureError.unwritable` with the system's reason.
    public static func writeToStandardOutput(_ data: Data) throws {
        do {
            try data.withUnsafeBytes { try write($0, to: STDOUT_FILENO) }
        } catch let failure as SystemFailure {
            throw PictureError.unwritable(path: "the standard output", reason: failure.reason)
        }
    }

    /// Removes what processes that were killed while they wrote `path` have left beside it.
    public static func removeRemains(of path: String) {
        let (folder, prefix, suffix) = (folder(of: path), hiddenName(of: name(of: path)) + ".", ".part")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where name.hasPrefix(prefix) && name.hasSuffix(suffix) {
            let writer = name.dropFirst(prefix.count).dropLast(suffix.count)
            guard let process = pid_t(writer), kill(process, 0) != 0, errno == ESRCH else { continue }
            unlink(folder + "/" + name)
        }
    }

    /// Finds out whether `path` could be written, before hours of work go into what shall be written there.
    /// - Throws: `PictureError.unwritable`.
    public static func check(_ path: String) throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw PictureError.unwritable(path: path, reason: "it is a folder")
        }
        guard name(of: path).utf8.count <= longestName else {
            throw PictureError.unwritable(path: path, reason: SystemFailure(ENAMETOOLONG).reason)
        }
        guard access(folder(of: path), W_OK) == 0 else {
            throw PictureError.unwritable(path: path, reason: SystemFailure(errno).reason)
        }
    }

    /// What stands hidden beside a file for a while is named so, and by an ending of at most 24 bytes: `.NAME`.
    ///
    /// Where a name is so long that this would be longer than a name may be, it is cut, and told from others that begin alike by its sum
    /// (FNV-1a of 64 bits: Fowler, Noll and Vo).
    public static func hiddenName(of name: String) -> String {
        let most = longestName - 1 - 24
        guard name.utf8.count > most else { return "." + name }
        let sum = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let ending = "~" + String(sum, radix: 16)
        var part = name[...]
        while part.utf8.count + ending.utf8.count > most { part.removeLast() }
        return "." + part + ending
    }

    /// The bytes that a name may have on the file systems of Linux.
    private static let longestName = Int(NAME_MAX)

    private static func folder(of path: String) -> String {
        let url = URL(fileURLWithPath: path)
        return url.deletingLastPathComponent().path
    }

    private static func name(of path: String) -> String { URL(fileURLWithPath: path).lastPathComponent }

    private static func writeAndSync(
        to path: String, _ body: (_ put: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw SystemFailure(errno) }
        do {
            try body { try write($0, to: file) }
            guard fsync(file) == 0 else { throw SystemFailure(errno) }
        } catch {
            close(file)
            throw error
        }
        guard close(file) == 0 else { throw SystemFailure(errno) }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) throws {
        var done = 0
        while done < bytes.count {
            let count = Foundation.write(file, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemFailure(errno) }
            done += count
        }
    }

    /// A rename is on the disk only once the folder is.
    private static func sync(folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}

extension PictureError {
    /// A file that cannot be written, for a reason that the system has a number for.
    public static func unwritable(path: String, _ code: Int32) -> PictureError {
        .unwritable(path: path, reason: SystemFailure(code).reason)
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
            case EPIPE: "nobody reads it any longer"
            case EBADF: "it is closed"
            case ENAMETOOLONG: "its name is too long"
            default: String(cString: strerror(code)).lowercased()
            }
    }
}
