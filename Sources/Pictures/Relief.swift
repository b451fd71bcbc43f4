public import Tensors

/// A picture of which is known what is near: when a view of it moves, what is near moves farther than what is far, and hides it (parallax).
///
/// Where a flat picture would show its place map(p) at a pixel p, a relief shows the place s that lies on the way there or beyond,
///
///     s = p + a·(map(p) − p),  a = pace(near(s)) = 1 + depth·(2·near(s) − 1),
///
/// the nearest of them where there are several: it is sought from the nearest to the farthest, as relief maps are (Policarpo, Oliveira and Comba,
/// "Real-time relief mapping on arbitrary polygonal surfaces", 2005). What no place of the picture shows, behind what moved away, is
/// stretched from its neighbours.
public struct Relief: Hashable, Sendable {
    /// `[1, 1, H, W]`, 0…1: 0 for the farthest, 1 for the nearest.
    public var near: Tensor
    /// How much farther than the middle the nearest moves, and how much less the farthest, 0…1: with 1 twice as far, and not at all.
    public var depth: Float

    /// A relief of a plane.
    public init(near: Tensor, depth: Float) {
        precondition(near.shape.rank == 4 && near.shape.channels == 1, "\(near.shape) is not one plane")
        (self.near, self.depth) = (near, depth)
    }

    /// The most places that are looked at for one pixel.
    private static let mostLooks = 64

    /// Where in the picture each pixel of a view of it is found, as large as the picture.
    /// - Parameter map: from places in the view to places in a flat picture.
    public func places(through map: AffineMap) -> Displacement {
        let (height, width) = (near.shape.height, near.shape.width)
        let plane = NearnessPlane(height: height, width: width)
        let values = near.values.span
        return Displacement(height: height, width: width) { x, y in
            let (here, seen) = (SIMD2(x, y), map(x, y))
            let way = SIMD2(seen.x - x, seen.y - y)
            let length = (way * way).sum().squareRoot() * 2 * depth
            let looks = min(max(Int(length.rounded(.up)), 1), Relief.mostLooks)
            var nearer = 1 + depth
            var excessNearer = excess(plane, values, here, way, nearer)
            guard excessNearer < 0 else { return nearer * way }
            for look in 1...looks {
                var farther = 1 + depth - 2 * depth * Float(look) / Float(looks)
                var excessFarther = excess(plane, values, here, way, farther)
                guard excessFarther >= 0 || look == looks else {
                    (nearer, excessNearer) = (farther, excessFarther)
                    continue
                }
                // It lies between the two: where a line through them says, and once more.
                for _ in 0..<2 where excessFarther > 0 {
                    let middle = nearer + (farther - nearer) * excessNearer / (excessNearer - excessFarther)
                    let excessMiddle = excess(plane, values, here, way, middle)
                    if excessMiddle < 0 {
                        (nearer, excessNearer) = (middle, excessMiddle)
                    } else {
                        (farther, excessFarther) = (middle, excessMiddle)
                    }
                }
                return farther * way
            }
            return nearer * way
        }
    }

    /// Where each pixel of a view was in an earlier view of the same picture.
    /// - Parameters:
    ///   - earlier: the map of the earlier view, which is affine.
    ///   - places: those of the view now.
    public func steps(back earlier: AffineMap, from places: Displacement) -> Displacement {
        let (height, width) = (near.shape.height, near.shape.width)
        let plane = NearnessPlane(height: height, width: width)
        let (values, offsets) = (near.values.span, places.offsets.values.span)
        return Displacement(height: height, width: width) { x, y in
            let index = Int(y) * width + Int(x)
            let place = SIMD2(x + offsets[index], y + offsets[height * width + index])
            // s = q + a·(earlier(q) − q), solved for q.
            let a = pace(plane.value(values, place))
            let blended = AffineMap(
                1 + a * (earlier.xx - 1), a * earlier.xy, a * earlier.x0,
                a * earlier.yx, 1 + a * (earlier.yy - 1), a * earlier.y0)
            guard let there = blended.inverse?(place.x, place.y) else { return place - SIMD2(x, y) }
            return SIMD2(there.x - x, there.y - y)
        }
    }

    /// By how much what lies at a pace on the way is nearer than that pace says.
    @inline(__always)
    private func excess(
        _ plane: NearnessPlane, _ values: Span<Float>, _ here: SIMD2<Float>, _ way: SIMD2<Float>, _ pace: Float
    ) -> Float {
        self.pace(plane.value(values, here + pace * way)) - pace
    }

    /// How many times as far as a flat picture a nearness moves.
    @inline(__always)
    private func pace(_ near: Float) -> Float { 1 + depth * (2 * near - 1) }
}

/// A plane between its pixels, mirrored past its edges.
private struct NearnessPlane {
    let height: Int
    let width: Int

    @inline(__always)
    func value(_ values: Span<Float>, _ place: SIMD2<Float>) -> Float {
        // Far outside nothing tells one mirror image from another, and numbers end.
        let place = pointwiseMin(pointwiseMax(place, SIMD2(repeating: -1e6)), SIMD2(repeating: 1e6)) - 0.5
        let corner = place.rounded(.down)
        let part = place - corner
        let (left, top) = (Int(corner.x), Int(corner.y))
        let (x0, x1) = (EdgeMode.mirror.pixel(left, of: width), EdgeMode.mirror.pixel(left + 1, of: width))
        let y0 = EdgeMode.mirror.pixel(top, of: height) * width
        let y1 = EdgeMode.mirror.pixel(top + 1, of: height) * width
        let upper = values[y0 + x0] + part.x * (values[y0 + x1] - values[y0 + x0])
        let lower = values[y1 + x0] + part.x * (values[y1 + x1] - values[y1 + x0])
        return upper + part.y * (lower - upper)
    }
}
