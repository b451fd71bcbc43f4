import Networks
import Tensors

/// y = a ∘ b, element by element; a dimension that is 1 in one of them is stretched to the other's.
struct ReferenceArithmetic: ReferenceLayer {
    let arithmetic: Arithmetic

    func forward(_ inputs: [Tensor]) -> Tensor {
        let (a, b) = (inputs[0], inputs[1])
        var y = Tensor.zeros(Shape(zip(a.shape.dimensions, b.shape.dimensions).map { max($0, $1) }))
        forEachPair(a.shape, b.shape, y.shape) { i, j, k in
            y.values[k] =
                switch arithmetic {
                case .add: a.values[i] + b.values[j]
                case .subtract: a.values[i] - b.values[j]
                case .multiply: a.values[i] * b.values[j]
                case .divide: a.values[i] / b.values[j]
                }
        }
        return y
    }

    // An input that was stretched takes the sum over what it was stretched to.
    func backward(_ seed: Tensor, inputs: [Tensor], output: Tensor) -> [Tensor] {
        let (a, b) = (inputs[0], inputs[1])
        var (ofA, ofB) = ([Double](repeating: 0, count: a.values.count), [Double](repeating: 0, count: b.values.count))
        forEachPair(a.shape, b.shape, seed.shape) { i, j, k in
            let g = Double(seed.values[k])
            let (x, y) = (Double(a.values[i]), Double(b.values[j]))
            switch arithmetic {
            case .add: (ofA[i], ofB[j]) = (ofA[i] + g, ofB[j] + g)
            case .subtract: (ofA[i], ofB[j]) = (ofA[i] + g, ofB[j] - g)
            case .multiply: (ofA[i], ofB[j]) = (ofA[i] + g * y, ofB[j] + g * x)
            case .divide: (ofA[i], ofB[j]) = (ofA[i] + g / y, ofB[j] - g * x / (y * y))
            }
        }
        return [
            Tensor(shape: a.shape, values: ofA.map { Float($0) }),
            Tensor(shape: b.shape, values: ofB.map { Float($0) }),
        ]
    }

    /// Calls `body` with the indices, into the two inputs and the output, of every element of the output.
    private func forEachPair(_ a: Shape, _ b: Shape, _ y: Shape, _ body: (_ a: Int, _ b: Int, _ y: Int) -> Void) {
        func index(_ shape: Shape, _ channel: Int, _ row: Int, _ column: Int) -> Int {
            (min(channel, shape.channels - 1) * shape.height + min(row, shape.height - 1)) * shape.width
                + min(column, shape.width - 1)
        }
        for channel in 0..<y.channels {
            for row in 0..<y.height {
                for column in 0..<y.width {
                    body(
                        index(a, channel, row, column), index(b, channel, row, column), index(y, channel, row, column))
                }
            }
        }
    }
}
