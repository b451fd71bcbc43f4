import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct PaletteTests {
    private let inks = Palette([SIMD3(0.1, 0.1, 0.3), SIMD3(0.9, 0.8, 0.6), SIMD3(0.8, 0.2, 0.1)])

    private func near(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> Bool {
        pointwiseMax(a - b, b - a).max() < 2e-3
    }

    private func colour(_ picture: Tensor, _ i: Int) -> SIMD3<Float> {
        let area = picture.shape.area
        return SIMD3(picture.values[i], picture.values[area + i], picture.values[2 * area + i])
    }

    @Test func everyPixelBecomesTheNearestInk() {
        let sky = Clouds.paint(width: 20, height: 15, seed: 3)
        let print = inks.locked(sky)
        for i in 0..<300 {
            let from = Oklab.fromSRGB(colour(sky, i))
            let nearest = inks.colours.min {
                let (a, b) = (Oklab.fromSRGB($0) - from, Oklab.fromSRGB($1) - from)
                return (a * a).sum() < (b * b).sum()
            }
            #expect(near(colour(print, i), nearest ?? .zero))
        }
    }

    @Test func softnessMixes() {
        let sky = Clouds.paint(width: 20, height: 15, seed: 3)
        let hard = inks.locked(sky)
        let distances = [0.01, 0.1, 0.4].map { inks.locked(sky, softness: $0).relativeDistance(to: hard) }
        #expect(distances[0] < distances[1] && distances[1] < distances[2])
        // At no end of softness every pixel is the mean of the inks.
        let mean = inks.colours.map(Oklab.fromSRGB).reduce(.zero, +) / 3
        #expect(near(colour(inks.locked(sky, softness: 1000), 7), Oklab.toSRGB(mean)))
        #expect(inks.locked(sky, strength: 0) == sky)
        #expect(Palette([]).locked(sky) == sky)
    }

    @Test func coloursAreDrawnFromAPicture() {
        var picture = Tensor.plain(inks.colours[0], width: 30, height: 30)
        picture.replace(Region(rows: 0..<12, columns: 0..<30), with: .plain(inks.colours[1], width: 30, height: 12))
        picture.replace(Region(rows: 12..<16, columns: 0..<30), with: .plain(inks.colours[2], width: 30, height: 4))
        let drawn = Palette(drawnFrom: picture, count: 3)
        // From dark to light.
        #expect(near(drawn.colours[0], inks.colours[0]))
        #expect(near(drawn.colours[1], inks.colours[2]))
        #expect(near(drawn.colours[2], inks.colours[1]))
        #expect(Palette(drawnFrom: Clouds.paint(width: 40, height: 30, seed: 1), count: 6).colours.count == 6)
    }
}
