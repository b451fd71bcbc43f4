import Files
import Foundation
import Networks
import Pictures
import Synchronization

/// The picture that a user names, read and made as large as the canvas once, however many sessions dream on it.
final class InputPicture: Sendable {
    /// Its file.
    let source: PictureSource
    private let known = Mutex<Known?>(nil)

    /// The last that was asked for.
    private struct Known {
        let own: Extent
        let hash: String
        let picture: Picture
    }

    /// A picture that is read when it is asked for.
    init(_ source: PictureSource) { self.source = source }

    /// The picture at the size that `size` makes of its own size and its file's hash, and that hash.
    /// - Throws: `PictureError`, and what `size` throws.
    func picture(size: (Extent, String?) throws -> Extent) throws -> (Picture, hash: String) {
        if let known = known.withLock({ $0 }) {
            let wanted = try size(known.own, known.hash)
            if wanted == Extent(height: known.picture.height, width: known.picture.width) {
                return (known.picture, known.hash)
            }
        }
        let data = try source.data()
        let hash = data.sha256
        var own = Extent(height: 0, width: 0)
        var picture = try Picture(data, path: source.name) { height, width in
            own = Extent(height: height, width: width)
            let wanted = try size(own, hash)
            return (wanted.height, wanted.width)
        }
        // With the file beside it.
        picture.metadata.bytesToRead += data.count
        known.withLock { [own, picture] in $0 = Known(own: own, hash: hash, picture: picture) }
        return (picture, hash)
    }
}
