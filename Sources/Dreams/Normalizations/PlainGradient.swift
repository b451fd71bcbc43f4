import Tensors

/// ĝ = g
struct PlainGradient: NormalizationWord {
    static let schema = Schema<PlainGradient>(
        "none", "not at all", equation: "ĝ = g")

    var description: String { "as it is" }

    func normalize(_ direction: inout Direction, meanAbsolute: Float, at moment: Moment, wrap: Wrap) {}

    func normalize(by parts: inout StepParts, size: Int, wrap: Wrap) -> Int? { 0 }
}
