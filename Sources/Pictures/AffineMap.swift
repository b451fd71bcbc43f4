import Foundation

/// A map of the plane that keeps straight lines straight: x′ = (xx·x + xy·y + x0)/w, y′ = (yx·x + yy·y + y0)/w, in pixels, y
/// downwards. It keeps parallels, too, but for one that tilts the plane: w = zx·x + zy·y + z0 is 1 of all others.
public struct AffineMap: Hashable, Sendable {
    /// Of x′.
    public var xx, xy, x0: Float
    /// Of y′.
    public var yx, yy, y0: Float
    /// Of w, times x.
    public var zx: Float = 0
    /// Of w, times y.
    public var zy: Float = 0
    /// Of w.
    public var z0: Float = 1

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

    /// Leans x over by `across` of y, and y by `down` of x, about `centre`, which stays.
    public static func shear(_ across: Float, _ down: Float, about centre: SIMD2<Float>) -> AffineMap {
        AffineMap(1, across, -across * centre.y, down, 1, -down * centre.x)
    }

    /// Tilts the plane about `centre`, which stays: p′ = c + (p − c)/(1 + tilt·(p − c)), the homography of a sheet that leans away.
    public static func tilt(_ tilt: SIMD2<Float>, about centre: SIMD2<Float>) -> AffineMap {
        let z0 = 1 - tilt.x * centre.x - tilt.y * centre.y
        var map = AffineMap(
            1 + centre.x * tilt.x, centre.x * tilt.y, centre.x * (z0 - 1),
            centre.y * tilt.x, 1 + centre.y * tilt.y, centre.y * (z0 - 1))
        (map.zx, map.zy, map.z0) = (tilt.x, tilt.y, z0)
        return map
    }

    /// Whether it keeps parallels.
    @inline(__always)
    public var isAffine: Bool { zx == 0 && zy == 0 && z0 == 1 }

    /// Where a point goes.
    @inline(__always)
    public func callAsFunction(_ x: Float, _ y: Float) -> (x: Float, y: Float) {
        let place = (x: xx * x + xy * y + x0, y: yx * x + yy * y + y0)
        if isAffine { return place }
        let w = zx * x + zy * y + z0
        return (place.x / w, place.y / w)
    }

    /// The map that does `first`, and then this.
    public func after(_ first: AffineMap) -> AffineMap {
        guard isAffine, first.isAffine else { return product(first) }
        return AffineMap(
            xx * first.xx + xy * first.yx, xx * first.xy + xy * first.yy, xx * first.x0 + xy * first.y0 + x0,
            yx * first.xx + yy * first.yx, yx * first.xy + yy * first.yy, yx * first.x0 + yy * first.y0 + y0)
    }

    /// As the product of two matrices, row by row.
    private func product(_ first: AffineMap) -> AffineMap {
        func row(_ x: Float, _ y: Float, _ z: Float) -> SIMD3<Float> {
            x * SIMD3(first.xx, first.xy, first.x0) + y * SIMD3(first.yx, first.yy, first.y0)
                + z * SIMD3(first.zx, first.zy, first.z0)
        }
        let (across, down, depth) = (row(xx, xy, x0), row(yx, yy, y0), row(zx, zy, z0))
        var map = AffineMap(across.x, across.y, across.z, down.x, down.y, down.z)
        (map.zx, map.zy, map.z0) = (depth.x, depth.y, depth.z)
        return map
    }

    /// The affine map that is like it around a point.
    public func tangent(at point: SIMD2<Float>) -> AffineMap {
        guard !isAffine else { return self }
        let w = zx * point.x + zy * point.y + z0
        let place = self(point.x, point.y)
        let (a, b) = ((xx - place.x * zx) / w, (xy - place.x * zy) / w)
        let (c, d) = ((yx - place.y * zx) / w, (yy - place.y * zy) / w)
        return AffineMap(a, b, place.x - a * point.x - b * point.y, c, d, place.y - c * point.x - d * point.y)
    }

    /// The affine map that undoes this one, which is affine; nil when it makes the plane a line or a point.
    public var inverse: AffineMap? {
        precondition(isAffine, "what tilts is never undone")
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
