import Foundation

/// The transfer function of sRGB (IEC 61966-2-1), for values 0…1.
enum SRGB {
    /// Light from an encoded value.
    static func linear(_ encoded: Float) -> Float {
        encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4)
    }

    /// The encoded value of light; light below zero stays on the straight part.
    static func encoded(_ light: Float) -> Float {
        light <= 0.003_130_8 ? light * 12.92 : 1.055 * pow(light, 1 / 2.4) - 0.055
    }
}
