/// How wide text is on a terminal, which gives letters of East Asian scripts and pictographs two columns, and marks that stand on others none.
public enum Columns {
    /// The columns that a text takes.
    public static func width(of text: some StringProtocol) -> Int {
        text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.reduce(0) { $0 + width(of: $1) }
    }

    /// As much of the beginning as fits.
    public static func prefix(of text: String, within most: Int) -> String {
        var left = most
        return String(
            text.prefix { character in
                left -= width(of: character)
                return left >= 0
            })
    }

    /// - Parameter character: a letter with all its marks, or a pictograph with all that is joined to it.
    private static func width(of character: Character) -> Int {
        var width = 0
        for scalar in character.unicodeScalars {
            // A sign that asks for the pictograph's form (UTS #51, 2.4).
            width = scalar == "\u{FE0F}" ? 2 : max(width, self.width(of: scalar))
        }
        return width
    }

    private static func width(of scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        return wide.contains { $0.contains(scalar.value) } || scalar.properties.isEmojiPresentation ? 2 : 1
    }

    /// The blocks whose letters are Wide or Fullwidth (Unicode Standard Annex 11).
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18D08,
        0x1AFF0...0x1B2FB, 0x1F200...0x1F265, 0x20000...0x3FFFD,
    ]
}
