import Files
import Wording

/// That of all renders one at a time keeps its states in a folder, and so renders to the output that the folder belongs to.
final class StateLock {
    private let lock: FolderLock
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
            do {
                if let lock = try FolderLock(folder) {
                    guard lock.isOf(folder) else { continue }
                    (self.lock, self.folder, self.isOurs) = (lock, folder, isOurs)
                    return
                }
            } catch is FolderLock.Taken {
                throw OutputInUse(output: output, folder: folder)
            }
            if Files.exists(folder) { return nil }
        }
        return nil
    }

    /// A folder that was made for it goes, if there is no state in it.
    deinit { if isOurs { Files.remove(folder) } }
}

/// Another render is at the same output.
struct OutputInUse: Error, CustomStringConvertible {
    let output: String?
    let folder: String

    var description: String {
        let what = output.map { "'\(Phrases.harmless($0))'" } ?? "what has its states in '\(Phrases.harmless(folder))'"
        return "another render is making \(what); wait for it, or give \(SettingName.output) another name"
    }
}
