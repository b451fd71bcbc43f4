import Networks
import Pictures

/// Bent around a point, by an angle in degrees clockwise there, that fades to the radius.
struct Swirl: WarpingOperation {
    var angle: Float = 90
    var radius: Float = 0.5
    var x: Float = 0.5
    var y: Float = 0.5
    var wrap = Wrap.none

    static let schema = Schema<Swirl>(
        "swirl", "turns the canvas about a point, less and less away from it",
        [
            .number("angle", \.angle, -3600...3600, "at the point itself", unit: "degrees"),
            .number("radius", \.radius, 0.01...4, "where it ends, in shorter sides"), .middleX(\.x), .middleY(\.y),
            .wrap(\.wrap),
        ], positional: 2, example: "r.swirl { angle = 120, radius = 0.6 }",
        equation: "y(p) = x(middle + R(−angle·max(0, 1 − d/radius)²)·(p − middle)), d = |p − middle|")

    var description: String { "swirl \(angle)° within \(radius) of (\(x), \(y))\(wrap.note)" }

    func displacement(_ size: Extent, _ edge: Edges, seed: UInt64) -> Displacement {
        .swirl(
            height: size.height, width: size.width, degrees: -angle, radius: radius, centre: SIMD2(x, y), edge: edge)
    }
}
