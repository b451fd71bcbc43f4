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
