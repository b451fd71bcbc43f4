import Foundation

/// A folder that one of all processes, and of all that work within one, has at a time.
///
/// Nothing lies in it for that, and the kernel gives the lock up when the process ends, however that ends.
public final class FolderLock {
    /// Somebody has it.
    public struct Taken: Error {}

    private let descriptor: Int32

    /// Locks a folder until this is gone.
    /// - Returns: nil where it cannot be opened, and where the file system knows no such locks: that keeps nobody away.
    /// - Throws: `Taken`.
    public init?(_ folder: String) throws {
        let descriptor = Files.open(folder, O_RDONLY | O_DIRECTORY)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            close(descriptor)
            if isTaken { throw Taken() }
            return nil
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Whether the folder that is locked is the one at a path, and not one that was there before it.
    public func isOf(_ folder: String) -> Bool {
        var own = stat()
        return fstat(descriptor, &own) == 0 && Files.facts(folder)?.st_ino == own.st_ino
    }
}
