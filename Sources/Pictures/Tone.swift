import Foundation
public import Tensors

/// Brightness and colour of a whole picture.
///
///     let evening = Tone(exposure: -0.5, contrast: 1.2, saturation: 0.8).applied(to: picture)
///
/// The steps are done in the order of the properties; one that is left as it is costs nothing.
public struct Tone: Hashable, Sendable {
    /// Stops: 1 doubles the light, −1 halves it.
    public var exposure: Float
    /// How far levels lie from middle grey, 0.5 of the encoded picture, compared with before.
    public var contrast: Float
    /// Encoded levels are raised to 1/gamma: above 1 the middle tones get lighter, black and white stay.
    public var gamma: Float
    /// How far colours lie from grey in Oklab, compared with before; 0 makes grey.
    public var saturation: Float
    /// Degrees by which colours turn in Oklab: 120 takes red towards green.
    public var hue: Float

    /// A change that changes nothing but what is given.
    public init(exposure: Float = 0, contrast: Float = 1, gamma: Float = 1, saturation: Float = 1, hue: Float = 0) {
        (self.exposure, self.contrast, self.gamma) = (exposure, contrast, gamma)
        (self.saturation, self.hue) = (saturation, hue)
    }

    /// `[1, 3, H, W]`, sRGB-encoded; levels outside 0…1 can come of it.
    public func applied(to picture: consuming Tensor) -> Tensor {
        var picture = picture
        if exposure != 0 {
            let factor = exp2(exposure)
            picture.change { $1 = SRGB.encoded(factor * SRGB.linear($1)) }
        }
        if contrast != 1 { picture.change { $1 = (($1 - 0.5) * contrast) + 0.5 } }
        if gamma != 1 { picture.change { $1 = $1 > 0 ? pow($1, 1 / gamma) : $1 } }
        if saturation != 1 || hue != 0 {
            let angle = hue * .pi / 180
            let (c, s) = (saturation * cos(angle), saturation * sin(angle))
            picture = picture.mapColours { encoded in
                let lab = Oklab.fromSRGB(encoded)
                return Oklab.toSRGB(SIMD3(lab.x, c * lab.y - s * lab.z, s * lab.y + c * lab.z))
            }
        }
        return picture
    }
}
