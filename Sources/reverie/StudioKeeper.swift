import ArgumentParser
import Foundation
import Studio
import Wording

/// Keeps the studio open: the page is served by a process of its own, and where that falls over, another takes its place, at the same address and
/// with the same key. What lay in its folder is there again; a dream that was being dreamt is not.
enum StudioKeeper {
    /// The variables by which the process that serves knows its part.
    static let key = "REVERIE_STUDIO_KEY"
    static let again = "REVERIE_STUDIO_AGAIN"

    /// A process that falls over so often within so short a time is not begun again.
    private static let (most, seconds) = (5, 60.0)

    /// Serves until the process ends by itself, or by Ctrl-C.
    static func keep(port: Int, arguments: [String]) throws {
        var falls: [Date] = []
        var environment = ProcessInfo.processInfo.environment
        environment[key] = Studio.makeKey()
        // Who dreams with one's hands reads no traces, and they take their time.
        environment["SWIFT_BACKTRACE"] = environment["SWIFT_BACKTRACE"] ?? "enable=no"
        while true {
            let server = Process()
            // As it is in memory: its file may have been replaced meanwhile.
            server.executableURL = URL(fileURLWithPath: "/proc/self/exe")
            server.arguments = ["studio", "--port", "\(port)"] + arguments
            server.environment = environment
            // The other end closes with this process, however it ends.
            let life = Pipe()
            server.standardInput = life
            try server.run()
            server.waitUntilExit()
            try? life.fileHandleForWriting.close()
            guard server.terminationReason == .uncaughtSignal,
                [SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGKILL, SIGSEGV, SIGTRAP].contains(server.terminationStatus)
            else {
                guard server.terminationStatus == 0 else { throw ExitCode(server.terminationStatus) }
                return
            }
            falls = falls.filter { -$0.timeIntervalSinceNow < seconds } + [Date()]
            guard falls.count < most else { throw StudioFell(times: falls.count) }
            Console.say("the studio fell over (signal \(server.terminationStatus)), and is open again where it was")
            environment[again] = "1"
        }
    }

    /// Ends this process when the one that keeps it does.
    static func endWithParent() {
        let thread = Thread {
            var byte: UInt8 = 0
            while read(STDIN_FILENO, &byte, 1) > 0 {}
            exit(0)
        }
        thread.start()
    }
}

/// A studio that does not stand.
private struct StudioFell: Error, CustomStringConvertible {
    let times: Int

    var description: String {
        "the studio fell over \(Phrases.count(times, "time")) within a minute; what was dreamt last is best left alone"
    }
}
