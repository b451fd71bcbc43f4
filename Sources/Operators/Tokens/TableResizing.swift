public import Tensors

/// How a table of positions is brought to another grid: bicubic, the samples standing in the middle of their cells (Keys, "Cubic convolution
/// interpolation for digital image processing", 1981).
public enum TableResizing: Hashable, Sendable {
    /// PyTorch's `interpolate(mode="bicubic")`, which Hugging Face's models resize by: a = −¾, and what lies beyond the border is the border.
    /// Some of them sample as if the new grid were a little larger than it is, by `excess` cells.
    case bicubic(excess: Double)
    /// The same with `antialias=True`, which timm's models resize by: a = −½, wider where the grid becomes smaller, and what lies beyond the
    /// border has no weight.
    case antialiased

    /// A table of `[1, C, rows, columns]` for a grid of another shape.
    public func resized(_ table: Tensor, to grid: Shape) -> Tensor {
        guard table.shape.height != grid.height || table.shape.width != grid.width else { return table }
        let rows = taps(from: table.shape.height, to: grid.height)
        let columns = taps(from: table.shape.width, to: grid.width)
        let shape = Shape(channels: table.shape.channels, height: grid.height, width: grid.width)
        var result = Tensor.zeros(shape)
        var line = [Double](repeating: 0, count: table.shape.width)
        for channel in 0..<shape.channels {
            for (row, vertical) in rows.enumerated() {
                for column in line.indices {
                    line[column] = vertical.reduce(0) { sum, tap in
                        let place = (channel * table.shape.height + tap.index) * table.shape.width + column
                        return sum + tap.weight * Double(table.values[place])
                    }
                }
                for (column, horizontal) in columns.enumerated() {
                    let sum = horizontal.reduce(0) { $0 + $1.weight * line[$1.index] }
                    result.values[(channel * shape.height + row) * shape.width + column] = Float(sum)
                }
            }
        }
        return result
    }

    /// By output along one axis: the inputs that it reads, with their weights.
    private func taps(from input: Int, to output: Int) -> [[(index: Int, weight: Double)]] {
        var step = Double(input) / Double(output)
        if case .bicubic(let excess) = self { step = Double(input) / (Double(output) + excess) }
        return (0..<output).map { place in
            switch self {
            case .bicubic:
                let position = (Double(place) + 0.5) * step - 0.5
                let first = position.rounded(.down)
                return (-1...2).map { offset in
                    let index = Int(first) + offset
                    let weight = TableResizing.kernel(position - first - Double(offset), a: -0.75)
                    return (index: min(max(index, 0), input - 1), weight: weight)
                }
            case .antialiased:
                let centre = (Double(place) + 0.5) * step
                let spread = max(step, 1)
                let first = max(0, Int(centre - 2 * spread + 0.5))
                let end = min(input, Int(centre + 2 * spread + 0.5))
                let weights = (first..<max(end, first + 1)).map { index in
                    TableResizing.kernel((Double(index) - centre + 0.5) / spread, a: -0.5)
                }
                let sum = weights.reduce(0, +)
                return weights.enumerated().map { (index: first + $0.offset, weight: $0.element / sum) }
            }
        }
    }

    /// Keys' cubic: 1 at 0, 0 at every other whole number.
    private static func kernel(_ x: Double, a: Double) -> Double {
        let x = abs(x)
        if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
    }
}
