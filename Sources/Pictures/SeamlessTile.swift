public import Tensors

/// Pictures as tiles of an endless pattern.
extension Tensor {
    /// The planes made to fit themselves: laid side by side, no edge shows. Towards each pair of opposite edges the
    /// picture fades into itself moved by half a side, whose edges are what met in the middle of the picture.
    /// - Parameters:
    ///   - fading: how far from the edge the fading ends, as a part of half the side, 0…1.
    ///   - down: whether top and bottom shall fit each other, too; left and right always do.
    public func seamless(fading: Float = 0.5, down: Bool = true) -> Tensor {
        let (height, width) = (shape.height, shape.width)
        let ends = SeamlessWeights(fading: max(fading, 1e-3))
        // One direction after the other: the seam of what is moved lies where it does not count.
        let across = mixedWithItself(down: 0, right: width / 2) { _, column in ends.weight(column, of: width) }
        guard down else { return across }
        return across.mixedWithItself(down: height / 2, right: 0) { row, _ in ends.weight(row, of: height) }
    }

    /// Self where the weight is 1, and where it is 0 the same rolled around its borders, which is read where it lies.
    @inline(__always)
    private func mixedWithItself(down: Int, right: Int, weight: (_ row: Int, _ column: Int) -> Float) -> Tensor {
        let (height, width) = (shape.height, shape.width)
        let source = values.span
        return Tensor(shape) { output in
            for row in 0..<height {
                let above = row < down ? row - down + height : row - down
                for column in 0..<width {
                    let left = column < right ? column - right + width : column - right
                    let weight = weight(row, column)
                    for channel in 0..<shape.channels {
                        let plane = channel * height
                        let i = (plane + row) * width + column
                        let outer = source[(plane + above) * width + left]
                        output[i] = outer + (source[i] - outer) * weight
                    }
                }
            }
        }
    }
}

/// How much of the unmoved picture is left along a side.
private struct SeamlessWeights {
    let fading: Float

    /// 0 at both ends, 1 in the middle.
    func weight(_ place: Int, of count: Int) -> Float {
        smoothstep(0, fading, 2 * Float(min(place, count - 1 - place)) / Float(count))
    }
}
