import Foundation

/// A map of the plane that keeps straight lines straight: x′ = xx·x + xy·y + x0, y′ = yx·x + yy·y + y0, in pixels, y
/// downwards.
public struct AffineMap: Hashable, Sendable {
    /// Of x′.
    public var xx, xy, x0: Float
    /// Of y′.
    public var yx, yy, y0: Float

    /// A map from its six numbers, a row at a time.
    public init(_ xx: Float, _ xy: Float, _ x0: Float, _ yx: Float, _ yy: Float, _ y0: Float) {
        (self.xx, self.xy, self.x0) = (xx, xy, x0)
        (self.yx, self.yy, self.y0) = (yx, yy, y0)
    }

    /// Every point stays.
    public static let identity = AffineMap(1, 0, 0, 0, 1, 0)

    /// Every point moves by as much.
    public static func shift(_ x: Float, _ y: Float) -> AffineMap { AffineMap(1, 0, x, 0, 1, y) }

    /// Stretches about `centre`, which stays.
    public static func scale(_ x: Float, _ y: Float, about centre: SIMD2<Float>) -> AffineMap {
        AffineMap(x, 0, centre.x * (1 - x), 0, y, centre.y * (1 - y))
    }

    /// Turns counter-clockwise, as seen on a screen, about `centre`, which stays.
    public static func rotation(degrees: Float, about centre: SIMD2<Float>) -> AffineMap {
        let angle = degrees * .pi / 180
        let (c, s) = (cos(angle), sin(angle))
        return AffineMap(
            c, s, centre.x - c * centre.x - s * centre.y, -s, c, centre.y + s * centre.x - c * centre.y)
    }

    /// Where a point goes.
    @inline(__always)
    public func callAsFunction(_ x: Float, _ y: Float) -> (x: Float, y: Float) {
        (xx * x + xy * y + x0, yx * x + yy * y + y0)
    }

    /// The map that does `first`, and then this.
    public func after(_ first: AffineMap) -> AffineMap {
        AffineMap(
            xx * first.xx + xy * first.yx, xx * first.xy + xy * first.yy, xx * first.x0 + xy * first.y0 + x0,
            yx * first.xx + yy * first.yx, yx * first.xy + yy * first.yy, yx * first.x0 + yy * first.y0 + y0)
    }

    /// The map that undoes this one; nil when it makes the plane a line or a point.
    public var inverse: AffineMap? {
        let determinant = xx * yy - xy * yx
        guard determinant.isFinite, abs(determinant) > 1e-12 else { return nil }
        let (a, b, c, d) = (yy / determinant, -xy / determinant, -yx / determinant, xx / determinant)
        return AffineMap(a, b, -(a * x0 + b * y0), c, d, -(c * x0 + d * y0))
    }

    /// The most that it stretches any direction: the larger singular value.
    public var largestStretch: Float {
        let (sum, difference) = (xx + yy, xx - yy)
        let (turn, shear) = (yx - xy, yx + xy)
        return ((sum * sum + turn * turn).squareRoot() + (difference * difference + shear * shear).squareRoot()) / 2
    }
}
