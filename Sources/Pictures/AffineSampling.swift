import SamplingBridge
import Tensors

/// The four pixels around each place of a view, weighted by nearness: eight places at once.
extension AffineView {
    /// `[1, C, height, width]` from a picture `[1, C, H, W]`.
    func read(_ picture: Tensor) -> Tensor {
        var view = seen(of: picture.shape)
        return Tensor(unwritten: Shape(channels: picture.shape.channels, height: height, width: width)) { output in
            output.withUnsafeMutableBufferPointer { output in
                picture.values.withUnsafeBufferPointer { sampling_read(&view, $0.baseAddress, output.baseAddress) }
            }
        }
    }

    /// The transpose: `gradient` is `[1, C, height, width]`.
    func scatter(_ gradient: Tensor, on picture: Shape) -> Tensor {
        var view = seen(of: picture)
        return Tensor(picture) { output in
            output.withUnsafeMutableBufferPointer { output in
                gradient.values.withUnsafeBufferPointer { sampling_add(&view, $0.baseAddress, output.baseAddress) }
            }
        }
    }

    private func seen(of picture: Shape) -> sampling_view {
        sampling_view(
            xx: map.xx, xy: map.xy, x0: map.x0, yx: map.yx, yy: map.yy, y0: map.y0, zx: map.zx, zy: map.zy,
            z0: map.z0, rows: Int32(height), columns: Int32(width), planes: Int32(picture.channels),
            height: Int32(picture.height),
            width: Int32(picture.width), across: edge.across.ofBridge, down: edge.down.ofBridge, level: edge.level)
    }
}

extension EdgeMode {
    fileprivate var ofBridge: sampling_edge {
        switch self {
        case .wrap: sampling_wrap
        case .mirror: sampling_mirror
        case .clamp: sampling_clamp
        case .constant: sampling_constant
        }
    }
}
