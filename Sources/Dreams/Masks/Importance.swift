import Engine
import Foundation
import Networks
import Pictures
import Tensors

/// How much each pixel of the canvas counts for an objective: the size of its gradient, over some noisy views.
struct Importance: MaskWord {
    var objective = Expression.constant(0)
    var views = 8
    var noise: Float = 20
    var sharpness: Float = 1

    static let schema = Schema<Importance>(
        "importance", "a mask: how much each place counts for the objective; r.opacity makes a transparency of it",
        on: .tensor(\.objective),
        [
            .integer("views", \.views, 1...64, "whose gradients are put together"),
            .number("noise", \.noise, 0...255, "how strong the noise over each is", unit: "levels"),
            .number("sharpness", \.sharpness, 0.1...8, "above 1 only what counts most is left"),
        ], positional: 0, example: "mask = net.fire8:energy():importance()",
        equation: "m = (g / g₉₈)^sharpness within 0…1, g = Σᵥ Σ_c |∂y/∂x[c, p]| blurred by 1/100 of the shorter side",
        source: "Smilkov et al., \"SmoothGrad\", 2017; as transparency: MACO (Fel et al., 2023)")

    var problem: String? {
        objective.isNumber ? nil : "it belongs to one number; add :mean() or :energy() before it"
    }
    var description: String { "importance(\(objective), \(views), \(noise))^\(sharpness)" }
    var networks: Set<String> { objective.networks }

    func question(on size: Extent, to networks: DreamNetworks, place: SourceLine?) throws -> MaskQuestion? {
        try MaskQuestion(objective, on: size, to: networks, place: place)
    }

    func plane(on canvas: Tensor, by painter: MaskPainter) throws -> Tensor {
        let size = canvas.shape.extent
        let gradient = try painter.sensitivity(of: objective, on: canvas, views: views, noise: noise)
        let seen = gradient.shape.extent
        var sums = Tensor.zeros(Shape(channels: 1, height: seen.height, width: seen.width))
        let area = seen.height * seen.width
        for (i, value) in gradient.values.enumerated() { sums.values[i % area] += abs(value) }
        let soft = sums.blurred(sigma: max(Float(min(seen.height, seen.width)) / 100, 0.5))
        let sorted = soft.values.sorted()
        let most = max(sorted[sorted.count - 1 - sorted.count / 50], .leastNormalMagnitude)
        return soft.map { pow(min(max($0 / most, 0), 1), sharpness) }
            .resized(height: size.height, width: size.width, filter: .bilinear)
    }

    func bytes(on size: Extent) -> Int { size.canvases(3) + size.planes(3) }
}
