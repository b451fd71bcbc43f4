import Files
import Foundation
package import Jobs
import Pictures
import Wording

extension PictureInput {
    /// A picture that a user names: a file by its path; `-` is stdin, which is read now.
    package init(named path: String) throws {
        self =
            path == "-"
            ? .bytes(try StandardStreams.picture(most: PictureSource.largestFile), name: "the standard input")
            : .file(path)
    }
}
