import Foundation
public import Tensors

/// A colour space in which equal distances look equal: Ottosson, "A perceptual color space for image processing", 2020.
///
/// Planes are L (0 black … 1 white), a (green … red) and b (blue … yellow), the latter two within ±0.4.
public enum Oklab {
    /// `[1, 3, H, W]` in Oklab from sRGB-encoded 0…1.
    public static func fromSRGB(_ picture: consuming Tensor) -> Tensor { picture.mapColours(fromSRGB) }

    /// `[1, 3, H, W]` sRGB-encoded from Oklab; colours that sRGB lacks lie outside 0…1.
    public static func toSRGB(_ picture: consuming Tensor) -> Tensor { picture.mapColours(toSRGB) }

    /// A picture with the lightness of one and the colours, a and b, of another: all `[1, 3, H, W]`, sRGB-encoded 0…1.
    public static func picture(lightnessOf light: Tensor, coloursOf colours: Tensor) -> Tensor {
        precondition(light.shape == colours.shape, "\(light.shape) and \(colours.shape) are not one size")
        var mixed = fromSRGB(colours)
        mixed.values.replaceSubrange(mixed.indices(ofChannel: 0), with: lightness(of: light).values)
        mixed = toSRGB(mixed)
        mixed.clamp(to: 0...1)
        return mixed
    }

    /// The plane L of an sRGB-encoded picture: `[1, 1, H, W]`.
    public static func lightness(of picture: Tensor) -> Tensor {
        let lab = fromSRGB(picture)
        return Tensor(
            shape: Shape(channels: 1, height: picture.shape.height, width: picture.shape.width),
            values: Array(lab.values[lab.indices(ofChannel: 0)]))
    }

    /// One colour in Oklab from sRGB-encoded 0…1.
    public static func fromSRGB(_ encoded: SIMD3<Float>) -> SIMD3<Float> {
        let rgb = SIMD3(SRGB.linear(encoded.x), SRGB.linear(encoded.y), SRGB.linear(encoded.z))
        let cones = SIMD3(
            0.412_221_470_8 * rgb.x + 0.536_332_536_3 * rgb.y + 0.051_445_992_9 * rgb.z,
            0.211_903_498_2 * rgb.x + 0.680_699_545_1 * rgb.y + 0.107_396_956_6 * rgb.z,
            0.088_302_461_9 * rgb.x + 0.281_718_837_6 * rgb.y + 0.629_978_700_5 * rgb.z)
        let lms = SIMD3(cbrt(cones.x), cbrt(cones.y), cbrt(cones.z))
        return SIMD3(
            0.210_454_255_3 * lms.x + 0.793_617_785_0 * lms.y - 0.004_072_046_8 * lms.z,
            1.977_998_495_1 * lms.x - 2.428_592_205_0 * lms.y + 0.450_593_709_9 * lms.z,
            0.025_904_037_1 * lms.x + 0.782_771_766_2 * lms.y - 0.808_675_766_0 * lms.z)
    }

    /// One sRGB-encoded colour from Oklab.
    public static func toSRGB(_ lab: SIMD3<Float>) -> SIMD3<Float> {
        let lms = SIMD3(
            lab.x + 0.396_337_777_4 * lab.y + 0.215_803_757_3 * lab.z,
            lab.x - 0.105_561_345_8 * lab.y - 0.063_854_172_8 * lab.z,
            lab.x - 0.089_484_177_5 * lab.y - 1.291_485_548_0 * lab.z)
        let cones = lms * lms * lms
        return SIMD3(
            SRGB.encoded(4.076_741_662_1 * cones.x - 3.307_711_591_3 * cones.y + 0.230_969_929_2 * cones.z),
            SRGB.encoded(-1.268_438_004_6 * cones.x + 2.609_757_401_1 * cones.y - 0.341_319_396_5 * cones.z),
            SRGB.encoded(-0.004_196_086_3 * cones.x - 0.703_418_614_7 * cones.y + 1.707_614_701_0 * cones.z))
    }
}
