import Operators
import Tensors

/// ĝ = g ÷ mean|g|
struct MeanAbsolute: NormalizationWord {
    static let schema = Schema<MeanAbsolute>(
        "mean", "by its mean size", equation: "ĝ = g ÷ mean|g|", source: "Google, dream.ipynb, 2015")

    var description: String { "÷ mean|g|" }

    func normalize(_ direction: inout Direction, meanAbsolute: Float, at moment: Moment, wrap: Wrap) {
        direction.divide(bySize: meanAbsolute)
    }

    func normalize(by parts: inout StepParts, size: Int, wrap: Wrap) -> Int? {
        parts.add(Arithmetic.divide, of: 0, size)
    }
}
