import Files

/// Commands as somebody can paste them into a shell.
public enum ShellText {
    /// The words, quoted where a shell needs that.
    public static func command(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

    private static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "-_./=:,+@%".contains($0) }
        if isPlain { return Phrases.harmless(word) }
        let isText = word.unicodeScalars.allSatisfy {
            PathText.byte(of: $0) == nil && $0.properties.generalCategory != .control
        }
        if isText { return "'" + Phrases.harmless(word).replacing("'", with: "'\\''") + "'" }
        // As bash, zsh and ksh write what is no text.
        let pieces = word.unicodeScalars.map { scalar in
            if let byte = PathText.byte(of: scalar) { return "\\x" + String(byte, radix: 16) }
            if scalar.value < 0x20 || scalar.value == 0x7F {
                return "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            }
            return "'\\".unicodeScalars.contains(scalar) ? "\\\(scalar)" : "\(scalar)"
        }
        return "$'" + pieces.joined() + "'"
    }
}
