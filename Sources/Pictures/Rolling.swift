public import Tensors

extension Tensor {
    /// The planes of `[1, C, H, W]` shifted, what leaves on one side coming back on the other. Shifts may be negative, and
    /// larger than the picture; the opposite shift undoes it exactly.
    public func rolled(down: Int, right: Int) -> Tensor {
        let (height, width) = (shape.height, shape.width)
        let down = wrapped(down, height)
        let right = wrapped(right, width)
        guard down != 0 || right != 0 else { return self }
        let rows = (0..<shape.channels * height).lazy.flatMap { row -> [ArraySlice<Float>] in
            let plane = row / height * height
            let source = (plane + wrapped(row - plane - down, height)) * width
            return [values[source + width - right..<source + width], values[source..<source + width - right]]
        }
        var rolled: [Float] = []
        rolled.reserveCapacity(values.count)
        for piece in rows { rolled.append(contentsOf: piece) }
        return Tensor(shape: shape, values: rolled)
    }

    private func wrapped(_ shift: Int, _ size: Int) -> Int { ((shift % size) + size) % size }
}
