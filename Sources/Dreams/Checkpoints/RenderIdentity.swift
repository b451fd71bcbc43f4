import Wording

/// What makes a render the one it is, as facts that can be stored, compared and told: a state is gone on from only where all are the same.
public struct RenderIdentity: Hashable, Sendable, Codable {
    /// One fact.
    public struct Fact: Hashable, Sendable, Codable {
        /// As a sentence calls it: `the seed`.
        public var name: String
        /// In words, or a digest.
        public var value: String
        /// Whether the value says nothing to people.
        public var isDigest: Bool

        /// A fact from its parts.
        public init(_ name: String, _ value: String, isDigest: Bool = false) {
            self.name = name
            self.value = value
            self.isDigest = isDigest
        }
    }

    /// In the order that they are told.
    public var facts: [Fact]

    /// An identity from its facts.
    public init(_ facts: [Fact]) { self.facts = facts }

    /// What differs from this, which was before, to `now`; a clause each.
    func differences(from now: RenderIdentity) -> [String] {
        let names = facts.map(\.name) + now.facts.map(\.name).filter { name in !facts.contains { $0.name == name } }
        return names.compactMap { name in
            let (old, new) = (fact(name), now.fact(name))
            return old == new ? nil : RenderIdentity.clause(name, old, new)
        }
    }

    private func fact(_ name: String) -> Fact? { facts.first { $0.name == name } }

    private static func clause(_ name: String, _ old: Fact?, _ new: Fact?) -> String {
        let name = Phrases.harmless(name, limit: 80)
        func text(_ fact: Fact?) -> String { fact.map { "'\(Phrases.harmless($0.value, limit: 80))'" } ?? "not set" }
        if old?.isDigest == true, new?.isDigest == true { return "\(name) is another one" }
        return "\(name) was \(text(old)) and is \(text(new))"
    }
}
