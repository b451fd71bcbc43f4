/// A pattern for names, as of layers: `*` stands for any text, also none, `?` for one character; case is free.
///
///     NamePattern("inception_4?/output").fits("inception_4c/output")   // true
public struct NamePattern: Sendable {
    private let pattern: [Character]

    /// A pattern as somebody wrote it.
    public init(_ text: String) { pattern = Array(text.lowercased()) }

    /// Whether it holds a `*` or a `?`; without one it is only a name.
    public var isPattern: Bool { pattern.contains { $0 == "*" || $0 == "?" } }

    /// Whether the whole of `name` fits, in time proportional to the product of both lengths at worst.
    public func fits(_ name: String) -> Bool {
        let name = Array(name.lowercased())
        var (i, j) = (0, 0)
        // Where to go on when what follows the last star does not fit: one more character belongs to the star.
        var retry: (pattern: Int, name: Int)?
        while j < name.count {
            if i < pattern.count, pattern[i] == "*" {
                retry = (i, j)
                i += 1
            } else if i < pattern.count, pattern[i] == "?" || pattern[i] == name[j] {
                i += 1
                j += 1
            } else if let (star, place) = retry {
                retry = (star, place + 1)
                (i, j) = (star + 1, place + 1)
            } else {
                return false
            }
        }
        return pattern[i...].allSatisfy { $0 == "*" }
    }
}
