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

extension AxisTaps {
    /// Those of a step between two levels of a pyramid.
    /// - Parameter taps: of an output of either axis: the places that it is made of, which may lie past both ends, and their weights.
    static func ofPyramid(
        from input: Shape, to output: Shape, wrapsDown: Bool, wrapsAcross: Bool,
        _ taps: (Int) -> [(place: Int, weight: Float)]
    ) -> (rows: AxisTaps, columns: AxisTaps) {
        func axis(_ inputs: Int, _ outputs: Int, _ wraps: Bool) -> AxisTaps {
            func seen(_ place: Int) -> Int {
                wraps ? ((place % inputs) + inputs) % inputs : min(max(place, 0), inputs - 1)
            }
            return AxisTaps((0..<outputs).map { taps($0).map { (seen($0.place), $0.weight) } }, inputs: inputs)
        }
        return (axis(input.height, output.height, wrapsDown), axis(input.width, output.width, wrapsAcross))
    }
}

extension Tensor {
    /// Weighted sums of rows and columns, by plain loops.
    func summed(by taps: (rows: AxisTaps, columns: AxisTaps)) -> Tensor {
        let (rows, columns, shape) = (taps.rows, taps.columns, shape)
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
