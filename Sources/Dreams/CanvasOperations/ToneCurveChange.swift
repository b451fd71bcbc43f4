import Pictures
import Tensors

/// Levels through a curve: all colours alike, one of them, or the lightness alone.
struct ToneCurveChange: ColourOperation {
    /// From left to right.
    var points: [SIMD2<Float>] = [.zero, .one]
    var channel = Channel.colours

    /// What goes through it.
    enum Channel: String, Sendable, CaseIterable {
        case colours, red, green, blue, lightness

        /// The one plane of the picture; nil where it is not one.
        fileprivate var plane: Int? {
            switch self {
            case .colours, .lightness: nil
            case .red: 0
            case .green: 1
            case .blue: 2
            }
        }
    }

    static let schema = Schema<ToneCurveChange>(
        "curve", "takes levels along a curve",
        [
            .points(
                "points", \.points, 0...1, count: 2...16,
                "what becomes of which level, each { from, to }, 0 black … 1 white, from left to right"),
            .choice(
                "channel", \.channel,
                "red, green and blue alike, one of them, or lightness, which leaves colours as they are",
                work: .value),
        ], positional: 2, example: "r.curve { { 0, 0.06 }, { 0.3, 0.26 }, { 0.7, 0.8 }, { 1, 0.96 } }",
        equation: "y = c(x), c a monotone cubic through the points, level past its ends; of lightness, L of Oklab",
        source: "Fritsch and Carlson, \"Monotone piecewise cubic interpolation\", 1980")

    var description: String {
        "curve of \(channel.rawValue) " + points.map { "\($0.x)→\($0.y)" }.joined(separator: " ")
    }

    var problem: String? {
        zip(points, points.dropFirst()).first { $0.x >= $1.x }.map {
            "points go from left to right, and after \($0.x) comes \($1.x)"
        }
    }

    /// They are changed in their place.
    var canvases: Float { 1 }

    func recolour(_ colours: consuming Tensor, in scene: OperationContext) -> Tensor {
        let curve = ToneCurve(points)
        if channel == .lightness { return Oklab.mapLightness(of: colours) { _, lightness in curve[lightness] } }
        var colours = colours
        let (area, plane) = (colours.shape.area, channel.plane)
        colours.change { place, level in
            if plane == nil || plane == place / area { level = curve[level] }
        }
        return colours
    }
}
