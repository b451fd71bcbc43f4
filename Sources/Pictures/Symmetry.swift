import Foundation
public import Tensors

/// A half of a picture.
public enum PictureHalf: String, Hashable, Sendable, CaseIterable {
    /// As seen.
    case left, right, top, bottom
}

/// Pictures made symmetric.
extension Tensor {
    /// One half of the planes `[1, C, H, W]`, and its mirror image in the place of the other.
    public func mirrored(keeping half: PictureHalf) -> Tensor {
        let (height, width) = (shape.height, shape.width)
        let source = values.span
        return Tensor(shape) { output in
            for line in 0..<shape.channels * height {
                let (plane, row) = (line / height * height, line % height)
                let fromRow =
                    switch half {
                    case .top: min(row, height - 1 - row)
                    case .bottom: max(row, height - 1 - row)
                    case .left, .right: row
                    }
                let (from, to) = ((plane + fromRow) * width, line * width)
                switch half {
                case .top, .bottom: output.copy(source.extracting(from..<from + width), at: to)
                case .left: for x in 0..<width { output[to + x] = source[from + min(x, width - 1 - x)] }
                case .right: for x in 0..<width { output[to + x] = source[from + max(x, width - 1 - x)] }
                }
            }
        }
    }

    /// What two mirrors show: the wedge of a circle about `centre` that begins at `degrees` (0 to the right,
    /// counter-clockwise), and its reflections, `segments` pairs of them around.
    /// - Parameter centre: in fractions of the width and the height.
    public func kaleidoscope(
        segments: Int, centre: SIMD2<Float> = SIMD2(0.5, 0.5), degrees: Float = 90, edge: Edges = .mirror
    ) -> Tensor {
        let middle = centre * SIMD2(Float(shape.width), Float(shape.height))
        let pair = 2 * Float.pi / Float(max(segments, 1))
        let start = -degrees * .pi / 180
        return PlaneSampling(edge: edge).sample(self, height: shape.height, width: shape.width) { row, column in
            let arm = SIMD2(Float(column) + 0.5, Float(row) + 0.5) - middle
            let radius = (arm * arm).sum().squareRoot()
            let turns = (atan2(arm.y, arm.x) - start) / pair
            // Within a pair, there and back.
            let part = turns - turns.rounded(.down)
            let angle = start + pair * min(part, 1 - part)
            return (middle.x + radius * cos(angle), middle.y + radius * sin(angle))
        }
    }
}
