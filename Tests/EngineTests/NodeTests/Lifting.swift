import Networks
import Tensors

/// A way of seeing the numbers of a tensor of any rank as a picture `[1, C, H, W]`: at most one dimension is the height,
/// at most one the width, and all others, in their order, are the channels.
///
///     [2, 3, 4] as a picture 1×2×3×4, 1×6×4×1, 1×24×1×1 …
struct Lifting: Hashable {
    /// The dimensions, those of the channels first, then the height's and the width's.
    let order: [Int]
    /// C, H and W.
    let shape: Shape
    private let sizes: [Int]

    /// Dimension `height` is the height, and `width` the width; nil for a height or width of 1.
    init(_ sizes: [Int], height: Int?, width: Int?) {
        let ends = [height, width].compactMap { $0 }
        let channels = sizes.indices.filter { !ends.contains($0) }
        order = channels + ends
        shape = Shape(
            channels: channels.reduce(1) { $0 * sizes[$1] }, height: height.map { sizes[$0] } ?? 1,
            width: width.map { sizes[$0] } ?? 1)
        self.sizes = sizes
    }

    /// Every way, the usual one first: the last two dimensions are height and width.
    static func all(of sizes: [Int]) -> [Lifting] {
        let dimensions = [nil] + sizes.indices.reversed().map { Optional($0) }
        var ways: [Lifting] = []
        if sizes.count > 2 { ways.append(Lifting(sizes, height: sizes.count - 2, width: sizes.count - 1)) }
        for height in dimensions {
            for width in dimensions where height == nil || height != width {
                let way = Lifting(sizes, height: height, width: width)
                if !ways.contains(way) { ways.append(way) }
            }
        }
        return ways
    }

    /// Whether the tensor is that picture already.
    var changesNothing: Bool { order == [0, 1, 2, 3] && shape.dimensions == sizes }

    /// The numbers of the tensor in the order that the picture has them in.
    func picture(_ values: [Float]) -> Tensor {
        var strides = [Int](repeating: 1, count: sizes.count)
        for axis in sizes.indices.dropLast().reversed() { strides[axis] = strides[axis + 1] * sizes[axis + 1] }
        var places = [0]
        for axis in order {
            places = places.flatMap { place in (0..<sizes[axis]).map { place + $0 * strides[axis] } }
        }
        return Tensor(shape: shape, values: places.map { values[$0] })
    }

    /// Nodes that make the tensor `name` from the picture `picture`, and the shape that they need as a constant.
    func lowering(_ picture: String, to name: String) -> (nodes: [ONNX_Node], constants: [ONNX_Tensor]) {
        var back = [Int](repeating: 0, count: order.count)
        for (place, axis) in order.enumerated() { back[axis] = place }
        return (
            [
                ONNX_Node("Reshape", [picture, "\(name):sizes"], ["\(name):turned"]),
                ONNX_Node("Transpose", ["\(name):turned"], [name], ["perm": back]),
            ], [ONNX_Tensor("\(name):sizes", order.map { sizes[$0] })]
        )
    }

    /// Nodes that make the picture `picture` of the tensor `name`, and the shape that they need as a constant.
    func raising(_ name: String, to picture: String) -> (nodes: [ONNX_Node], constants: [ONNX_Tensor]) {
        (
            [
                ONNX_Node("Transpose", [name], ["\(picture):turned"], ["perm": order]),
                ONNX_Node("Reshape", ["\(picture):turned", "\(picture):sizes"], [picture]),
            ], [ONNX_Tensor("\(picture):sizes", shape.dimensions)]
        )
    }
}
