import Files
import Foundation
import Jobs
import Pictures
import Wording

extension PictureInput {
    /// A picture that a user names: a file by its path; `-` is stdin, which is read now.
    init(named path: String) throws {
        guard path == "-" else {
            self = .file(path)
            return
        }
        guard isatty(STDIN_FILENO) == 0 else { throw StandardInputError.isTerminal }
        guard let data = Files.read(STDIN_FILENO, most: PictureSource.largestFile + 1) else {
            throw StandardInputError.isClosed
        }
        guard data.count <= PictureSource.largestFile else { throw StandardInputError.isLong }
        self = .bytes(data, name: "the standard input")
    }
}

/// What can be wrong with stdin.
enum StandardInputError: Error, CustomStringConvertible {
    case isTerminal
    case isClosed
    case isLong

    var description: String {
        switch self {
        case .isTerminal: "'-' reads a picture from stdin, which is a terminal; pipe one into it"
        case .isClosed: "cannot read the standard input: it is closed, or a folder"
        case .isLong:
            "the standard input goes on for more than \(Phrases.bytes(PictureSource.largestFile)), which is no picture"
        }
    }
}
