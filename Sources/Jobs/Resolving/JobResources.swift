import Synchronization

/// What jobs have in common: the networks that were loaded, the user's defaults, and the picture that many of them dream on.
package final class JobResources: Sendable {
    package let networks: NetworkShelf
    let defaults: Configuration
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
    ///   - keepsPicture: whether the last picture is kept, at the size that it was asked for; one job alone lets go of it.
    package init(defaults: Configuration, networks: Int = 1, keepsPicture: Bool = false) {
        self.defaults = defaults
        self.keepsPicture = keepsPicture
        self.networks = NetworkShelf(most: networks)
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
