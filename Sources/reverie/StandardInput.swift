import Files
import Foundation
import Jobs
import Pictures
import Wording

extension PictureInput {
    /// A picture that a user names: a file by its path; `-` is stdin, which is read now.
    init(named path: String) throws {
        self =
            path == "-"
            ? .bytes(try StandardStreams.picture(most: PictureSource.largestFile), name: "the standard input")
            : .file(path)
    }
}
