import Foundation
public import Tensors

/// Where colours are measured.
///
/// A canvas may be made of planes in any of them, which are measured alike: near a middle grey one unit moves a colour about as far as one level does.
///
///     let planes = ColourSpace.oklab.planes(of: levels)      // [1, 3, H, W] from levels 0…255
///     let again = ColourSpace.oklab.levels(of: planes)
///     let onPlanes = ColourSpace.oklab.pullBack(gradient, at: planes)
public enum ColourSpace: String, Hashable, Sendable, Codable, CaseIterable {
    /// The encoded levels themselves.
    case srgb
    /// Light: dark pixels move far more easily than bright ones.
    case linear
    /// Lightness, green to red, and blue to yellow, each step looking as large as every other (Ottosson, 2020).
    case oklab
    /// The axes along which the colours of photographs vary independently (Lucid, `optvis/param/color.py`); what a canvas is made of lies before
    /// a sigmoid, x = 255·σ(M·z), so that no step leaves the range.
    case decorrelated
}

extension ColourSpace {
    /// Levels this far inside of 0…255 stay free to move where black or white is an end.
    private static let margin: Float = 0.5
    /// Of the sigmoid at its middle: levels for each unit of its argument.
    public static let slopeOfSigmoid: Float = 255 / 4

    /// At a middle grey a step in L, a or b moves the encoded colour 2.0, 2.4 or 2.7 times as far.
    private static let oklabScale: Float = 2.4 * 255

    /// Planes from levels, both `[1, 3, H, W]`. Beside `srgb`, levels beyond 0.5…254.5 are brought there, since pure black and white
    /// have no way out of them, or no place at all.
    public func planes(of levels: consuming Tensor) -> Tensor {
        if self == .srgb { return levels }
        return levels.mapColours { planes(ofLevels: $0.clamped(to: ColourSpace.margin, 255 - ColourSpace.margin)) }
    }

    /// Levels from planes, both `[1, 3, H, W]`; only `decorrelated` keeps them within 0…255.
    public func levels(of planes: consuming Tensor) -> Tensor {
        switch self {
        case .srgb: planes
        case .linear, .oklab: planes.mapColours { levels(ofPlanes: $0) }
        case .decorrelated: planes.mapEight { ColourSpace.levels(ofWaves: $1) }
        }
    }

    /// Planes of the nearest levels within 0…255.
    public func clamped(_ planes: consuming Tensor) -> Tensor {
        switch self {
        case .decorrelated: return planes
        case .srgb, .linear:
            var clamped = planes
            clamped.clamp(to: 0...255)
            return clamped
        case .oklab:
            return planes.mapColours { own in
                let levels = levels(ofPlanes: own)
                let inside = levels.clamped(to: 0, 255)
                return levels == inside ? own : self.planes(ofLevels: inside)
            }
        }
    }

    /// ∂/∂planes from ∂/∂levels, at these planes; all `[1, 3, H, W]`.
    public func pullBack(_ gradient: consuming Tensor, at planes: Tensor) -> Tensor {
        switch self {
        case .srgb: gradient
        case .linear, .oklab: gradient.mapPixels(with: planes) { pullBack($0, at: $1) }
        case .decorrelated: gradient.mapEight(with: planes) { ColourSpace.pullBack($0, atWaves: $1) }
        }
    }

    // MARK: - One colour

    private func planes(ofLevels levels: SIMD3<Float>) -> SIMD3<Float> {
        let encoded = levels / 255
        return switch self {
        case .srgb: levels
        case .linear: 255 * encoded.mapped(SRGB.linear)
        case .oklab: ColourSpace.oklabScale * Oklab.fromSRGB(encoded)
        case .decorrelated:
            ColourSpace.slopeOfSigmoid * ColourMatrix.decorrelating.times(encoded.mapped { log($0 / (1 - $0)) })
        }
    }

    private func levels(ofPlanes planes: SIMD3<Float>) -> SIMD3<Float> {
        switch self {
        case .srgb: planes
        case .linear: 255 * (planes / 255).mapped(SRGB.encoded)
        case .oklab: 255 * Oklab.toSRGB(planes / ColourSpace.oklabScale)
        case .decorrelated: ColourSpace.one(of: ColourSpace.levels(ofWaves: ColourSpace.eight(planes)))
        }
    }

    private func pullBack(_ slope: SIMD3<Float>, at planes: SIMD3<Float>) -> SIMD3<Float> {
        switch self {
        case .srgb: return slope
        case .linear: return slope * (planes / 255).mapped(SRGB.slopeOfEncoded)
        case .oklab:
            return 255 / ColourSpace.oklabScale
                * Oklab.pullBackOfToSRGB(slope, at: planes / ColourSpace.oklabScale)
        case .decorrelated:
            return ColourSpace.one(
                of: ColourSpace.pullBack(ColourSpace.eight(slope), atWaves: ColourSpace.eight(planes)))
        }
    }

    private static let back = ColourMatrix.decorrelated.transposed

    // MARK: - Eight colours before a sigmoid

    @inline(__always)
    private static func levels(ofWaves planes: EightColours) -> EightColours {
        let colours = ColourMatrix.decorrelated.times(
            (planes.0 / slopeOfSigmoid, planes.1 / slopeOfSigmoid, planes.2 / slopeOfSigmoid))
        return (sigmoid(colours.0), sigmoid(colours.1), sigmoid(colours.2))
    }

    private static func eight(_ colour: SIMD3<Float>) -> EightColours {
        (SIMD8(repeating: colour.x), SIMD8(repeating: colour.y), SIMD8(repeating: colour.z))
    }

    private static func one(of colours: EightColours) -> SIMD3<Float> {
        SIMD3(colours.0[0], colours.1[0], colours.2[0])
    }

    @inline(__always)
    private static func sigmoid(_ x: SIMD8<Float>) -> SIMD8<Float> {
        255 / (1 + Elementary.exponential(-x))
    }

    @inline(__always)
    private static func pullBack(_ slope: EightColours, atWaves planes: EightColours) -> EightColours {
        let levels = levels(ofWaves: planes)
        let onWaves = back.times(
            (
                slope.0 * levels.0 * (255 - levels.0) / 255, slope.1 * levels.1 * (255 - levels.1) / 255,
                slope.2 * levels.2 * (255 - levels.2) / 255
            ))
        return (onWaves.0 / slopeOfSigmoid, onWaves.1 / slopeOfSigmoid, onWaves.2 / slopeOfSigmoid)
    }
}

extension SIMD3<Float> {
    fileprivate func mapped(_ body: (Float) -> Float) -> SIMD3<Float> { SIMD3(body(x), body(y), body(z)) }

    fileprivate func clamped(to least: Float, _ most: Float) -> SIMD3<Float> {
        clamped(lowerBound: SIMD3(repeating: least), upperBound: SIMD3(repeating: most))
    }
}
