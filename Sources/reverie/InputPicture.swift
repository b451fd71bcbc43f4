import Foundation
import Networks
import Pictures

/// The picture that a user names, read and made as large as the canvas once, however many sessions dream on it.
final class InputPicture {
    /// Its file.
    let source: PictureSource
    private var known: Known?

    /// The last that was asked for.
    private struct Known {
        let own: Extent
        let hash: String
        let picture: Picture
    }

    /// A file by its path; `-` is stdin, which is read now.
    init(named path: String) throws {
        guard path == "-" else {
            source = .file(path)
            return
        }
        guard isatty(STDIN_FILENO) == 0 else { throw StandardStreamError.stdinIsTerminal }
        guard let data = try? FileHandle.standardInput.read(upToCount: PictureSource.largestFile + 1) ?? Data() else {
            throw StandardStreamError.stdinIsClosed
        }
        guard data.count <= PictureSource.largestFile else { throw StandardStreamError.stdinIsLong }
        source = .bytes(data, name: "the standard input")
    }

    /// The picture at the size that `size` makes of its own size and its file's hash, and that hash.
    /// - Throws: `PictureError`, and what `size` throws.
    func picture(size: (Extent, String?) throws -> Extent) throws -> (Picture, hash: String) {
        if let known {
            let wanted = try size(known.own, known.hash)
            if wanted == Extent(height: known.picture.height, width: known.picture.width) {
                return (known.picture, known.hash)
            }
        }
        let data = try source.data()
        let hash = data.sha256
        var own = Extent(height: 0, width: 0)
        let picture = try Picture(data, path: source.name) { height, width in
            own = Extent(height: height, width: width)
            let wanted = try size(own, hash)
            return (wanted.height, wanted.width)
        }
        known = Known(own: own, hash: hash, picture: picture)
        return (picture, hash)
    }
}
