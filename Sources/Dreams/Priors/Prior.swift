import Tensors

/// Something that is done to the canvas after a step: one of the words in this folder (Yosinski et al., "Understanding neural networks
/// through deep visualization", 2015). It acts on levels, around 128.
public struct Prior: WordFamily {
    let word: any PriorWord

    init(_ word: any PriorWord) { self.word = word }

    /// In the order in which they are applied.
    static let all: [any PriorWord.Type] = [PriorDecay.self, PriorBlur.self, SmallNorm.self, SmallContribution.self]
}

extension Prior {
    package static var words: [any DreamWord.Type] { all }
    package var anyWord: any DreamWord { word }
    package init?(anyWord: any DreamWord) {
        guard let word = anyWord as? any PriorWord else { return nil }
        self.init(word)
    }
}

/// A word that changes a canvas after a step; r.stage has its options in `priors`. With all of them as they are when left out it does
/// nothing.
protocol PriorWord: DreamWord {
    /// Changes a canvas of levels, `[1, 3, H, W]`.
    func apply(to canvas: inout Tensor, after step: PriorContext)

    /// Whether the gradient of the step is needed.
    func needsGradient(at moment: Moment) -> Bool

    /// How many canvases there are meanwhile, beside the canvas and what it was before.
    var canvases: Float { get }

    /// Whether it does nothing.
    var isIdle: Bool { get }
}

extension PriorWord {
    func needsGradient(at moment: Moment) -> Bool { false }
    var canvases: Float { 0 }
    var isIdle: Bool { self == Self() }
}

/// The step that a prior comes after.
struct PriorContext {
    /// Of the canvas, where it is needed.
    let gradient: Tensor?
    /// Of the octave, counted from 0.
    let number: Int
    let moment: Moment
    /// Which sides of the canvas meet.
    let wrap: Wrap

    /// What pixels go back to.
    static let grey: Float = 128
}

/// What is done to the canvas after a step, in order.
public struct Priors: Hashable, Sendable {
    private(set) var all: [Prior]

    /// None.
    public init() { all = [] }

    /// Those that do anything with some of their options given.
    package init(_ values: [String: WordValue]) {
        let words = Prior.all.map { type -> any PriorWord in type.make(values) }
        all = words.filter { !$0.isIdle }.map(Prior.init)
    }

    /// Whether nothing is done.
    var isEmpty: Bool { all.isEmpty }

    /// How many canvases there are meanwhile, beside the one that is changed.
    /// - Parameter isMasked: what it was before is needed then.
    func canvases(isMasked: Bool) -> Float { (all.map(\.word.canvases).max() ?? 0) + (isMasked ? 1 : 0) }

    /// Whether the gradient of the step is needed.
    func needGradient(at moment: Moment) -> Bool { all.contains { $0.word.needsGradient(at: moment) } }

    /// Changes a canvas of levels after a step, where a mask lets the dream happen.
    func apply(
        to canvas: inout Tensor, gradient: Tensor?, step: Int, at moment: Moment, mask: Tensor?, wrap: Wrap
    ) {
        guard !all.isEmpty else { return }
        let before = mask == nil ? nil : canvas
        let scene = PriorContext(gradient: gradient, number: step, moment: moment, wrap: wrap)
        for prior in all { prior.word.apply(to: &canvas, after: scene) }
        guard let before, let mask else { return }
        canvas.add(before, times: -1)
        canvas.multiply(byMask: mask)
        canvas.add(before)
    }
}

extension Priors: CustomStringConvertible {
    /// `decay 0.01, blur 1.0 every 4`
    public var description: String { all.map { "\($0)" }.joined(separator: ", ") }
}

extension Tensor {
    /// Sets the fraction of the pixels that matter least to grey.
    mutating func silence(_ fraction: Float, importance: ([Float], _ pixel: Int, _ area: Int) -> Float) {
        let area = shape.area
        guard area > 0 else { return }
        let important = (0..<area).map { importance(values, $0, area) }
        let threshold = important.sorted()[min(Int(fraction * Float(area)), area - 1)]
        for pixel in 0..<area where important[pixel] < threshold {
            for channel in 0..<shape.channels { values[channel * area + pixel] = PriorContext.grey }
        }
    }
}
