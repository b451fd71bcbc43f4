import Dreams
package import Networks
package import Wording

/// A network's classes for people: their numbers and all their names.
package struct ClassList {
    /// A row each.
    package let table: Table

    /// - Parameter wanted: a part of a name, or a pattern such as `*hound`; all of them when nil. Case is free.
    /// - Throws: `NetworkError` where the network knows no classes, `NoSuchClass` where none fits.
    package init(of network: Network, matching wanted: String?) throws {
        guard !network.classes.isEmpty else { throw network.noClasses }
        let pattern = wanted.map { NamePattern(NamePattern($0).isPattern ? $0 : "*\($0)*") }
        let found = network.classes.enumerated().filter { _, label in
            pattern.map { pattern in
                pattern.fits(label) || label.split(separator: ", ").contains { pattern.fits(String($0)) }
            }
                ?? true
        }
        guard !found.isEmpty else {
            throw NoSuchClass(name: wanted ?? "", network: NetworkVocabulary(network))
        }
        table = Table(headings: ["CLASS", "NAMES"], rows: found.map { ["\($0.offset)", $0.element] })
    }
}

/// A class that a network does not know.
package struct NoSuchClass: Error, CustomStringConvertible {
    let name: String
    let network: NetworkVocabulary

    /// One sentence.
    package var description: String {
        "\(Phrases.harmless(network.name)) knows no '\(Phrases.harmless(name))'" + network.classGuess(for: name)
    }
}
