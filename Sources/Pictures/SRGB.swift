import Foundation
public import Tensors

/// The transfer function of sRGB (IEC 61966-2-1), for values 0…1: between encoded values, in equal steps for the eye,
/// and light.
public enum SRGB {
    /// Light from an encoded value.
    public static func linear(_ encoded: Float) -> Float {
        encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4)
    }

    /// The encoded value of light; light below zero stays on the straight part.
    public static func encoded(_ light: Float) -> Float {
        light <= 0.003_130_8 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
    }

    /// The derivative of `linear`: what a gradient with respect to light is multiplied by.
    public static func slopeOfLinear(_ encoded: Float) -> Float {
        encoded <= 0.04045 ? 1 / 12.92 : 2.4 / 1.055 * pow((encoded + 0.055) / 1.055, 1.4)
    }

    /// The derivative of `encoded`: what a gradient with respect to encoded values is multiplied by.
    public static func slopeOfEncoded(_ light: Float) -> Float {
        light <= 0.003_130_8 ? 12.92 : 1.055 / 2.4 * pow(light, 1 / 2.4 - 1)
    }

    /// Light from an encoded picture of any shape.
    public static func linear(_ picture: Tensor) -> Tensor { picture.map(linear) }

    /// An encoded picture from light.
    public static func encoded(_ light: Tensor) -> Tensor { light.map(encoded) }
}
