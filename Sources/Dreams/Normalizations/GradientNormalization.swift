import Operators
import Pictures
import Tensors

/// How a gradient is brought to a size that a step can be measured by: one of the words in this folder.
public struct GradientNormalization: WordFamily {
    let word: any NormalizationWord

    init(_ word: any NormalizationWord) { self.word = word }

    /// As `gradient` of a stage lists them.
    static let all: [any NormalizationWord.Type] = [
        LaplacianNormalization.self, MeanAbsolute.self, Deviation.self, RootMeanSquare.self, ThreeBlurs.self,
        PlainGradient.self,
    ]
}

extension GradientNormalization {
    package static var words: [any DreamWord.Type] { all }
    package var anyWord: any DreamWord { word }
    package init?(anyWord: any DreamWord) {
        guard let word = anyWord as? any NormalizationWord else { return nil }
        self.init(word)
    }

    /// Brings a gradient, `[1, 3, H, W]`, to a common size over the whole picture.
    /// - Parameter meanAbsolute: the mean of its elements' sizes.
    /// - Parameter wrap: which sides of it meet.
    func normalize(_ direction: inout Direction, meanAbsolute: Float, at moment: Moment, wrap: Wrap) {
        word.normalize(&direction, meanAbsolute: meanAbsolute, at: moment, wrap: wrap)
    }
}

/// A word that gives a gradient its size; r.stage takes its options beside its name.
protocol NormalizationWord: DreamWord {
    /// Gives a gradient, `[1, 3, H, W]`, its size; a factor alone is left to whoever reads it next.
    /// - Parameter meanAbsolute: the mean of its elements' sizes, which is known by then.
    func normalize(_ direction: inout Direction, meanAbsolute: Float, at moment: Moment, wrap: Wrap)

    /// Adds what gives the gradient, number 0, its size.
    /// - Parameter size: the number of the mean of its elements' sizes.
    /// - Returns: the number of what it makes; nil where operators do not.
    func normalize(by parts: inout StepParts, size: Int, wrap: Wrap) -> Int?

    /// How many canvases there are meanwhile, beside the gradient and the canvas that it was taken at.
    var canvases: Float { get }
}

extension NormalizationWord {
    func normalize(by parts: inout StepParts, size: Int, wrap: Wrap) -> Int? { nil }

    var canvases: Float { 0 }
}

extension Direction {
    /// Divides by a size.
    mutating func divide(bySize size: Float) { factor = 1 / Tensor.size(size) }
}

extension Tensor {
    /// Below a tiny size a gradient is no gradient.
    static func size(_ size: Float) -> Float { max(size, 1e-30) }

    /// Divides by a size.
    mutating func divide(bySize size: Float) { scale(by: 1 / Tensor.size(size)) }

    /// √(mean of (x − mean)²)
    var deviation: Float {
        let mean = mean
        let square = rootMeanSquare * rootMeanSquare - mean * mean
        return max(square, 0).squareRoot()
    }
}

extension StepParts {
    /// √mean(x²), which is no smaller than a size that says something.
    mutating func addRootMeanSquare(of number: Int) -> Int {
        let root = add(Power(0.5, least: 0), of: add(Reduction(.meanSquare, over: .all), of: number))
        return add(Clip(lower: Tensor.size(0), upper: .infinity), of: root)
    }
}
