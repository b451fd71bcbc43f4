import Foundation
public import Tensors

/// A colour space in which equal distances look equal: Ottosson, "A perceptual color space for image processing", 2020.
///
/// Planes are L (0 black … 1 white), a (green … red) and b (blue … yellow), the latter two within ±0.4.
public enum Oklab {
    /// `[1, 3, H, W]` in Oklab from sRGB-encoded 0…1.
    public static func fromSRGB(_ picture: consuming Tensor) -> Tensor { picture.mapColours { fromSRGB($0) } }

    /// `[1, 3, H, W]` sRGB-encoded from Oklab; colours that sRGB lacks lie outside 0…1.
    public static func toSRGB(_ picture: consuming Tensor) -> Tensor { picture.mapColours { toSRGB($0) } }

    /// A picture with the lightness of one and the colours, a and b, of another: all `[1, 3, H, W]`, sRGB-encoded 0…1.
    public static func picture(lightnessOf light: Tensor, coloursOf colours: consuming Tensor) -> Tensor {
        precondition(light.shape == colours.shape, "\(light.shape) and \(colours.shape) are not one size")
        return colours.mapPixels(with: light) { mixed(lightnessOf: $1, coloursOf: $0) }
    }

    /// The same, in the memory of the other one.
    public static func picture(coloursOf colours: Tensor, lightnessOf light: consuming Tensor) -> Tensor {
        precondition(light.shape == colours.shape, "\(light.shape) and \(colours.shape) are not one size")
        return light.mapPixels(with: colours) { mixed(lightnessOf: $0, coloursOf: $1) }
    }

    private static func mixed(lightnessOf light: SIMD3<Float>, coloursOf colours: SIMD3<Float>) -> SIMD3<Float> {
        var mixed = fromSRGB(colours)
        mixed.x = fromSRGB(light).x
        return toSRGB(mixed).clamped(lowerBound: .zero, upperBound: .one)
    }

    /// The plane L of an sRGB-encoded picture: `[1, 1, H, W]`.
    public static func lightness(of picture: Tensor) -> Tensor {
        let area = picture.shape.area
        let x = picture.values.span
        return Tensor(Shape(channels: 1, height: picture.shape.height, width: picture.shape.width)) { light in
            light.forEachPart { range, light in
                for i in light.indices {
                    let place = range.lowerBound + i
                    light[i] = fromSRGB(SIMD3(x[place], x[area + place], x[2 * area + place])).x
                }
            }
        }
    }

    /// A picture, `[1, 3, H, W]`, sRGB-encoded 0…1, with another lightness: `body` has each pixel's number and L. Its colours, a and b, stay.
    package static func mapLightness(
        of picture: consuming Tensor, _ body: @Sendable (_ pixel: Int, _ lightness: Float) -> Float
    ) -> Tensor {
        picture.mapPixels { pixel, encoded in
            var lab = fromSRGB(encoded)
            lab.x = body(pixel, lab.x)
            return toSRGB(lab)
        }
    }

    /// One colour in Oklab from sRGB-encoded 0…1.
    public static func fromSRGB(_ encoded: SIMD3<Float>) -> SIMD3<Float> {
        let rgb = SIMD3(SRGB.linear(encoded.x), SRGB.linear(encoded.y), SRGB.linear(encoded.z))
        let responses = cones.times(rgb)
        return axes.times(SIMD3(cbrt(responses.x), cbrt(responses.y), cbrt(responses.z)))
    }

    /// What the cones of the eye answer to light, M₁ of the article.
    private static let cones = ColourMatrix(
        SIMD3(0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9),
        SIMD3(0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6),
        SIMD3(0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5))

    /// L, a and b from the cube roots of the answers, M₂.
    private static let axes = ColourMatrix(
        SIMD3(0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8),
        SIMD3(1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9),
        SIMD3(0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0))

    /// The gradient with respect to a picture, sRGB-encoded 0…1, from the one with respect to `fromSRGB` of it: back
    /// through M₂ᵀ, the slope ⅓·x^(−⅔) of the cube root, M₁ᵀ and the slope of the transfer function. At black, where
    /// the slope is infinite, it is that of a very dark grey.
    public static func pullBack(_ gradient: Tensor, at encoded: Tensor) -> Tensor {
        let (conesBack, axesBack) = (cones.transposed, axes.transposed)
        let area = encoded.shape.area
        let x = encoded.values.span
        return gradient.mapPixels { i, gradient in
            let picture = SIMD3(x[i], x[area + i], x[2 * area + i])
            let light = SIMD3(SRGB.linear(picture.x), SRGB.linear(picture.y), SRGB.linear(picture.z))
            let responses = pointwiseMax(cones.times(light), SIMD3(repeating: 1e-4))
            let roots = SIMD3(cbrt(responses.x), cbrt(responses.y), cbrt(responses.z))
            let onLight = conesBack.times(axesBack.times(gradient) / (3 * roots * roots))
            return onLight
                * SIMD3(SRGB.slopeOfLinear(picture.x), SRGB.slopeOfLinear(picture.y), SRGB.slopeOfLinear(picture.z))
        }
    }

    /// One sRGB-encoded colour from Oklab.
    public static func toSRGB(_ lab: SIMD3<Float>) -> SIMD3<Float> {
        let roots = rootsOfAxes.times(lab)
        let light = lightOfCones.times(roots * roots * roots)
        return SIMD3(SRGB.encoded(light.x), SRGB.encoded(light.y), SRGB.encoded(light.z))
    }

    /// The gradient with respect to a colour in Oklab from the one with respect to `toSRGB` of it: back through the slope of the transfer
    /// function, M₁⁻ᵀ, the slope 3·x² of the cube and M₂⁻ᵀ.
    static func pullBackOfToSRGB(_ gradient: SIMD3<Float>, at lab: SIMD3<Float>) -> SIMD3<Float> {
        let roots = rootsOfAxes.times(lab)
        let light = lightOfCones.times(roots * roots * roots)
        let slopes = SIMD3(SRGB.slopeOfEncoded(light.x), SRGB.slopeOfEncoded(light.y), SRGB.slopeOfEncoded(light.z))
        return axesBack.times(3 * roots * roots * lightBack.times(gradient * slopes))
    }

    /// The cube roots of the cones' answers from L, a and b, M₂⁻¹ of the article.
    private static let rootsOfAxes = ColourMatrix(
        SIMD3(1, 0.396_337_777_4, 0.215_803_757_3), SIMD3(1, -0.105_561_345_8, -0.063_854_172_8),
        SIMD3(1, -0.089_484_177_5, -1.291_485_548_0))

    /// Light from the cones' answers, M₁⁻¹.
    private static let lightOfCones = ColourMatrix(
        SIMD3(4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2),
        SIMD3(-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5),
        SIMD3(-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0))

    private static let (axesBack, lightBack) = (rootsOfAxes.transposed, lightOfCones.transposed)
}
