import Files
import Foundation
import Pictures
import Synchronization
package import Wording

/// The two streams: results go to stdout, chatter to stderr.
package enum Console {
    /// Whether stderr is a terminal that a cursor may play on.
    package static var isInteractive: Bool {
        isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Columns of the terminal behind stderr; 80 when it does not say.
    static var width: Int { StandardStreams.columns(STDERR_FILENO) ?? 80 }

    /// Columns that a line of the result has: of the terminal behind stdout, or as many as `COLUMNS` says; nil where it goes into a file or
    /// a pipe, which take lines of any length.
    static var resultWidth: Int? {
        if let said = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }), said > 0 { return said }
        return isatty(STDOUT_FILENO) == 1 ? StandardStreams.columns(STDOUT_FILENO) ?? 80 : nil
    }

    /// A line of chatter. Where it cannot be written, nobody wants it: no work is given up for that.
    package static func say(_ line: String) { write(Data((line + "\n").utf8)) }

    /// Rewrites the line the cursor is on.
    package static func rewrite(_ line: String) {
        write(Data(("\r\u{1B}[2K" + Columns.prefix(of: line, within: width - 1)).utf8))
    }

    /// Bytes of chatter: a picture between the lines.
    static func write(_ data: Data) { _ = StandardStreams.write(data, to: STDERR_FILENO) }

    /// A line of the result. What cannot be written is told by `checkResults`, once all work is done.
    package static func print(_ line: String) {
        guard lost.load(ordering: .relaxed) == 0 else { return }
        if let problem = StandardStreams.write(Data((line + "\n").utf8), to: STDOUT_FILENO) {
            lost.store(problem, ordering: .relaxed)
        }
    }

    /// What went wrong with the result's first line that could not be written; 0 where all were.
    private static let lost = Atomic<Int32>(0)

    /// Looks whether every line of the result was written.
    /// - Throws: `LostResult`.
    package static func checkResults() throws {
        let problem = lost.load(ordering: .relaxed)
        if problem != 0 { throw LostResult(problem: problem) }
    }
}

extension Table {
    /// As wide as the terminal.
    package var lines: [String] { lines(width: Console.resultWidth) }
}

/// A result that could not be written to stdout.
package struct LostResult: Error, CustomStringConvertible {
    /// The system's number.
    let problem: Int32

    /// Whether its reader has gone, which has read all that it wanted: `reverie presets list | head -3`.
    package var isUnwanted: Bool { problem == EPIPE }

    package var description: String { "\(PictureError.unwritable(path: "the standard output", problem))" }
}
