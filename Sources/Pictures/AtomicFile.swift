import Files
public import Foundation
import Synchronization

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
        let folder = Paths.folder(of: path)
        if tidied.withLock({ $0.insert(folder).inserted }) { removeRemains(in: folder) }
        let temporary = temporary(of: path)
        UnfinishedFile.note(temporary)
        do {
            try writeAndSync(to: temporary, body)
            try Files.rename(temporary, to: path)
        } catch {
            Files.remove(temporary)
            guard let problem = error as? SystemProblem else { throw error }
            throw PictureError.unwritable(path: path, reason: "\(problem)")
        }
        sync(folder: folder)
    }

    /// A short name, which the system takes wherever it takes the file's own; another for each that is written, also of one process at once, and
    /// of processes on other machines that see the same disk.
    private static func temporary(of path: String) -> String {
        let number = written.add(1, ordering: .relaxed).newValue
        let writer = "\(getpid())-\(number)-\(ThisProcess.place)"
        return Paths.beside(path, "\(beginning)\(Paths.mark(of: path)).\(writer)\(ending)")
    }

    private static let written = Atomic<Int>(0)

    private static let (beginning, ending) = (".reverie-", ".part")

    /// Writes all of `data` to the standard output.
    /// - Throws: `PictureError.unwritable` with the system's reason.
    public static func writeToStandardOutput(_ data: Data) throws {
        do {
            try data.withUnsafeBytes { try write($0, to: STDOUT_FILENO) }
        } catch let problem as SystemProblem {
            throw PictureError.unwritable(path: "the standard output", reason: "\(problem)")
        }
    }

    /// The folders that this process has written into, where it has looked for remains.
    private static let tidied = Mutex<Set<String>>([])

    /// Removes what processes that were killed while they wrote have left in a folder, whatever they wrote. It is done before the first file that
    /// this process writes there, and for every file that is checked before work begins.
    public static func removeRemains(in folder: String) {
        for name in Files.names(in: folder) ?? [] where isRemains(name) { Files.remove(Paths.inside(folder, name)) }
    }

    /// Whether a name is one that we give while we write, all of it, and who has given it is gone: of those of other machines nobody here knows
    /// whether they are.
    private static func isRemains(_ name: String) -> Bool {
        // Of a folder of thousands hardly any begins like this.
        guard name.hasPrefix(beginning) else { return false }
        // Older ones have no place.
        guard let parts = name.wholeMatch(of: /\.reverie-[0-9a-f]{16}\.([0-9]+)-[0-9]+(-[0-9a-f]{16})?\.part/) else {
            return false
        }
        guard parts.2 == nil || parts.2 == "-" + ThisProcess.place, let process = pid_t(parts.1) else { return false }
        return kill(process, 0) != 0 && errno == ESRCH
    }

    /// Finds out whether `path` could be written, before hours of work go into what shall be written there: a byte is, under the temporary name.
    /// - Throws: `PictureError.unwritable`.
    public static func check(_ path: String) throws {
        func unwritable(_ reason: String) -> PictureError { .unwritable(path: path, reason: reason) }
        if Files.isFolder(path) || path.hasSuffix("/") { throw unwritable("it is a folder") }
        let folder = Paths.folder(of: path)
        guard Files.isFolder(folder) else { throw unwritable("there is no such folder") }
        removeRemains(in: folder)
        let (length, most) = (PathText.bytes(of: Paths.name(of: path)).count, Paths.longestName(in: folder))
        guard length <= most else {
            throw unwritable("its name has \(length) bytes, and the longest has \(most) there")
        }
        let temporary = temporary(of: path)
        do {
            try writeAndSync(to: temporary) { put in try [UInt8(0)].withUnsafeBytes(put) }
        } catch {
            Files.remove(temporary)
            throw unwritable("\(error)")
        }
        Files.remove(temporary)
    }

    private static func writeAndSync(
        to path: String, _ body: (_ put: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        let file = Files.open(path, O_WRONLY | O_CREAT | O_TRUNC)
        guard file >= 0 else { throw SystemProblem(errno) }
        do {
            try body { try write($0, to: file) }
            guard fsync(file) == 0 else { throw SystemProblem(errno) }
        } catch {
            close(file)
            throw error
        }
        guard close(file) == 0 else { throw SystemProblem(errno) }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) throws {
        var done = 0
        while done < bytes.count {
            let count = Foundation.write(file, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw SystemProblem(errno) }
            done += count
        }
    }

    /// A rename is on the disk only once the folder is.
    private static func sync(folder: String) {
        let descriptor = Files.open(folder, O_RDONLY | O_DIRECTORY)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}

extension PictureError {
    /// A file that cannot be written, for a reason that the system has a number for.
    public static func unwritable(path: String, _ code: Int32) -> PictureError {
        .unwritable(path: path, reason: "\(SystemProblem(code))")
    }
}
