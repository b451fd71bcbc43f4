import Foundation
import Synchronization

/// Ctrl-C and a polite `kill`: the first asks the render to stop after this step, the second ends the process at once.
enum Interrupt {
    private static let count = Atomic<Int>(0)

    /// Begins to listen; the signals' default action is off from now on.
    static func listen() {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM] {
            sigaddset(&signals, number)
            signal(number) { _ in
                // Only what is safe in a signal handler: an atomic, and the end.
                if Interrupt.count.add(1, ordering: .relaxed).newValue > 1 { _exit(130) }
            }
        }
        // A parent that blocks them hands that down.
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// Whether somebody asked to stop.
    static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }
}
