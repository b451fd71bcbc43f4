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
}
