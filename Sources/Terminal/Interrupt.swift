import Foundation
package import Jobs
import Pictures
import Synchronization

/// Ctrl-C, Ctrl-\, a polite `kill`, and a terminal that is closed: the first asks the render to stop after this step, a second Ctrl-C or `kill` ends the
/// process at once. A step may take long, so a terminal is told at once that the first was heard.
///
/// Who closes a terminal sends SIGHUP often twice, or with a SIGTERM (the kernel, the shell, the session): that hurries nobody. Behind `nohup` it is not
/// heard at all.
package enum Interrupt {
    private static let count = Atomic<Int>(0)
    private static let isHungUp = Atomic<Bool>(false)
    private static let isPatient = Atomic<Bool>(false)
    private static let isTerminal = Atomic<Bool>(false)
    private static let heard: StaticString =
        "\r\u{1B}[2Kstopping after this step; Ctrl-C again ends at once\n"

    /// Begins to listen; the signals' default action is off from now on.
    /// - Parameter isPatient: whether a second SIGTERM hurries nobody: schedulers send several, and end by force what they have waited for.
    package static func listen(isPatient: Bool = false) {
        if isPatient { Interrupt.isPatient.store(true, ordering: .relaxed) }
        isTerminal.store(Console.isInteractive, ordering: .relaxed)
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGQUIT] {
            sigaddset(&signals, number)
            signal(number) { number in
                // Only what is safe in a signal handler: atomics, bytes that are there already, a file's removal, and the end.
                let isFirst = Interrupt.count.add(1, ordering: .relaxed).newValue == 1
                if isFirst, Interrupt.isTerminal.load(ordering: .relaxed) {
                    _ = write(STDERR_FILENO, Interrupt.heard.utf8Start, Interrupt.heard.utf8CodeUnitCount)
                }
                if !isFirst, number != SIGTERM || !Interrupt.isPatient.load(ordering: .relaxed) {
                    UnfinishedFile.remove()
                    _exit(130)
                }
            }
        }
        var before = sigaction()
        sigaction(SIGHUP, nil, &before)
        if unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) {
            sigaddset(&signals, SIGHUP)
            signal(SIGHUP) { _ in Interrupt.isHungUp.store(true, ordering: .relaxed) }
        }
        // A parent that blocks them hands that down.
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    /// What stops jobs when somebody asks to.
    package static let control = JobControl(isStopped: { isRequested })

    /// Whether somebody asked to stop.
    package static var isRequested: Bool { count.load(ordering: .relaxed) > 0 || isHungUp.load(ordering: .relaxed) }
}
