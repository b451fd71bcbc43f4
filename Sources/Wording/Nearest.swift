/// Guesses at what somebody meant to type.
public enum Nearest {
    /// The choice that is fewest edits away from `word`; nil when none is close enough to be worth saying.
    ///
    ///     Nearest.guess(for: "octavs", among: ["octaves", "steps"])   // "octaves"
    ///
    /// An edit is an insertion, a deletion, a substitution or a swap of neighbours; case is free. Close enough
    /// means a third of the word's length, and at least one edit. A choice costs as many operations as it has letters: a script may ask for
    /// guesses among a hundred thousand names within its time.
    public static func guess(for word: String, among choices: some Sequence<String>) -> String? {
        let pattern = Pattern(word)
        let limit = max(1, pattern.count / 3)
        var best: (choice: String, edits: Int)?
        for choice in choices {
            let most = min(limit, (best?.edits ?? .max) - 1)
            guard most >= 0 else { break }
            let edits = pattern.edits(to: choice, most: most)
            if edits <= most { best = (choice, edits) }
        }
        return best?.choice
    }

    /// The edits between two words, as far as they are compared.
    package static func distance(_ a: String, _ b: String) -> Int { Pattern(a).edits(to: b, most: .max) }

    /// A word to which many are compared: the optimal string alignment distance, all rows of a column at once in the bits of a number (Hyyrö,
    /// "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003).
    private struct Pattern {
        let count: Int
        /// For each letter, a bit for each place that has it; those of ASCII in a table.
        private var places = [UInt64](repeating: 0, count: 128)
        private var others: [UInt32: UInt64] = [:]

        /// Longer words are compared by their beginning, so that a hostile name costs nothing.
        private static let longest = 64

        init(_ word: String) {
            var count = 0
            for scalar in word.unicodeScalars.prefix(Pattern.longest) {
                let letter = Pattern.folded(scalar)
                let bit = UInt64(1) << UInt64(count)
                if letter < 128 { places[Int(letter)] |= bit } else { others[letter, default: 0] |= bit }
                count += 1
            }
            self.count = count
        }

        /// Any number above `most` for a word that is more edits away.
        func edits(to word: String, most: Int) -> Int {
            // It has no more letters than bytes.
            if word.utf8.count < count - most { return .max }
            guard count > 0 else { return word.unicodeScalars.prefix(Pattern.longest).count }
            let last = UInt64(1) << UInt64(count - 1)
            var (up, down, diagonal, before): (UInt64, UInt64, UInt64, UInt64) = (.max, 0, 0, 0)
            var (edits, length) = (count, 0)
            for scalar in word.unicodeScalars.prefix(Pattern.longest) {
                let letter = Pattern.folded(scalar)
                let equal = letter < 128 ? places[Int(letter)] : others[letter] ?? 0
                let swapped = ((~diagonal & equal) << 1) & before
                diagonal = (((equal & up) &+ up) ^ up) | equal | down | swapped
                var right = down | ~(diagonal | up)
                var left = diagonal & up
                if right & last != 0 { edits += 1 } else if left & last != 0 { edits -= 1 }
                right = right << 1 | 1
                left <<= 1
                up = left | ~(diagonal | right)
                down = right & diagonal
                before = equal
                length += 1
                // Each letter that is left takes an edit back at most.
                if edits - (Pattern.longest - length) > most { return .max }
            }
            return edits
        }

        /// Without case.
        private static func folded(_ scalar: Unicode.Scalar) -> UInt32 {
            switch scalar.value {
            case 65...90: scalar.value + 32
            case ..<128: scalar.value
            default: scalar.properties.lowercaseMapping.unicodeScalars.first?.value ?? scalar.value
            }
        }
    }
}
