import Files
import Foundation
import Wording

/// Keeps a studio open: the page is served by a process of its own, and where that falls over, another takes its place, at the same address and
/// with the same key. What lay in its folder is there again; a dream that was being dreamt is not.
///
///     if let key = StudioKeeper.key { try StudioKeeper.serve(Studio(folder: folder, port: port, key: key)) { print($0) } }
///     else { exit(try StudioKeeper.keep(arguments: ["studio"]) { print($0) }) }
public enum StudioKeeper {
    /// The variables by which the process that serves knows its part.
    private static let (keyName, againName) = ("REVERIE_STUDIO_KEY", "REVERIE_STUDIO_AGAIN")

    /// A process that falls over so often within so short a time is not begun again.
    private static let (most, seconds) = (5, 60.0)

    /// The key that the process serves with; nil in the one that keeps it.
    public static var key: String? { ProcessInfo.processInfo.environment[keyName] }

    /// Whether another process served before this one, and its address is known.
    public static var isAgain: Bool { ProcessInfo.processInfo.environment[againName] != nil }

    /// Serves until the process that keeps this one ends.
    /// - Parameter ready: hears of the address, where nobody knows it yet.
    /// - Throws: `StudioTrouble`.
    public static func serve(_ studio: Studio, ready: @escaping @Sendable (String) -> Void) throws {
        endWithParent()
        // The page has no options.
        SettingName.speak(SettingName.plainly)
        let (end, outcome) = (DispatchSemaphore(value: 0), Outcome())
        Task.detached {
            do {
                try await studio.run { if !isAgain { ready($0) } }
            } catch {
                outcome.error = error
            }
            end.signal()
        }
        end.wait()
        if let error = outcome.error { throw error }
    }

    /// What the server ended with; written before the semaphore is signalled, read after.
    private final class Outcome: @unchecked Sendable {
        var error: (any Error)?
    }

    /// Keeps one that serves, as this program with `arguments`, until it ends by itself.
    /// - Returns: the status that it ended with.
    /// - Throws: `StudioTrouble.fell`.
    public static func keep(arguments: [String], say: (String) -> Void) throws -> Int32 {
        var falls: [Date] = []
        var environment = ProcessInfo.processInfo.environment
        environment[keyName] = Gate.makeKey()
        // Who dreams with one's hands reads no traces, and they take their time.
        environment["SWIFT_BACKTRACE"] = environment["SWIFT_BACKTRACE"] ?? "enable=no"
        while true {
            let server = Process()
            server.executableURL = URL(fileURLWithPath: ThisProcess.image)
            server.arguments = arguments
            server.environment = environment
            // The other end closes with this process, however it ends.
            let life = Pipe()
            server.standardInput = life
            try server.run()
            server.waitUntilExit()
            try? life.fileHandleForWriting.close()
            guard server.terminationReason == .uncaughtSignal,
                [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGKILL, SIGSEGV, SIGTRAP].contains(server.terminationStatus)
            else { return server.terminationStatus }
            falls = falls.filter { -$0.timeIntervalSinceNow < seconds } + [Date()]
            guard falls.count < most else { throw StudioTrouble.fell(times: falls.count) }
            say("the studio fell over (signal \(server.terminationStatus)), and is open again where it was")
            environment[againName] = "1"
        }
    }

    /// Ends this process when the one that keeps it does.
    private static func endWithParent() {
        let thread = Thread {
            var byte: UInt8 = 0
            while read(STDIN_FILENO, &byte, 1) > 0 {}
            exit(0)
        }
        thread.start()
    }
}
