import Foundation
public import Tensors

/// A line of text that is drawn into a picture, in a typeface of dots.
public struct Label: Hashable, Sendable {
    /// What is written; what the typeface lacks is written as what looks like it, or as a box.
    public let text: String
    /// Pixels of a dot.
    public let scale: Int

    /// A label of a text, whole.
    public init(_ text: String, scale: Int = 1) {
        self.text = Label.plain(text)
        self.scale = scale
    }

    /// A label that is no wider than so many pixels: what is too long loses its middle, since names that share a beginning differ at the end.
    public init(_ text: String, scale: Int = 1, within width: Int) {
        self.scale = scale
        let text = Label.plain(text)
        let most = max(1, (width / scale + BitmapFont.advance - BitmapFont.width) / BitmapFont.advance)
        guard text.count > most else {
            self.text = text
            return
        }
        let head = (most - 1) / 3
        self.text = text.prefix(head) + "…" + text.suffix(most - 1 - head)
    }

    /// Pixels across.
    public var width: Int {
        text.isEmpty ? 0 : scale * (text.count * BitmapFont.advance - BitmapFont.advance + BitmapFont.width)
    }

    /// Pixels from one line to the next.
    public static func leading(scale: Int) -> Int { BitmapFont.leading * scale }

    /// Draws it into `[1, 3, H, W]` with its upper left corner at a place; what lies outside is left out.
    public func draw(into colours: inout Tensor, x: Int, y: Int, colour: SIMD3<Float>) {
        let shape = colours.shape
        for (number, character) in text.enumerated() {
            let left = x + number * BitmapFont.advance * scale
            for (dot, isSet) in BitmapFont.dots(of: character).enumerated() where isSet {
                let (row, column) = (y + dot / BitmapFont.width * scale, left + dot % BitmapFont.width * scale)
                for py in row..<row + scale where (0..<shape.height).contains(py) {
                    for px in column..<column + scale where (0..<shape.width).contains(px) {
                        for c in 0..<3 { colours.values[c * shape.area + py * shape.width + px] = colour[c] }
                    }
                }
            }
        }
    }

    private static let likenesses: [Character: Character] = [
        "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": "\"", "”": "\"", "\u{A0}": " ", "\t": " ",
    ]

    /// In characters that there are glyphs of: accents go, as far as that helps.
    private static func plain(_ text: String) -> String {
        String(
            text.map { character in
                if BitmapFont.has(character) { return character }
                if let likeness = likenesses[character] { return likeness }
                let base = String(character).decomposedStringWithCanonicalMapping.unicodeScalars.first.map {
                    Character($0)
                }
                return base.flatMap { BitmapFont.has($0) ? $0 : nil } ?? character
            })
    }
}
