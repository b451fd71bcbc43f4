/// Guesses at what somebody meant to type.
public enum Nearest {
    /// The choice that is fewest edits away from `word`; nil when none is close enough to be worth saying.
    ///
    ///     Nearest.guess(for: "octavs", among: ["octaves", "steps"])   // "octaves"
    ///
    /// An edit is an insertion, a deletion, a substitution or a swap of neighbours; case is free. Close enough
    /// means a third of the word's length, and at least one edit.
    public static func guess(for word: String, among choices: some Sequence<String>) -> String? {
        let wanted = Array(word.lowercased().prefix(longest))
        var best: (choice: String, edits: Int)?
        for choice in choices {
            let edits = distance(wanted, Array(choice.lowercased().prefix(longest)))
            if edits < best?.edits ?? Int.max { best = (choice, edits) }
        }
        guard let best, best.edits <= max(1, wanted.count / 3) else { return nil }
        return best.choice
    }

    /// Longer words are compared by their beginning, so that a hostile name costs nothing.
    private static let longest = 64

    /// The optimal string alignment distance of two words.
    static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                let substituted = last[j] + (a[i] == b[j] ? 0 : 1)
                var edits = min(substituted, last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    edits = min(edits, beforeLast[j - 1] + 1)
                }
                row.append(edits)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
