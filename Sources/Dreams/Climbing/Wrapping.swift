package import Networks
import Pictures
package import Tensors

/// Filters of planes, `[1, C, H, W]`, whose sides meet: they see the other side beyond a border, so that no seam is left.
extension Wrap {
    /// What a filter makes of the planes, which go on by `reach` pixels, as far as it looks, beyond the sides that meet.
    package func filtered(_ planes: consuming Tensor, reach: Int, by filter: (consuming Tensor) -> Tensor) -> Tensor {
        guard self != .none else { return filter(planes) }
        let (height, width) = (planes.shape.height, planes.shape.width)
        let (down, right) = (self == .both ? min(reach, height) : 0, min(reach, width))
        let frame = Region(rows: -down..<height + down, columns: -right..<width + right)
        return filter(planes.part(frame, rolledDown: 0, right: 0))
            .part(Region(rows: down..<down + height, columns: right..<right + width))
    }

    /// The planes at another size.
    package func resized(_ planes: Tensor, to size: Extent) -> Tensor {
        guard self != .none, planes.shape.extent != size else { return planes.resized(to: size) }
        // One plane at a time: where the sizes have little in common three of each are held.
        let values = (0..<planes.shape.channels).flatMap { channel in
            resized(plane: planes.part(ofChannel: channel), to: size).values
        }
        return Tensor(
            shape: Shape(channels: planes.shape.channels, height: size.height, width: size.width), values: values)
    }

    private func resized(plane: Tensor, to size: Extent) -> Tensor {
        let (height, width) = (plane.shape.height, plane.shape.width)
        let side = WrappedSide(from: width, to: size.width)
        let across = plane.part(
            Region(rows: 0..<height, columns: -side.before..<width + side.before), rolledDown: 0, right: 0
        )
        .resized(height: height, width: size.width + 2 * side.after)
        .part(Region(rows: 0..<height, columns: side.after..<side.after + size.width))
        guard self == .both else { return across.resized(to: size) }
        let upright = WrappedSide(from: height, to: size.height)
        return across.part(
            Region(rows: -upright.before..<height + upright.before, columns: 0..<size.width), rolledDown: 0, right: 0
        )
        .resized(height: size.height + 2 * upright.after, width: size.width)
        .part(Region(rows: upright.after..<upright.after + size.height, columns: 0..<size.width))
    }
}

/// How far planes go on beyond a side before and after they are resized, so that both grids stay the same: in pixels of each, the
/// one as many times the greatest common divisor as the other.
private struct WrappedSide {
    let before: Int
    let after: Int

    init(from old: Int, to new: Int) {
        var (divisor, rest) = (old, new)
        while rest > 0 { (divisor, rest) = (rest, divisor % rest) }
        let (unit, newUnit) = (old / divisor, new / divisor)
        // Lanczos' three lobes on the coarser grid, and one pixel more.
        let reach = 3 * max(old / new, 1) + 4
        let count = min((reach + unit - 1) / unit, divisor)
        (before, after) = (count * unit, count * newUnit)
    }
}

extension Tensor {
    /// One plane, `[1, 1, H, W]`.
    fileprivate func part(ofChannel channel: Int) -> Tensor {
        Tensor(
            shape: Shape(channels: 1, height: shape.height, width: shape.width),
            values: Array(values[indices(ofChannel: channel)]))
    }
}
