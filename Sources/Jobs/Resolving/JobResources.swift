package import Networks
import Synchronization

/// What jobs have in common: the networks that were loaded, the user's defaults, and the picture that many of them dream on.
package final class JobResources: Sendable {
    package let networks: NetworkShelf
    let defaults: Configuration
    /// What a render may hold where nobody says, in bytes.
    let share: Int
    private let keepsPicture: Bool
    private let last = Mutex<Input?>(nil)

    /// A picture, and what it was asked for by.
    private struct Input {
        let key: PictureInput
        let picture: InputPicture
    }

    /// - Parameters:
    ///   - defaults: what holds where a job says nothing.
    ///   - networks: how many networks are kept.
    ///   - library: where networks are looked up by their names; the user's library when nil.
    ///   - share: what a render may hold where nobody says, in bytes; this machine's sensible share when nil.
    ///   - keepsPicture: whether the last picture is kept, at the size that it was asked for; one job alone lets go of it.
    package init(
        defaults: Configuration, networks: Int = 1, of library: NetworkLibrary? = nil, share: Int? = nil,
        keepsPicture: Bool = false
    ) {
        self.defaults = defaults
        self.share = share ?? Memory.sensibleShare
        self.keepsPicture = keepsPicture
        self.networks = NetworkShelf(most: networks, of: library)
    }

    /// The picture that a job dreams on.
    func picture(_ input: PictureInput) -> InputPicture {
        guard keepsPicture else { return InputPicture(input.source) }
        return last.withLock { last in
            if let last, last.key == input { return last.picture }
            let picture = InputPicture(input.source)
            last = Input(key: input, picture: picture)
            return picture
        }
    }
}
