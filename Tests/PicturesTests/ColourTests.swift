import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct ColourTests {
    private func pixel(_ r: Float, _ g: Float, _ b: Float) -> Tensor {
        Tensor(shape: Shape(channels: 3, height: 1, width: 1), values: [r, g, b])
    }

    /// Values that Ottosson's own implementation gives for the primaries.
    @Test(
        arguments: [
            ([1, 1, 1], [1, 0, 0]), ([1, 0, 0], [0.62796, 0.22486, 0.12585]),
            ([0, 1, 0], [0.86644, -0.23389, 0.17950]),
            ([0, 0, 1], [0.45201, -0.03246, -0.31153]), ([0, 0, 0], [0, 0, 0]),
        ] as [([Float], [Float])])
    func oklabOfThePrimaries(_ rgb: [Float], _ lab: [Float]) {
        let found = Oklab.fromSRGB(pixel(rgb[0], rgb[1], rgb[2])).values
        for (a, b) in zip(found, lab) { #expect(abs(a - b) < 1e-4) }
    }

    @Test func oklabAndBack() {
        let sky = Clouds.paint(width: 40, height: 30, seed: 3)
        #expect(Oklab.toSRGB(Oklab.fromSRGB(sky)).relativeDistance(to: sky) < 1e-4)
    }

    @Test func momentsAreMatched() {
        let x = Tensor.noise(Shape(channels: 3, height: 20, width: 20), seed: 1)
        var reference = Tensor.noise(Shape(channels: 3, height: 31, width: 17), seed: 2)
        reference.scale(by: 3)
        reference.add(Tensor(shape: reference.shape, repeating: 5))
        var matched = x
        matched.match(reference.colourMoments)
        #expect(abs(matched.mean - reference.mean) < 1e-3)
        #expect(abs(matched.rootMeanSquare - reference.rootMeanSquare) < 1e-2)
    }

    @Test func skiesAreAFunctionOfTheirSeed() {
        let sky = Clouds.paint(width: 48, height: 32, seed: 1)
        #expect(sky == Clouds.paint(width: 48, height: 32, seed: 1))
        #expect(sky != Clouds.paint(width: 48, height: 32, seed: 2))
        #expect(sky.values.allSatisfy { $0 >= 0 && $0 <= 1 })
        // The same sky at another size.
        let large = Clouds.paint(width: 192, height: 128, seed: 1).resized(height: 32, width: 48)
        #expect(large.relativeDistance(to: sky) < 0.1)
        let noise = NoiseCanvas.paint(width: 48, height: 32, seed: 1)
        #expect(abs(noise.mean - 0.46) < 0.02)
    }
}
