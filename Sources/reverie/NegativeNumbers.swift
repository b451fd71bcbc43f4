/// Negative numbers on a command line.
///
/// The argument parser takes `-1` for an option, and says of `--seed -1` that the seed is missing. No option of ours is called by a digit: what
/// looks like a number behind an option is its value, and whether it takes such a one is for the option to say.
enum NegativeNumbers {
    /// The words of a command line, where such a value is joined to its option: `--seed=-1`.
    static func joined(in words: [String]) -> [String] {
        let open = words.prefix { $0 != "--" }
        var joined: [String] = []
        for word in open {
            if let option = joined.last, option.wholeMatch(of: #/--[a-z][a-z-]*/#) != nil, isNumber(word) {
                joined[joined.count - 1] = option + "=" + word
            } else {
                joined.append(word)
            }
        }
        return joined + words.dropFirst(open.count)
    }

    /// `-1`, `-.5`, `-2GiB`, `-30000/1001`.
    private static func isNumber(_ word: String) -> Bool {
        word.wholeMatch(of: #/-[0-9]*\.?[0-9]+[A-Za-z%]*(?:\/[0-9]+)?/#) != nil
    }
}
