import Files
import Networks
import Pictures
package import Recipes

extension PresetPack {
    /// A preset with all that its recipes require and read, once it is in order.
    /// - Parameter networks: those that it is checked with.
    /// - Throws: `SharingError.unfit` where it has mistakes.
    package init(checking source: PresetSource, named name: String? = nil, networks: NetworkShelf) throws {
        var pack = PresetPack(of: source)
        let check = PresetCheck(installed: source, networks: networks) { try pack.add($0) }
        if let first = check.errors.first { throw SharingError.unfit(name: name ?? source.name, problem: first) }
        self = pack
    }

    /// Looks whether a pack may be written to a path: nothing that is none is replaced.
    /// - Throws: `PictureError`.
    package static func check(_ path: String, replaces: Bool) throws {
        try AtomicFile.check(path)
        guard replaces || !Files.exists(path) || (try? PresetPack(contentsOf: path)) != nil else {
            throw PictureError.exists(path: path)
        }
    }
}
