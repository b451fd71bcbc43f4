import Files
import Foundation
import Wording

/// That of all processes one at a time keeps its states in a folder, and so renders to the output that the folder belongs to.
///
/// It is the folder that is locked: nothing lies in it for that, and the kernel gives the lock up when the process ends, however that ends.
/// Where the file system knows no such locks there is none.
final class StateLock {
    private let descriptor: Int32
    private let folder: String
    private let isOurs: Bool

    /// Locks a folder, which is made where it is not there.
    /// - Parameter output: what the render writes, for the message.
    /// - Returns: nil where the folder cannot be made or locked.
    /// - Throws: `OutputInUse` where another render has it.
    init?(_ folder: String, for output: String?) throws {
        // Whoever ends takes an empty folder away, perhaps in the moment in which it is opened here.
        for _ in 0..<16 {
            let isOurs = !Files.exists(folder)
            guard (try? Files.makeFolder(folder)) != nil else { return nil }
            let descriptor = folder.withPath { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
            guard descriptor >= 0 else {
                if errno == ENOENT { continue }
                return nil
            }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let isTaken = errno == EWOULDBLOCK
                close(descriptor)
                guard isTaken else { return nil }
                throw OutputInUse(output: output, folder: folder)
            }
            var own = stat()
            if fstat(descriptor, &own) == 0, let there = Files.facts(folder), there.st_ino == own.st_ino {
                (self.descriptor, self.folder, self.isOurs) = (descriptor, folder, isOurs)
                return
            }
            close(descriptor)
        }
        return nil
    }

    /// A folder that was made for it goes, if there is no state in it.
    deinit {
        if isOurs { Files.remove(folder) }
        close(descriptor)
    }
}

/// Another render is at the same output.
struct OutputInUse: Error, CustomStringConvertible {
    let output: String?
    let folder: String

    var description: String {
        let what = output.map { "'\(Phrases.harmless($0))'" } ?? "what has its states in '\(Phrases.harmless(folder))'"
        return "\(what) is being rendered at this moment by another process; wait for it, or name another output"
    }
}
