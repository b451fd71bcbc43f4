import Operators
import Tensors

/// ĝ = g ÷ σ(g)
struct Deviation: NormalizationWord {
    static let schema = Schema<Deviation>(
        "deviation", "by its deviation", equation: "ĝ = g ÷ σ(g)",
        source: "TensorFlow, tutorials/generative/deepdream, 2020")

    var description: String { "÷ deviation" }

    func normalize(_ direction: inout Direction, meanAbsolute: Float, at moment: Moment, wrap: Wrap) {
        direction.divide(bySize: direction.gradient.deviation)
    }

    func normalize(by parts: inout StepParts, size: Int, wrap: Wrap) -> Int? {
        let mean = parts.add(Reduction(.mean, over: .all), of: 0)
        let apart = parts.add(Arithmetic.subtract, of: 0, mean)
        return parts.add(Arithmetic.divide, of: 0, parts.addRootMeanSquare(of: apart))
    }
}
