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

    @Test func gradientsThroughOklab() {
        let sky = Clouds.paint(width: 6, height: 5, seed: 3)
        let seed = Tensor.noise(sky.shape, seed: 4)
        let gradient = Oklab.pullBack(seed, at: sky)
        let error = FiniteDifferences.error(of: gradient, at: sky, step: 2e-3) {
            Sums.products(Oklab.fromSRGB($0).values.span, seed.values.span)
        }
        #expect(error < 2e-3)
        #expect(Oklab.pullBack(seed, at: .zeros(sky.shape)).isFinite)
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

    @Test func slopesOfTheTransferFunction() {
        for value in [-0.2, 0.001, 0.02, 0.3, 0.9, 1.2] as [Float] {
            let (linear, encoded) = (
                (SRGB.linear(value + 1e-3) - SRGB.linear(value - 1e-3)) / 2e-3,
                (SRGB.encoded(value + 1e-4) - SRGB.encoded(value - 1e-4)) / 2e-4
            )
            #expect(abs(SRGB.slopeOfLinear(value) - linear) < 2e-3)
            #expect(abs(SRGB.slopeOfEncoded(value) - encoded) < 2e-3 * encoded)
        }
        let sky = Clouds.paint(width: 9, height: 7, seed: 3)
        #expect(SRGB.encoded(SRGB.linear(sky)).relativeDistance(to: sky) < 1e-6)
    }

    @Test func decorrelatedColours() throws {
        let matrix = ColourMatrix.decorrelated
        // Lucid divides by the norm of the longest column, 0.46195.
        #expect(abs(matrix.rows[0].x - 0.26 / 0.46195) < 1e-5 && abs(matrix.rows[2].y + 0.09 / 0.46195) < 1e-5)
        let shape = Shape(channels: 3, height: 4, width: 5)
        #expect(Adjoints.error(inputs: shape, matrix.applied, transpose: matrix.transposed.applied) < 1e-6)
        let x = Tensor.noise(shape, seed: 3)
        let inverse = try #require(matrix.inverse)
        #expect(inverse.applied(to: matrix.applied(to: x)).relativeDistance(to: x) < 1e-5)
        #expect(ColourMatrix(.one, .one, .one).inverse == nil)
    }

    @Test func histogramsAreMatched() {
        let x = Clouds.paint(width: 90, height: 70, seed: 1)
        let wanted = Noise.cells(size: 0.2).paint(width: 80, height: 80, seed: 2).colourQuantiles
        var matched = x
        matched.match(wanted)
        for (found, wanted) in zip(matched.colourQuantiles.planes, wanted.planes) {
            // The least and the greatest value of some thousand are not those of some thousand others.
            for (a, b) in zip(found, wanted).dropFirst().dropLast() { #expect(abs(a - b) < 0.02) }
        }
        // Matching keeps the order, and what is matched already.
        for channel in 0..<3 {
            let order = x.indices(ofChannel: channel).sorted { x.values[$0] < x.values[$1] }
            #expect(zip(order, order.dropFirst()).allSatisfy { matched.values[$0] <= matched.values[$1] + 1e-6 })
        }
        var same = x
        same.match(x.colourQuantiles)
        #expect(same.relativeDistance(to: x) < 0.005)
        var one = x
        one.match(wanted, channels: 1..<2)
        #expect(one.values[0..<6300] == x.values[0..<6300] && one.values[12600...] == x.values[12600...])
        #expect(one.values != x.values)
    }

    @Test func aPlainPlaneHasAHistogramToo() {
        var plain = Tensor.plain(SIMD3(0.2, 0.5, 0.7), width: 4, height: 4)
        #expect(plain.colourQuantiles.planes[1].allSatisfy { $0 == 0.5 })
        plain.match(Clouds.paint(width: 20, height: 20, seed: 1).colourQuantiles)
        #expect(plain.isFinite)
        var sky = Clouds.paint(width: 20, height: 20, seed: 1)
        sky.match(Tensor.plain(SIMD3(0.2, 0.5, 0.7), width: 4, height: 4).colourQuantiles)
        #expect(sky == .plain(SIMD3(0.2, 0.5, 0.7), width: 20, height: 20))
    }

    @Test func lightnessOfOneColoursOfAnother() {
        let (a, b) = (
            Tensor.plain(SIMD3(0.5, 0.5, 0.4), width: 3, height: 2),
            Tensor.plain(SIMD3(0.4, 0.6, 0.5), width: 3, height: 2)
        )
        let mixed = Oklab.fromSRGB(Oklab.picture(lightnessOf: a, coloursOf: b))
        let (light, colours) = (Oklab.fromSRGB(a), Oklab.fromSRGB(b))
        #expect(abs(mixed.values[0] - light.values[0]) < 1e-4)
        #expect(abs(mixed.values[6] - colours.values[6]) < 1e-4 && abs(mixed.values[12] - colours.values[12]) < 1e-4)
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
