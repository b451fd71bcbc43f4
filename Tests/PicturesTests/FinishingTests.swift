import Pictures
import Tensors
import Testing

/// Curves and grain.
@Suite struct FinishingTests {
    /// It goes through its points, and between two it stays between them, however steep its neighbours are.
    @Test(arguments: [
        [SIMD2<Float>(0, 0), SIMD2(0.1, 0.9), SIMD2(1, 1)],
        [SIMD2(0, 1), SIMD2(0.4, 0.2), SIMD2(0.5, 0.2), SIMD2(0.9, 0.7)],
        [SIMD2(0.2, 0.3), SIMD2(0.8, 0.9)],
    ])
    func curvesNeverSwing(points: [SIMD2<Float>]) {
        let curve = ToneCurve(points)
        for point in points { #expect(abs(curve[point.x] - point.y) < 1e-6) }
        for (from, to) in zip(points, points.dropFirst()) {
            let between = (0...100).map { curve[from.x + (to.x - from.x) * Float($0) / 100] }
            let steps = zip(between, between.dropFirst()).map { $1 - $0 }
            #expect(steps.allSatisfy { to.y >= from.y ? $0 >= -1e-6 : $0 <= 1e-6 })
        }
        #expect(curve[-1] == points[0].y && curve[2] == points[points.count - 1].y)
    }

    /// As much as it says on middle grey, at any size of grain, and the same in all colours.
    @Test(arguments: [Float(1), 3, 12.5])
    func grainIsAsStrongAsItSays(size: Float) {
        let grey = Tensor(shape: Shape(channels: 3, height: 240, width: 320), repeating: 0.5)
        var picture = grey
        FilmGrain.add(to: &picture, amount: 0.1, size: size, seed: 5)
        let area = grey.shape.area
        let first = Array(picture.values[..<area])
        #expect(first == Array(picture.values[area..<2 * area]) && first == Array(picture.values[(2 * area)...]))
        let mean = first.reduce(0, +) / Float(area)
        let deviation = (first.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(area)).squareRoot()
        #expect(abs(mean - 0.5) < 0.01 && abs(deviation - 0.1) < 0.003, "\(mean) ± \(deviation)")
    }
}
