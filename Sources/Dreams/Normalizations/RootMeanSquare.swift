import Operators
import Tensors

/// ĝ = g ÷ √mean(g²)
struct RootMeanSquare: NormalizationWord {
    static let schema = Schema<RootMeanSquare>(
        "rms", "by its root mean square", equation: "ĝ = g ÷ √mean(g²)")

    var description: String { "÷ rms" }

    func normalize(_ direction: inout Direction, meanAbsolute: Float, at moment: Moment, wrap: Wrap) {
        direction.divide(bySize: direction.gradient.rootMeanSquare)
    }

    func normalize(by parts: inout StepParts, size: Int, wrap: Wrap) -> Int? {
        parts.add(Arithmetic.divide, of: 0, parts.addRootMeanSquare(of: 0))
    }
}
