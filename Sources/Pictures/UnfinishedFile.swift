import Files
import Foundation
import Synchronization

/// The file that is being written under a temporary name, so that a process that ends at once, in a signal handler, does not leave it.
public enum UnfinishedFile {
    /// Where its name is in memory; 0 when there is none.
    private static let place = Atomic<UInt>(0)

    /// Notes the temporary name of what is written next; the one before is forgotten, as it has its own name by now.
    public static func note(_ temporary: String) {
        let name = temporary.withPath { strdup($0) }
        free(
            UnsafeMutableRawPointer(
                bitPattern: place.exchange(UInt(bitPattern: name), ordering: .acquiringAndReleasing)))
    }

    /// Removes it, if it is there. Safe in a signal handler.
    public static func remove() {
        guard let name = UnsafePointer<CChar>(bitPattern: place.load(ordering: .acquiring)) else { return }
        unlink(name)
    }
}
