public import Files
public import Foundation

extension StandardStreams {
    /// All of stdin, which should be a picture.
    /// - Throws: `StandardInputError`.
    public static func picture(most: Int) throws -> Data {
        guard isatty(STDIN_FILENO) == 0 else { throw StandardInputError.isTerminal }
        guard let data = Files.read(STDIN_FILENO, most: most + 1) else { throw StandardInputError.isClosed }
        guard data.count <= most else { throw StandardInputError.isLong(most) }
        return data
    }
}

/// What can be wrong with stdin.
public enum StandardInputError: Error, CustomStringConvertible {
    /// Nobody pipes anything.
    case isTerminal
    /// There is nothing behind it.
    case isClosed
    /// It is longer than any picture.
    case isLong(Int)

    /// In words.
    public var description: String {
        switch self {
        case .isTerminal: "'-' reads a picture from stdin, which is a terminal; pipe one into it"
        case .isClosed: "cannot read the standard input: it is closed, or a folder"
        case .isLong(let most): "the standard input goes on for more than \(Phrases.bytes(most)), which is no picture"
        }
    }
}
