package import Tensors

/// An operator each output of which is a weighted sum of a few inputs of its channel, rows and columns each by themselves: resizes, margins,
/// means of windows.
package protocol SeparableOperator: Operator {
    /// Which inputs each row and each column of the output reads.
    func taps(from input: Shape, to output: Shape) -> (rows: AxisTaps, columns: AxisTaps)

    /// What an output is that reads nothing.
    var empty: Float { get }
}

extension SeparableOperator {
    /// Zero.
    package var empty: Float { 0 }
}

/// By output along one axis: the inputs that it reads, with their weights.
package struct AxisTaps: Sendable {
    /// By output.
    package let taps: [[(index: Int, weight: Float)]]
    /// How many inputs there are.
    package let inputs: Int

    /// From the lists themselves.
    package init(_ taps: [[(index: Int, weight: Float)]], inputs: Int) {
        (self.taps, self.inputs) = (taps, inputs)
    }

    /// By input: the outputs that read it, with their weights, in order. The way back reads them.
    package var turned: AxisTaps {
        var turned = [[(index: Int, weight: Float)]](repeating: [], count: inputs)
        for (output, list) in taps.enumerated() {
            for tap in list { turned[tap.index].append((index: output, weight: tap.weight)) }
        }
        return AxisTaps(turned, inputs: taps.count)
    }
}

/// Places along an axis of a pyramid's level.
enum PyramidAxis {
    /// What is seen at a place, which may lie past either end.
    static func place(_ place: Int, of count: Int, wraps: Bool) -> Int {
        wraps ? ((place % count) + count) % count : min(max(place, 0), count - 1)
    }
}

extension Tensor {
    /// Weighted sums of rows and columns, by plain loops.
    func summed(by rows: AxisTaps, _ columns: AxisTaps) -> Tensor {
        let shape = shape
        var sums = Tensor.zeros(Shape(channels: shape.channels, height: rows.taps.count, width: columns.taps.count))
        var place = 0
        for channel in 0..<shape.channels {
            for row in rows.taps {
                for column in columns.taps {
                    for (y, down) in row {
                        let line = (channel * shape.height + y) * shape.width
                        for (x, across) in column { sums.values[place] += down * across * values[line + x] }
                    }
                    place += 1
                }
            }
        }
        return sums
    }
}
