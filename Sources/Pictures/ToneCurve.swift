/// A smooth curve through points that never swings beyond them.
///
///     let shadows = ToneCurve([SIMD2(0, 0), SIMD2(0.25, 0.4), SIMD2(1, 1)])
///     let lifted = picture.map { shadows[$0] }
///
/// A cubic between each two points, with slopes so chosen that it rises where they rise: Fritsch and Carlson, "Monotone piecewise cubic
/// interpolation", 1980. It goes on level past the first point and the last.
package struct ToneCurve: Sendable {
    private let points: [SIMD2<Float>]
    private let slopes: [Float]

    /// - Parameter points: (from, to), at least one, each further right than the one before.
    package init(_ points: [SIMD2<Float>]) {
        let rises = zip(points, points.dropFirst()).map { ($1.y - $0.y) / ($1.x - $0.x) }
        var slopes = [Float](repeating: 0, count: points.count)
        for i in slopes.indices where !rises.isEmpty {
            slopes[i] = i == 0 ? rises[0] : i == rises.count ? rises[i - 1] : (rises[i - 1] + rises[i]) / 2
        }
        for (i, rise) in rises.enumerated() {
            guard rise != 0 else {
                (slopes[i], slopes[i + 1]) = (0, 0)
                continue
            }
            let (a, b) = (max(slopes[i] / rise, 0), max(slopes[i + 1] / rise, 0))
            let tooSteep = max((a * a + b * b).squareRoot() / 3, 1)
            (slopes[i], slopes[i + 1]) = (a / tooSteep * rise, b / tooSteep * rise)
        }
        (self.points, self.slopes) = (points, slopes)
    }

    package subscript(x: Float) -> Float {
        guard let next = points.firstIndex(where: { x < $0.x }) else { return points[points.count - 1].y }
        guard next > 0 else { return points[0].y }
        let (from, to) = (points[next - 1], points[next])
        let width = to.x - from.x
        let t = (x - from.x) / width
        let rest = 1 - t
        let held = from.y * (1 + 2 * t) * rest * rest + to.y * (3 - 2 * t) * t * t
        return held + width * t * rest * (slopes[next - 1] * rest - slopes[next] * t)
    }
}
