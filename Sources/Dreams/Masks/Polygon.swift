import Networks
import Pictures
import Tensors

/// 1 inside of a polygon; its points in fractions of the width and the height, its edge in fractions of the shorter side.
///
/// What lies inside of a polygon that crosses itself, its rule says: what it goes round at all, or an odd number of times. A pixel at its
/// edge has as much as lies inside of it.
struct Polygon: MaskWord {
    /// In order; the last one is joined to the first.
    var points: [SIMD2<Float>] = []
    var rule = Rule.nonzero
    var softness: Float = 0.02

    enum Rule: String, Sendable, CaseIterable {
        case nonzero
        case evenOdd = "even-odd"
    }

    static let schema = Schema<Polygon>(
        "polygon", "a mask that is 1 inside of a polygon",
        [
            .points(
                "points", \.points, -1...2, count: 3...256,
                "its corners, each { x, y }: 0 left … 1 right, 0 top … 1 bottom; the last one is joined to the first"),
            .choice(
                "rule", \.rule,
                "where it crosses itself: \"nonzero\" is inside of all that it goes round, \"even-odd\" leaves holes"),
            .number(
                "softness", \.softness, 0...1, "the width of the edge, as a part of the canvas's shorter side",
                work: .reach),
        ], positional: 1, example: "mask = r.polygon { { 0.5, 0.1 }, { 0.9, 0.8 }, { 0.1, 0.8 } }",
        equation:
            "m = g * [w ≠ 0], or g * [w odd], w the turns about p, g ∝ exp(−d²/2σ²), σ = softness/4 shorter sides",
        source: "the fill rules of PostScript and SVG")

    var description: String {
        "polygon of \(points.count) from (\(points.first?.x ?? 0), \(points.first?.y ?? 0)), \(rule.rawValue), ± \(softness)"
    }

    func plane(on canvas: Tensor, by painter: MaskPainter) -> Tensor {
        let (height, width) = (canvas.shape.height, canvas.shape.width)
        let corners = points.map { $0 * SIMD2(Float(width), Float(height)) }
        let plane = Tensor(
            Shape(channels: 1, height: height, width: width),
            eachRow: { row, output in
                for line in 0..<Polygon.lines {
                    let y = Float(row) + (Float(line) + 0.5) / Float(Polygon.lines)
                    for run in runs(of: corners, at: y) {
                        Polygon.fill(&output, from: run.lowerBound, to: run.upperBound)
                    }
                }
            })
        return plane.blurred(sigma: softness / 4 * Float(min(height, width)))
    }

    /// Into how many lines a row of pixels is cut.
    private static let lines = 8

    /// What of a horizontal line lies inside.
    private func runs(of corners: [SIMD2<Float>], at y: Float) -> [ClosedRange<Float>] {
        let ends = zip(corners, corners.dropFirst() + corners.prefix(1))
        let crossings = ends.filter { ($0.y <= y) != ($1.y <= y) }.map { a, b in
            (x: a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x), turn: a.y <= y ? 1 : -1)
        }.sorted { $0.x < $1.x }
        var turns = 0
        return zip(crossings, crossings.dropFirst()).compactMap { start, end in
            turns += start.turn
            return (rule == .nonzero ? turns != 0 : turns % 2 != 0) ? start.x...end.x : nil
        }
    }

    /// Adds one line's share to every pixel of a row that a run covers.
    private static func fill(_ row: inout MutableSpan<Float>, from start: Float, to end: Float) {
        let (start, end) = (max(start, 0), min(end, Float(row.count)))
        guard start < end else { return }
        for pixel in Int(start)..<min(Int(end.rounded(.up)), row.count) {
            row[pixel] += (min(end, Float(pixel + 1)) - max(start, Float(pixel))) / Float(lines)
        }
    }

    func bytes(on size: Extent) -> Int { size.planes(softness > 0 ? 4 : 1) }
}
