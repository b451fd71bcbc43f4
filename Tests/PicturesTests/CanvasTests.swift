import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct CanvasTests {
    static let kinds: [Noise] = [
        .white, .pink(power: 1), .perlin(wavelength: 0.1), .fractal(wavelength: 0.1, octaves: 4, gain: 0.6),
        .cells(size: 0.08), .mosaic(size: 0.08),
    ]

    @Test(arguments: kinds) func noiseHasMeanZeroAndDeviationOne(_ kind: Noise) {
        let planes = kind.planes(2, height: 150, width: 150, seed: 5)
        for moments in planes.colourMoments {
            #expect(abs(moments.mean) < 0.2)
            #expect(abs(moments.deviation - 1) < 0.2)
        }
        #expect(planes == kind.planes(2, height: 150, width: 150, seed: 5))
        #expect(planes != kind.planes(2, height: 150, width: 150, seed: 6))
        let (a, b) = (planes.values[0..<22500], planes.values[22500...])
        let alike = zip(a, b).reduce(Float(0)) { $0 + $1.0 * $1.1 } / 22500
        #expect(abs(alike) < 0.35, "planes are independent")
    }

    @Test(arguments: kinds[2...]) func patternsAreTheSameAtAnySize(_ kind: Noise) {
        let (small, large) = (
            kind.planes(1, height: 60, width: 80, seed: 1), kind.planes(1, height: 180, width: 240, seed: 1)
        )
        #expect(large.resized(height: 60, width: 80).relativeDistance(to: small) < 0.3)
    }

    @Test func pinkNoiseFallsWithFrequency() {
        let planes = Noise.pink(power: 1.5).planes(1, height: 64, width: 96, seed: 2)
        let magnitudes = Spectrum(of: planes).amplitudes
        let frequencies = Spectrum.frequencies(height: 64, width: 96)
        func mean(_ range: Range<Float>) -> Float {
            let chosen = magnitudes.values.indices.filter { range.contains(frequencies.values[$0]) }
            return chosen.reduce(0) { $0 + magnitudes.values[$1] } / Float(chosen.count)
        }
        let ratio = mean(0.04..<0.06) / mean(0.36..<0.54)
        #expect(abs(log(ratio) / log(9) - 1.5) < 0.15)
    }

    @Test func colourfulness() {
        let grey = Noise.white.paint(width: 20, height: 20, seed: 1, colourfulness: 0)
        #expect(grey.values[0..<400] == grey.values[400..<800] && grey.values[0..<400] == grey.values[800...])
        let colour = Noise.white.paint(width: 60, height: 60, seed: 1, mean: 0.4, deviation: 0.1)
        for moments in colour.colourMoments {
            #expect(abs(moments.mean - 0.4) < 0.01 && abs(moments.deviation - 0.1) < 0.01)
        }
    }

    @Test func rampsGoFromTheFirstColourToTheLast() {
        let (dark, light) = (SIMD3<Float>(0.1, 0.1, 0.2), SIMD3<Float>(0.9, 0.8, 0.7))
        let ramp = ColourRamp([dark, light])
        func colour(_ picture: Tensor, _ row: Int, _ column: Int) -> SIMD3<Float> {
            let (i, area) = (row * picture.shape.width + column, picture.shape.area)
            return SIMD3(picture.values[i], picture.values[area + i], picture.values[2 * area + i])
        }
        func near(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> Bool { pointwiseMax(a - b, b - a).max() < 0.02 }
        let across = ramp.linear(width: 101, height: 11)
        #expect(near(colour(across, 3, 0), dark) && near(colour(across, 9, 100), light))
        let upwards = ramp.linear(width: 11, height: 101, degrees: 90)
        #expect(near(colour(upwards, 100, 3), dark) && near(colour(upwards, 0, 9), light))
        let slanting = ramp.linear(width: 101, height: 101, degrees: 45)
        #expect(near(colour(slanting, 100, 0), dark) && near(colour(slanting, 0, 100), light))
        let round = ramp.radial(width: 101, height: 101)
        #expect(near(colour(round, 50, 50), dark) && near(colour(round, 0, 0), light))
        let middle = Oklab.toSRGB((Oklab.fromSRGB(dark) + Oklab.fromSRGB(light)) / 2)
        #expect(near(colour(across, 5, 50), middle))
        // The place of a stop is kept, and outside of all stops the outermost colour goes on.
        let late = ColourRamp(stops: [.init(place: 0.9, colour: light), .init(place: 0.5, colour: dark)])
        #expect(near(colour(late.linear(width: 101, height: 3), 1, 30), dark))
        #expect(near(colour(late.linear(width: 101, height: 3), 1, 96), light))
        #expect(near(colour(ColourRamp([dark]).radial(width: 5, height: 5), 0, 0), dark))
    }
}

@Suite struct MaskPlaneTests {
    private func value(_ mask: Tensor, _ x: Float, _ y: Float) -> Float {
        let (width, height) = (mask.shape.width, mask.shape.height)
        return mask.values[Int(y * Float(height)) * width + Int(x * Float(width))]
    }

    @Test func linear() {
        let mask = MaskPlanes.linear(width: 80, height: 40, degrees: 90, start: 0.25, end: 0.75)
        #expect(value(mask, 0.5, 0.9) == 0 && value(mask, 0.1, 0.1) == 1)
        #expect(abs(value(mask, 0.3, 0.5) - 0.5) < 0.1)
        let reversed = MaskPlanes.linear(width: 80, height: 40, degrees: 90, start: 0.75, end: 0.25)
        #expect(MaskPlanes.inverted(reversed).relativeDistance(to: mask) < 1e-5)
    }

    @Test func ellipse() {
        let mask = MaskPlanes.ellipse(
            width: 200, height: 100, centre: SIMD2(0.5, 0.5), radii: SIMD2(0.4, 0.2), softness: 0.1)
        #expect(value(mask, 0.5, 0.5) == 1 && value(mask, 0.86, 0.5) == 1 && value(mask, 0.96, 0.5) == 0)
        #expect(value(mask, 0.5, 0.66) == 1 && value(mask, 0.5, 0.76) == 0)
        #expect(abs(mask.mean - .pi * 0.4 * 0.2) < 0.01)
        // Turned upwards to the right.
        let turned = MaskPlanes.ellipse(width: 100, height: 100, radii: SIMD2(0.4, 0.1), degrees: 45)
        #expect(value(turned, 0.7, 0.3) == 1 && value(turned, 0.3, 0.7) == 1)
        #expect(value(turned, 0.3, 0.3) == 0 && value(turned, 0.7, 0.7) == 0)
    }

    /// Round, and as large as the shorter side says, on canvases that lie, stand and are square.
    @Test(arguments: [(200, 100), (100, 200), (100, 100)]) func circle(_ width: Int, _ height: Int) {
        let mask = MaskPlanes.circle(width: width, height: height, radius: 0.3, softness: 0.02)
        let inside = mask.values.indices.filter { mask.values[$0] > 0.5 }
        let (columns, rows) = (Set(inside.map { $0 % width }), Set(inside.map { $0 / width }))
        #expect(columns.count == 60 && rows.count == 60)
        #expect(columns.min() == width / 2 - 30 && rows.min() == height / 2 - 30)
        #expect(abs(Float(inside.count) - .pi * 30 * 30) < 20)
        let aside = MaskPlanes.circle(
            width: width, height: height, centre: SIMD2(0.25, 0.75), radius: 0.1, softness: 0.1)
        #expect(value(aside, 0.25, 0.75) == 1 && value(aside, 0.5, 0.5) == 0)
    }

    @Test func luminanceAndColour() {
        let ramp = ColourRamp([SIMD3(0, 0, 0), SIMD3(1, 1, 1)]).linear(width: 101, height: 3)
        let middle = MaskPlanes.luminance(of: ramp, in: 0.3...0.6)
        #expect(value(middle, 0.2, 0.5) == 0 && value(middle, 0.45, 0.5) == 1 && value(middle, 0.7, 0.5) == 0)
        let open = MaskPlanes.luminance(of: ramp, in: 0...1)
        #expect(open.values.allSatisfy { $0 == 1 })
        var flag = Tensor.plain(SIMD3(0.8, 0.1, 0.1), width: 6, height: 4)
        flag.replace(Region(rows: 0..<4, columns: 3..<6), with: .plain(SIMD3(0.1, 0.2, 0.8), width: 3, height: 4))
        let red = MaskPlanes.colour(of: flag, near: SIMD3(0.75, 0.15, 0.1))
        #expect(red.values[0] == 1 && red.values[5] == 0)
        #expect(MaskPlanes.feathered(red, sigma: 1).values[2] < 1)
    }
}
