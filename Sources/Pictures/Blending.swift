public import Tensors

/// How one picture is laid on another; the formulas are those of W3C's "Compositing and blending level 1", on encoded
/// levels 0…1.
public enum BlendMode: String, Hashable, Sendable, Codable, CaseIterable {
    /// The upper picture.
    case normal
    /// Darker: two slides on each other.
    case multiply
    /// Lighter: two projectors on one wall.
    case screen
    /// Multiply where the lower picture is dark, screen where it is light.
    case overlay
    /// A gentle overlay, by the upper picture.
    case softLight = "soft-light"
    /// Multiply where the upper picture is dark, screen where it is light.
    case hardLight = "hard-light"
    /// The lighter of both, plane by plane.
    case lighten
    /// The darker of both, plane by plane.
    case darken
    /// How far both are apart.
    case difference
    /// The sum.
    case add
    /// The lower less the upper.
    case subtract
    /// The upper picture's hue and saturation, the lower one's brightness.
    case colour
    /// The upper picture's brightness, the lower one's hue and saturation.
    case luminosity
}

extension Tensor {
    /// `upper` laid on self: both `[1, 3, H, W]`, encoded, 0…1; and so is the result.
    /// - Parameters:
    ///   - opacity: 0 leaves self, 1 shows the blend.
    ///   - mask: `[1, 1, H, W]`, 0…1; the opacity is multiplied by it.
    public func blended(
        with upper: Tensor, mode: BlendMode = .normal, opacity: Float = 1, mask: Tensor? = nil
    ) -> Tensor {
        var result = self
        result.blend(with: upper, mode: mode, opacity: opacity, mask: mask)
        return result
    }

    /// The same in place.
    public mutating func blend(
        with upper: Tensor, mode: BlendMode = .normal, opacity: Float = 1, mask: Tensor? = nil
    ) {
        precondition(shape == upper.shape, "\(upper.shape) cannot be laid on \(shape)")
        precondition(mask.map { $0.shape.count == shape.area } ?? true, "the mask is not of the picture's size")
        let blend: (SIMD3<Float>, SIMD3<Float>) -> SIMD3<Float> =
            switch mode {
            case .normal: { $1 }
            case .multiply: { $0 * $1 }
            case .screen: screen
            case .overlay: { hardLight($1, $0) }
            case .softLight: softLight
            case .hardLight: hardLight
            case .lighten: { pointwiseMax($0, $1) }
            case .darken: { pointwiseMin($0, $1) }
            case .difference: { pointwiseMax($0 - $1, $1 - $0) }
            case .add: { $0 + $1 }
            case .subtract: { $0 - $1 }
            case .colour: { withLuminosity(of: $0, $1) }
            case .luminosity: { withLuminosity(of: $1, $0) }
            }
        let area = shape.area
        let (upper, mask) = (upper.values.span, mask?.values)
        var planes = values.mutableSpan
        for i in 0..<area {
            let below = SIMD3(planes[i], planes[area + i], planes[2 * area + i]).clamped
            let above = SIMD3(upper[i], upper[area + i], upper[2 * area + i]).clamped
            let opacity = mask.map { $0[i] * opacity } ?? opacity
            let mixed = (below + (blend(below, above) - below) * opacity).clamped
            planes[i] = mixed.x
            planes[area + i] = mixed.y
            planes[2 * area + i] = mixed.z
        }
    }
}

extension SIMD3<Float> {
    fileprivate var clamped: SIMD3<Float> { clamped(lowerBound: .zero, upperBound: .one) }
}

private func screen(_ below: SIMD3<Float>, _ above: SIMD3<Float>) -> SIMD3<Float> { below + above - below * above }

private func hardLight(_ below: SIMD3<Float>, _ above: SIMD3<Float>) -> SIMD3<Float> {
    (2 * below * above).replacing(with: screen(below, 2 * above - 1), where: above .> 0.5)
}

private func softLight(_ below: SIMD3<Float>, _ above: SIMD3<Float>) -> SIMD3<Float> {
    let dark = below - (1 - 2 * above) * below * (1 - below)
    let curve = (((16 * below - 12) * below + 4) * below).replacing(with: below.squareRoot(), where: below .> 0.25)
    return dark.replacing(with: below + (2 * above - 1) * (curve - below), where: above .> 0.5)
}

/// The specification's Lum.
private func luminosity(_ colour: SIMD3<Float>) -> Float { (colour * SIMD3(0.3, 0.59, 0.11)).sum() }

/// `colour` moved to the luminosity of `light`, and into 0…1 along the line to grey: its SetLum and ClipColor.
private func withLuminosity(of light: SIMD3<Float>, _ colour: SIMD3<Float>) -> SIMD3<Float> {
    let wanted = luminosity(light)
    var moved = colour + (wanted - luminosity(colour))
    let (least, most) = (moved.min(), moved.max())
    if least < 0 { moved = wanted + (moved - wanted) * wanted / (wanted - least) }
    if most > 1 { moved = wanted + (moved - wanted) * (1 - wanted) / (most - wanted) }
    return moved
}
