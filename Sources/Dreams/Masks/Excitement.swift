import Networks
import Pictures
import Tensors

/// Where an expression is large on the canvas: a layer's activation, one channel of it, what it has in common with another picture.
struct Excitement: MaskWord {
    var expression = Expression.canvas
    var above: Float?
    var below: Float?
    var softness: Float = 0.2

    /// Scripts call it by `tensor:mask`, which weighs a tensor by a mask as well.
    static let schema = Schema<Excitement>(
        "excitement", "a mask: where the expression is large", on: .tensor(\.expression),
        Threshold.options(\.above, \.below, \.softness, most: 1, ("larger", "smaller")), positional: 0,
        equation: Excitement.equation)

    static let equation =
        Threshold.equation + ", x = (s − s₂)/(s₉₈ − s₂), s = ‖x[:, p]‖ of several channels, s₂ and s₉₈ percentiles"

    private var threshold: Threshold { Threshold(above: above, below: below, softness: softness) }
    var problem: String? { threshold.problem }
    var description: String { "\(expression) \(threshold.description)" }
    var networks: Set<String> { expression.networks }

    func question(on size: Extent, to networks: DreamNetworks, place: SourceLine?) throws -> MaskQuestion? {
        try MaskQuestion(expression.mean(), on: size, to: networks, place: place)
    }

    func plane(on canvas: Tensor, by painter: MaskPainter) throws -> Tensor {
        let size = canvas.shape.extent
        let value = try painter.value(of: expression, on: canvas)
        let lengths =
            value.shape.channels == 1
            ? value
            : Reduction(.norm, over: .channels).forward(
                [value], to: Shape(channels: 1, height: value.shape.height, width: value.shape.width))
        return lengths.spreadOut().resized(height: size.height, width: size.width, filter: .bilinear)
            .map { threshold.weight($0) }
    }

    func bytes(on size: Extent) -> Int { size.planes(3) }
}

extension Tensor {
    /// Its numbers on a scale on which a fiftieth of them lies below 0, and a fiftieth above 1; all 0 where they are equal. A few tokens of
    /// huge norm, as vision transformers have them, set no measure so.
    func spreadOut() -> Tensor {
        let sorted = values.sorted()
        guard let last = sorted.indices.last else { return self }
        let (low, high) = (sorted[last / 50], sorted[last - last / 50])
        let range = high - low
        return map { range > 1e-12 ? ($0 - low) / range : 0 }
    }
}
