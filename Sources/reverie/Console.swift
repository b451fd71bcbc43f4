import Foundation

/// The two streams: results go to stdout, chatter to stderr.
enum Console {
    /// Whether stderr is a terminal that a cursor may play on.
    static var isInteractive: Bool {
        isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Columns of the terminal behind stderr; 80 when it does not say.
    static var width: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Columns that a line of the result has: of the terminal behind stdout, or as many as `COLUMNS` says; nil where it goes into a file or
    /// a pipe, which take lines of any length.
    static var resultWidth: Int? {
        if let said = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }), said > 0 { return said }
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
        return size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    /// A line of chatter.
    static func say(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }

    /// Rewrites the line the cursor is on.
    static func rewrite(_ line: String) {
        FileHandle.standardError.write(Data(("\r\u{1B}[2K" + String(line.prefix(width - 1))).utf8))
    }

    /// A line of the result.
    static func print(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
