import Tensors

extension Tensor {
    /// `[1, 2, H, W]` of one plane: central differences to the right and downwards.
    func slopes() -> Tensor {
        let (height, width) = (shape.height, shape.width)
        let source = values.span
        return Tensor(Shape(channels: 2, height: height, width: width)) { output in
            for row in 0..<height {
                let (above, below) = (max(row - 1, 0) * width, min(row + 1, height - 1) * width)
                for column in 0..<width {
                    let i = row * width + column
                    let (left, right) = (row * width + max(column - 1, 0), row * width + min(column + 1, width - 1))
                    output[i] = 0.5 * (source[right] - source[left])
                    output[height * width + i] = 0.5 * (source[below + column] - source[above + column])
                }
            }
        }
    }
}
