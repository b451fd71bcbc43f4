import Foundation
public import Tensors

/// Where each pixel of a new picture is read from in an old one, relative to its own place: a warp, or a flow between
/// two frames.
///
///     let swirl = Displacement.swirl(height: 512, width: 768, degrees: 140)
///     let turned = picture.warped(by: swirl, edge: .mirror)
public struct Displacement: Hashable, Sendable {
    /// `[1, 2, H, W]`, in pixels: plane 0 to the right, plane 1 downwards.
    public var offsets: Tensor

    /// A displacement from its two planes.
    public init(offsets: Tensor) {
        precondition(offsets.shape.rank == 4 && offsets.shape.channels == 2, "\(offsets.shape) are not two planes")
        self.offsets = offsets
    }

    /// Of the new picture.
    public var height: Int { offsets.shape.height }

    /// Of the new picture.
    public var width: Int { offsets.shape.width }

    /// A displacement by what `offset` says of each pixel's centre.
    @inline(__always)
    init(height: Int, width: Int, offset: (_ x: Float, _ y: Float) -> SIMD2<Float>) {
        let area = height * width
        offsets = Tensor(Shape(channels: 2, height: height, width: width)) { output in
            for row in 0..<height {
                for column in 0..<width {
                    let offset = offset(Float(column) + 0.5, Float(row) + 0.5)
                    output[row * width + column] = offset.x
                    output[area + row * width + column] = offset.y
                }
            }
        }
    }
}

/// Warps. Centres and lengths are fractions: of the width and the height for a centre, of the shorter side for a length. Where edges wrap, so does
/// the warp: what it does on one side goes on at the other.
extension Displacement {
    /// Every pixel is pushed along a smooth noise field by about `strength` of the shorter side.
    /// - Parameters:
    ///   - wavelength: the size of the waves, as a part of the shorter side; where edges wrap, a whole number of them fits.
    ///   - octaves: how many waves, each half as long and half as strong as the one before, are laid on each other.
    public static func noise(
        height: Int, width: Int, strength: Float, wavelength: Float = 0.3, octaves: Int = 2, edge: Edges = .clamp,
        seed: UInt64
    ) -> Displacement {
        let (across, down) = (LatticeNoise(seed: seed &* 2 &+ 0xA), LatticeNoise(seed: seed &* 2 &+ 0xB))
        let side = Float(min(height, width))
        let (scale, length) = (1 / (max(wavelength, 1e-3) * side), 2 * strength * side)
        guard edge.across == .wrap || edge.down == .wrap else {
            return Displacement(height: height, width: width) { x, y in
                length
                    * SIMD2(
                        across.fractal(x * scale, y * scale, octaves: octaves),
                        down.fractal(x * scale, y * scale, octaves: octaves))
            }
        }
        /// Cells along a side, and their number where it wraps.
        func cells(_ extent: Int, _ edge: EdgeMode) -> (scale: Float, period: Int32?) {
            guard edge == .wrap else { return (scale, nil) }
            let exact = Float(extent) * scale
            let count = exact > 1 ? min(exact.rounded(), 1e6) : 1
            return (count / Float(extent), Int32(count))
        }
        let (columns, rows) = (cells(width, edge.across), cells(height, edge.down))
        let period = (columns: columns.period, rows: rows.period)
        return Displacement(height: height, width: width) { x, y in
            let place = SIMD2(x * columns.scale, y * rows.scale)
            return length
                * SIMD2(
                    across.periodic(place.x, place.y, octaves: octaves, period),
                    down.periodic(place.x, place.y, octaves: octaves, period))
        }
    }

    /// Turned counter-clockwise about a centre: by `degrees` there, less farther out, not at all from `radius` on.
    public static func swirl(
        height: Int, width: Int, degrees: Float, radius: Float = 0.5, centre: SIMD2<Float> = SIMD2(0.5, 0.5),
        edge: Edges = .clamp
    ) -> Displacement {
        let reach = max(radius * Float(min(height, width)), 1e-3)
        let arms = Arms(height: height, width: width, centre: centre, edge: edge)
        return Displacement(height: height, width: width) { x, y in
            let (arm, share) = arms.arm(x, y)
            let rest = 1 - (arm * arm).sum().squareRoot() / reach
            guard rest > 0 else { return .zero }
            let angle = degrees * .pi / 180 * rest * rest * share
            let (c, s) = (cos(angle), sin(angle))
            return SIMD2(c * arm.x - s * arm.y, s * arm.x + c * arm.y) - arm
        }
    }

    /// Rings about a centre, as of a stone in water: pixels move to and from it by up to `strength` of the shorter side.
    /// - Parameters:
    ///   - wavelength: from ring to ring, as a part of the shorter side.
    ///   - phase: 0…1; by 1 the rings move outwards by one wavelength.
    public static func ripple(
        height: Int, width: Int, strength: Float, wavelength: Float = 0.1, phase: Float = 0,
        centre: SIMD2<Float> = SIMD2(0.5, 0.5), edge: Edges = .clamp
    ) -> Displacement {
        let side = Float(min(height, width))
        let scale = 2 * Float.pi / (max(wavelength, 1e-3) * side)
        let arms = Arms(height: height, width: width, centre: centre, edge: edge)
        return Displacement(height: height, width: width) { x, y in
            let (arm, share) = arms.arm(x, y)
            let distance = (arm * arm).sum().squareRoot()
            guard distance > 1e-3 else { return .zero }
            // Near the centre there is no room to move.
            let length = share * strength * side * min(1, distance * scale / (2 * .pi))
            return arm / distance * (length * sin(distance * scale - 2 * .pi * phase))
        }
    }

    /// Nothing moves, and everything in proportion up to that.
    public func scaled(by factor: Float) -> Displacement {
        var scaled = self
        scaled.offsets.scale(by: factor)
        return scaled
    }
}

/// From a centre to every pixel: the shorter way round where edges wrap.
private struct Arms {
    let height: Int
    let width: Int
    /// As parts of the width and the height.
    let centre: SIMD2<Float>
    let edge: Edges

    /// To a pixel, and how much of a warp is left there: less and less towards where two ways are equally long, since it would come from both
    /// sides there.
    @inline(__always)
    func arm(_ x: Float, _ y: Float) -> (SIMD2<Float>, share: Float) {
        let size = SIMD2(Float(width), Float(height))
        var arm = SIMD2(x, y) - centre * size
        var share: Float = 1
        for axis in 0..<2 where (axis == 0 ? edge.across : edge.down) == .wrap {
            arm[axis] -= size[axis] * (arm[axis] / size[axis]).rounded()
            let part = 2 * abs(arm[axis]) / size[axis]
            share *= 1 - part * part * part * part
        }
        return (arm, share)
    }
}

extension Tensor {
    /// `[1, C, H, W]`: the planes of self, of any size, where the displacement says.
    public func warped(
        by displacement: Displacement, edge: Edges = .clamp, interpolation: Interpolation = .bilinear
    ) -> Tensor {
        let (height, width) = (displacement.height, displacement.width)
        let offsets = displacement.offsets.values.span
        let sampling = PlaneSampling(edge: edge, interpolation: interpolation)
        return sampling.sample(self, height: height, width: width) { row, column in
            let place = row * width + column
            return (
                Float(column) + 0.5 + offsets[place], Float(row) + 0.5 + offsets[height * width + place]
            )
        }
    }

    /// The transpose of `warped`, of its linear part when the edge is a constant: a gradient brought back to the
    /// picture, which has `height` × `width` pixels.
    public func adjointOfWarped(
        by displacement: Displacement, height: Int, width: Int, edge: Edges = .clamp,
        interpolation: Interpolation = .bilinear
    ) -> Tensor {
        precondition(
            shape.height == displacement.height && shape.width == displacement.width,
            "a gradient of \(shape) does not fit a displacement of \(displacement.offsets.shape)")
        let columns = displacement.width
        let area = displacement.height * columns
        let offsets = displacement.offsets.values.span
        let sampling = PlaneSampling(edge: edge, interpolation: interpolation)
        return sampling.scatter(self, height: height, width: width) { row, column in
            let place = row * columns + column
            return (Float(column) + 0.5 + offsets[place], Float(row) + 0.5 + offsets[area + place])
        }
    }
}
