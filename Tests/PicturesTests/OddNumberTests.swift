import Pictures
import Tensors
import TestSupport
import Testing

/// Numbers that no artist means, but a script may give: the answer may be useless, but it is an answer, and soon.
@Suite struct OddNumberTests {
    static let numbers: [Float] = [.nan, .infinity, -.infinity, 0, -3, 1e30, -1e30, 1e-30]
    private let picture = Clouds.paint(width: 13, height: 9, seed: 1)

    @Test(arguments: numbers) func operations(_ x: Float) {
        let shape = picture.shape
        let results = [
            picture.blurred(sigma: x), picture.adjointOfBlurred(sigma: x, edge: .wrap),
            picture.sharpened(amount: x, radius: x, threshold: x), picture.seamless(fading: x),
            picture.kaleidoscope(segments: 3, centre: SIMD2(x, x), degrees: x),
            picture.kaleidoscope(segments: Int.min, degrees: 0), picture.kaleidoscope(segments: Int.max),
            Tone(exposure: x, contrast: x, gamma: x, saturation: x, hue: x).applied(to: picture),
            picture.blended(with: picture, mode: .softLight, opacity: x),
            Palette([SIMD3(x, 0, 1), SIMD3(1, x, 0)]).locked(picture, softness: x, strength: x),
            AffineView(of: shape, edge: .mirror).rotated(degrees: x).scaled(by: x).shifted(right: x, down: x)
                .sample(picture),
        ]
        for result in results { #expect(result.shape == shape) }
    }

    @Test(arguments: numbers) func warps(_ x: Float) {
        for interpolation in Interpolation.allCases {
            for edge in AffineViewTests.edges {
                let warps: [Displacement] = [
                    .noise(height: 5, width: 900, strength: x, wavelength: x, octaves: Int.max, seed: 1),
                    .swirl(height: 5, width: 6, degrees: x, radius: x, centre: SIMD2(x, 0)),
                    .ripple(height: 5, width: 6, strength: x, wavelength: x, phase: x, centre: SIMD2(0, x)),
                ]
                for warp in warps {
                    let warped = picture.warped(by: warp, edge: edge, interpolation: interpolation)
                    #expect(warped.shape == Shape(channels: 3, height: 5, width: warp.width))
                }
            }
        }
    }

    @Test(arguments: numbers) func canvasesAndMasks(_ x: Float) {
        let kinds: [Noise] = [
            .pink(power: x), .perlin(wavelength: x), .fractal(wavelength: x, octaves: Int.max, gain: x),
            .cells(size: x),
            .mosaic(size: x),
        ]
        for kind in kinds {
            let canvas = kind.paint(width: 900, height: 3, seed: 1, mean: x, deviation: x, colourfulness: x)
            #expect(canvas.shape == Shape(channels: 3, height: 3, width: 900))
        }
        let ramp = ColourRamp(stops: [.init(place: x, colour: SIMD3(x, 0, 1)), .init(place: 1, colour: SIMD3(1, 1, x))])
        let planes = [
            ramp.linear(width: 13, height: 9, degrees: x),
            ramp.radial(width: 13, height: 9, centre: SIMD2(x, x), radius: x),
            MaskPlanes.linear(width: 13, height: 9, degrees: x, start: x, end: x),
            MaskPlanes.circle(width: 13, height: 9, centre: SIMD2(x, x), radius: x, softness: x),
            MaskPlanes.ellipse(width: 13, height: 9, centre: SIMD2(x, x), radii: SIMD2(x, x), degrees: x, softness: x),
            MaskPlanes.luminance(of: picture, in: 0.2...0.6, softness: x),
            MaskPlanes.colour(of: picture, near: SIMD3(x, x, x), reach: x, softness: x),
        ]
        for plane in planes { #expect(plane.shape.area == 117) }
    }

    @Test(arguments: numbers) func picturesOfThem(_ x: Float) {
        var odd = picture
        odd.values[5] = x
        odd.match(odd.colourQuantiles)
        #expect(odd.shape == picture.shape)
        #expect(Palette(drawnFrom: odd, count: 3).colours.count == 3)
        #expect(OpticalFlow.estimate(from: odd, to: picture).width == 13)
        #expect(Oklab.pullBack(picture, at: odd).shape == picture.shape)
    }
}
