import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct ToneTests {
    private func pixel(_ r: Float, _ g: Float, _ b: Float) -> Tensor { .plain(SIMD3(r, g, b), width: 1, height: 1) }

    @Test func nothingChangesNothing() {
        let x = Tensor.noise(Shape(channels: 3, height: 3, width: 4), seed: 1)
        #expect(Tone().applied(to: x) == x)
    }

    @Test func exposureIsInStopsOfLight() {
        let brighter = Tone(exposure: 1).applied(to: pixel(0.2, 0.3, 0.4))
        for (a, b) in zip(brighter.values, [0.2, 0.3, 0.4] as [Float]) {
            #expect(abs(SRGB.linear(a) - 2 * SRGB.linear(b)) < 1e-5)
        }
    }

    @Test func middleGreyAndTheEndsStay() {
        #expect(Tone(contrast: 3).applied(to: pixel(0.5, 0.5, 0.5)).values.allSatisfy { abs($0 - 0.5) < 1e-6 })
        #expect(Tone(contrast: 2).applied(to: pixel(0.25, 0.5, 0.75)).values == [0, 0.5, 1])
        #expect(Tone(gamma: 2).applied(to: pixel(0, 0.25, 1)).values == [0, 0.5, 1])
    }

    @Test func saturationAndHueKeepLightness() {
        let colour = pixel(0.7, 0.4, 0.3)
        let lightness = Oklab.lightness(of: colour).values[0]
        let grey = Tone(saturation: 0).applied(to: colour)
        #expect(abs(grey.values[0] - grey.values[1]) < 1e-3 && abs(grey.values[1] - grey.values[2]) < 1e-3)
        for tone in [Tone(saturation: 0), Tone(saturation: 1.3), Tone(hue: 90), Tone(hue: 180)] {
            #expect(abs(Oklab.lightness(of: tone.applied(to: colour)).values[0] - lightness) < 1e-3)
        }
        let turned = Tone(hue: 360).applied(to: colour)
        #expect(turned.relativeDistance(to: colour) < 1e-3)
    }

    @Test func sharpeningAddsWhatBlurringTakes() {
        let x = Clouds.paint(width: 40, height: 30, seed: 1)
        #expect(x.sharpened(amount: 0) == x)
        #expect(x.sharpened(amount: -1).relativeDistance(to: x.blurred(sigma: 1.5)) < 1e-5)
        #expect(x.sharpened(amount: 2, threshold: 2) == x)
    }
}

@Suite struct BlendingTests {
    private func blend(_ below: Float, _ above: Float, _ mode: BlendMode) -> Float {
        let (below, above) = (
            Tensor.plain(SIMD3(repeating: below), width: 1, height: 1),
            Tensor.plain(SIMD3(repeating: above), width: 1, height: 1)
        )
        return below.blended(with: above, mode: mode).values[1]
    }

    /// By hand, from the formulas of the specification.
    @Test(
        arguments: [
            (.normal, 0.75, 0.25), (.multiply, 0.1875, 0.1875), (.screen, 0.8125, 0.8125), (.overlay, 0.375, 0.625),
            (.hardLight, 0.625, 0.375), (.softLight, 0.375, 0.65625), (.lighten, 0.75, 0.75), (.darken, 0.25, 0.25),
            (.difference, 0.5, 0.5), (.add, 1, 1), (.subtract, 0, 0.5), (.colour, 0.25, 0.75),
            (.luminosity, 0.75, 0.25),
        ] as [(BlendMode, Float, Float)])
    func greys(_ mode: BlendMode, _ lightOnDark: Float, _ darkOnLight: Float) {
        // Soft light takes the root of the lower level from a quarter on, and a cubic below: both meet at a quarter.
        #expect(abs(blend(0.25, 0.75, mode) - lightOnDark) < 1e-5)
        #expect(abs(blend(0.75, 0.25, mode) - darkOnLight) < 1e-5)
    }

    @Test func colourAndLuminosityAreEachOther() {
        let (red, sky) = (
            Tensor.plain(SIMD3(0.8, 0.2, 0.1), width: 1, height: 1),
            Tensor.plain(SIMD3(0.3, 0.5, 0.9), width: 1, height: 1)
        )
        let (tint, light) = (red.blended(with: sky, mode: .colour), sky.blended(with: red, mode: .luminosity))
        #expect(tint.relativeDistance(to: light) < 1e-6)
        let tinted = red.blended(with: sky, mode: .colour).values
        #expect(abs(0.3 * tinted[0] + 0.59 * tinted[1] + 0.11 * tinted[2] - (0.24 + 0.118 + 0.011)) < 1e-5)
        #expect(tinted[2] > tinted[0])
    }

    @Test(arguments: BlendMode.allCases) func opacityAndMaskMixIn(_ mode: BlendMode) {
        let (below, above) = (Clouds.paint(width: 8, height: 6, seed: 1), Clouds.paint(width: 8, height: 6, seed: 2))
        #expect(below.blended(with: above, mode: mode, opacity: 0).relativeDistance(to: below) < 1e-6)
        let whole = below.blended(with: above, mode: mode)
        #expect(whole.values.allSatisfy { (0...1).contains($0) })
        let mask = MaskPlanes.linear(width: 8, height: 6, start: 0.5, end: 0.5)
        let masked = below.blended(with: above, mode: mode, mask: mask)
        for i in 0..<masked.values.count {
            #expect(abs(masked.values[i] - (i % 8 < 4 ? below : whole).values[i]) < 1e-6)
        }
    }
}
