import Networks
import Pictures
import Tensors

/// What is done to the canvas before the network sees it: one of the words in this folder. Objectives that survive it are robust (Lucid,
/// `optvis/transform.py`).
///
/// Lengths are in pixels of the octave, fractions in parts of it. Each is drawn anew for every view.
public struct Transform: WordFamily {
    let word: any TransformWord

    init(_ word: any TransformWord) { self.word = word }

    /// In the order of the reference.
    static let all: [any TransformWord.Type] = [
        RandomShift.self, RandomScale.self, RandomRotate.self, RandomAffine.self, RandomPerspective.self,
        RandomCrop.self, RandomFlip.self, RandomColours.self, RandomNoise.self,
        ViewPad.self, ViewBlur.self,
    ]
}

extension Transform {
    package static var words: [any DreamWord.Type] { all }
    package var anyWord: any DreamWord { word }
    package init?(anyWord: any DreamWord) {
        guard let word = anyWord as? any TransformWord else { return nil }
        self.init(word)
    }
}

/// A word that changes a view.
protocol TransformWord: DreamWord {
    /// Adds what it does to a view, whose random numbers are the drawing's own.
    func draw(_ drawing: inout Drawing, at moment: Moment)

    /// How large it makes a view of a size.
    func size(of view: Extent) -> Extent

    /// Whether pixels of the view are others than the canvas's.
    var movesPixels: Bool { get }

    /// How small it may show anything, in the direction in which that is smallest: 1 where it shows nothing smaller.
    var leastScale: Float { get }

    /// Whether the view is blurred.
    var blurs: Bool { get }

    /// Whether pixels that it moves go by an affine map: what backends that take whole steps know.
    var isAffine: Bool { get }

    /// Whether it adds noise.
    var isNoisy: Bool { get }
}

extension TransformWord {
    func size(of view: Extent) -> Extent { view }
    var movesPixels: Bool { true }
    var leastScale: Float { 1 }
    var blurs: Bool { false }
    var isAffine: Bool { true }
    var isNoisy: Bool { false }
}

/// The transforms of one view, put together: everything that moves pixels is one affine map, so that the canvas is sampled once.
struct Drawing {
    /// From the view to the frame.
    private(set) var seen: AffineView
    private(set) var dice: Philox
    /// The σ of a Gaussian blur, in pixels.
    var blur: Float = 0
    /// What is done to the colours.
    var colours: ColourChange?
    /// The deviation of Gaussian noise, in levels.
    var noise: Float = 0
    private var isMoved = false

    init(frame: Extent, edge: Edges, dice: Philox) {
        seen = AffineView(height: frame.height, width: frame.width, edge: edge)
        self.dice = dice
    }

    /// The same; nil where nothing was moved.
    var sampling: AffineView? { isMoved ? seen : nil }

    /// Draws what is done to the colours, after what was done to them before.
    mutating func recolour(_ body: (inout Philox) -> ColourChange) {
        colours = (colours ?? ColourChange()).then(body(&dice))
    }

    mutating func move(_ body: (AffineView, inout Philox) -> AffineView) {
        seen = body(seen, &dice)
        isMoved = true
    }
}

extension Philox {
    /// A number of −limit…limit.
    mutating func around(_ limit: Float) -> Float { (2 * uniform() - 1) * limit }

    /// One of some numbers; 1 of none.
    mutating func one(of choices: [Float]) -> Float {
        choices.isEmpty ? 1 : choices[min(Int(uniform() * Float(choices.count)), choices.count - 1)]
    }
}
