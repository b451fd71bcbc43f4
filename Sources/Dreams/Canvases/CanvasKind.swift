import Pictures
import Tensors

extension Canvas {
    /// What a canvas shows: one of the words in this folder.
    public struct Kind: WordFamily {
        let word: any CanvasWord

        init(_ word: any CanvasWord) { self.word = word }

        /// In the order of the reference.
        static let all: [any CanvasWord.Type] = [
            CloudSky.self, NoiseField.self, LinearGradient.self, RadialGradient.self, PlainColour.self,
        ]
    }
}

extension Canvas.Kind {
    package static var words: [any DreamWord.Type] { all }
    package var anyWord: any DreamWord { word }
    package init?(anyWord: any DreamWord) {
        guard let word = anyWord as? any CanvasWord else { return nil }
        self.init(word)
    }
}

/// A word that paints a canvas to begin with. Patterns are as large as the canvas is high, so that they look alike at any size.
protocol CanvasWord: DreamWord {
    /// Colours, `[1, 3, H, W]`, sRGB-encoded 0…1.
    func colours(height: Int, width: Int, seed: UInt64) -> Tensor

    /// How many canvases painting it holds, itself included.
    var canvases: Float { get }
}

extension CanvasWord {
    var canvases: Float { 1 }
}

extension [Colour] {
    /// `#203060 … #ffb060`
    var ends: String { [first, last].compactMap { $0.map { "\($0)" } }.joined(separator: " … ") }
}
