public import Tensors

/// Margins of `value` around the input; negative ones cut it.
public struct Margins: Operator, Hashable {
    /// Above, and to the left.
    public let before: Extent
    /// Below, and to the right.
    public let after: Extent
    /// What the margins hold.
    public let value: Float

    /// Margins from their parts.
    public init(before: Extent, after: Extent, value: Float = 0) {
        self.before = before
        self.after = after
        self.value = value
    }

    public var summary: String { "margins \(before.height) \(before.width) \(after.height) \(after.width)" }

    public func shape(_ inputs: [Shape]) -> Shape {
        // Where nothing of the input is kept there is no room, whatever would stand around it.
        func side(_ size: Int, _ before: Int, _ after: Int) -> Int {
            size + min(before, 0) + min(after, 0) > 0 ? size + before + after : 0
        }
        return Shape(
            channels: inputs[0].channels, height: side(inputs[0].height, before.height, after.height),
            width: side(inputs[0].width, before.width, after.width))
    }

    public func axisMaps(of operands: [Shape], to output: Shape) -> [AxisMap] {
        [AxisMap(rows: .shift(before: before.height), columns: .shift(before: before.width))]
    }

    /// Margins only where the whole has them.
    public func part(_ part: OperatorPart) -> any Operator {
        let (made, given) = (part.made, part.given[0])
        return Margins(
            before: Extent(
                height: given.rows.lowerBound - made.rows.lowerBound + before.height,
                width: given.columns.lowerBound - made.columns.lowerBound + before.width),
            after: Extent(
                height: made.rows.upperBound - before.height - given.rows.upperBound,
                width: made.columns.upperBound - before.width - given.columns.upperBound),
            value: value)
    }

    public var geometry: [Int] { [before.height, before.width, after.height, after.width] }
    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 0 }
    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let x = operands[0]
        var y = Tensor(shape: output, repeating: value)
        forEachKept(x.shape, output) { y.values[$1] = x.values[$0] }
        return y
    }

    // ∂/∂x = g where x was kept, 0 where it was cut
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        var gradient = Tensor.zeros(operands[0].shape)
        forEachKept(gradient.shape, seed.shape) { gradient.values[$0] = seed.values[$1] }
        return [gradient]
    }

    private func forEachKept(_ x: Shape, _ y: Shape, _ body: (_ x: Int, _ y: Int) -> Void) {
        let rows = kept(x.height, y.height, before.height)
        let columns = kept(x.width, y.width, before.width)
        for channel in 0..<x.channels {
            for row in rows {
                for column in columns {
                    body(
                        (channel * x.height + row) * x.width + column,
                        (channel * y.height + row + before.height) * y.width + column + before.width)
                }
            }
        }
    }
}

extension Margins {
    /// The inputs along one axis that are outputs, too: none where they are cut from both sides, or moved out of sight.
    fileprivate func kept(_ inputs: Int, _ outputs: Int, _ before: Int) -> Range<Int> {
        let first = max(0, -before)
        return first..<max(first, min(inputs, outputs - before))
    }
}

extension Margins: SeparableOperator {
    package var empty: Float { value }

    package func taps(from input: Shape, to output: Shape) -> (rows: AxisTaps, columns: AxisTaps) {
        func axis(_ inputs: Int, _ outputs: Int, _ before: Int) -> AxisTaps {
            let kept = kept(inputs, outputs, before)
            return AxisTaps(
                (0..<outputs).map { output in
                    kept.contains(output - before) ? [(index: output - before, weight: Float(1))] : []
                }, inputs: inputs)
        }
        return (axis(input.height, output.height, before.height), axis(input.width, output.width, before.width))
    }
}

extension Operator where Self == Margins {
    /// Margins of `value` around the input; negative ones cut it.
    public static func margins(before: Extent, after: Extent, value: Float) -> Margins {
        Margins(before: before, after: after, value: value)
    }
}
