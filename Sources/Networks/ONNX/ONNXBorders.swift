import Tensors
import Wording

/// Margins that hold something else than one number, and what stretches and turns about.
extension ONNXOperator {
    static let borders: [String: Reading] = ["CumSum": cumulativeSum, "Tile": tile]

    /// Margins that mirror, repeat or go round.
    static func borders(
        _ pads: [Int], _ mode: String, _ operand: ONNXOperand, _ reader: ONNXNodeReader, _ graph: inout ONNXGraphBuilder
    ) throws {
        guard let filling = Borders.Filling(rawValue: mode) else {
            throw reader.error("its mode is \(mode); constant, reflect, edge and wrap are supported")
        }
        let (rank, shape) = (operand.layout.dimensions.count, graph.shape(operand.node))
        let sides = (0..<rank).map { operand.layout.source(of: $0, operand.node, shape) }
        guard pads.count == 2 * rank, pads.allSatisfy({ (0...4096).contains($0) }),
            sides.indices.allSatisfy({ pads[$0] == 0 && pads[$0 + rank] == 0 || sides[$0].isSide })
        else { throw reader.error("pads is \(pads.prefix(8)); margins of height and width are supported") }
        func margin(_ isHeight: Bool, from first: Int) -> Int {
            sides.firstIndex(of: .side(of: operand.node, isHeight: isHeight, times: 1)).map { pads[first + $0] } ?? 0
        }
        let before = Extent(height: margin(true, from: 0), width: margin(false, from: 0))
        let after = Extent(height: margin(true, from: rank), width: margin(false, from: rank))
        var dimensions = operand.layout.dimensions
        for (axis, side) in sides.enumerated() {
            guard case .side(_, let isHeight, _) = side else { continue }
            let size = isHeight ? shape.height + before.height + after.height : shape.width + before.width + after.width
            dimensions[axis] = size > 1 ? [ONNXLayout.Atom(kind: isHeight ? .height : .width, size: size)] : []
        }
        try graph.append(
            Borders(before: before, after: after, filling: filling), [operand.node],
            layout: ONNXLayout(dimensions: dimensions), of: reader)
    }

    /// Sums of all channels up to each: a matrix that is 1 below its diagonal.
    private static let cumulativeSum: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let channels = graph.shape(operand.node).channels
        let given = try graph.requiredConstant(1, of: reader).numbers(for: reader).integers.first ?? 0
        guard let axis = operand.layout.axis(given), operand.layout.isChannels(axis, count: channels), channels <= 4096
        else {
            throw reader.error("it sums along axis \(given) of \(operand.layout.sizes); the channels are supported")
        }
        let (isBackward, leavesOwn) = (
            reader.integer("reverse", default: 0) != 0, reader.integer("exclusive", default: 0) != 0
        )
        var weights = [Float](repeating: 0, count: channels * channels)
        for output in 0..<channels {
            for input in 0..<channels {
                let isBefore = isBackward ? input > output : input < output
                if isBefore || input == output && !leavesOwn { weights[output * channels + input] = 1 }
            }
        }
        let sum = Convolution(
            weights: Tensor(shape: Shape([channels, channels, 1, 1]), values: weights),
            bias: [Float](repeating: 0, count: channels), window: Window(kernel: Extent(1)))
        try graph.append(.convolution(sum), [operand.node], layout: operand.layout, of: reader)
    }

    private static let tile: Reading = { reader, graph in
        let operand = try graph.operand(0, of: reader)
        let copies = try graph.requiredConstant(1, of: reader).numbers(for: reader)
        guard copies.values.count == operand.layout.dimensions.count,
            copies.integers.allSatisfy({ (1...4096).contains($0) })
        else { throw reader.error("it makes \(copies.integers.prefix(8)) copies of \(operand.layout.sizes)") }
        let result = try graph.copied(operand, copies.integers, sources: copies.sources, reader)
        graph.alias(result.node, layout: result.layout, of: reader)
    }
}

extension ONNXGraphBuilder {
    /// The operand, so many times along each dimension: channels are selected more than once, and one position becomes many.
    mutating func copied(
        _ operand: ONNXOperand, _ copies: [Int], sources: [ONNXNumbers.Source], _ reader: ONNXNodeReader
    ) throws -> ONNXOperand {
        var result = operand
        for (axis, count) in copies.enumerated() where count > 1 {
            guard result.layout.dimensions[axis].allSatisfy(\.isChannels) else {
                throw reader.error(
                    "it makes \(copies.prefix(8)) copies of \(operand.layout.sizes); the channels can be copied")
            }
            // A dimension of one place may be height or width, which only one position is spread along.
            let isSide = result.layout == ONNXLayout(standard: shape(result.node)) && axis >= 2
            if isSide {
                let own = shape(result.node)
                let size = Extent(
                    height: axis == 2 ? count : own.height, width: axis == 3 ? count : own.width)
                let node = try ONNXOperator.step(
                    .resize(Resize(to: .size(size), method: .nearest)), result.node, reader, &self)
                pin(node)
                result = ONNXOperand(node: node, layout: ONNXLayout(standard: shape(node)))
                continue
            }
            let places = result.layout.sizes[axis]
            result = try joining([ONNXOperand](repeating: result, count: count), at: axis, reader)
            guard result.layout.sizes[axis] == places * count else {
                throw reader.error("it makes \(count) copies of axis \(axis) of \(operand.layout.sizes)")
            }
        }
        return result
    }

    /// The operand stretched to `target`, which others than arithmetic read.
    mutating func stretched(
        _ operand: ONNXOperand, to target: [Int], _ numbers: ONNXNumbers, _ reader: ONNXNodeReader
    ) throws -> ONNXOperand {
        let missing = target.count - operand.layout.dimensions.count
        guard (0...16).contains(missing) else {
            throw reader.error("it stretches \(operand.layout.sizes) to \(target.prefix(8))")
        }
        let whole = ONNXOperand(
            node: operand.node, layout: missing > 0 ? operand.layout.unsqueezed(Set(0..<missing)) : operand.layout)
        let sizes = whole.layout.sizes
        guard zip(sizes, target).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }),
            target.allSatisfy({ (1...1 << 20).contains($0) })
        else { throw reader.error("it stretches \(sizes) to \(target.prefix(8))") }
        return try copied(whole, zip(sizes, target).map { $0 == 1 ? $1 : 1 }, sources: numbers.sources, reader)
    }

    /// The operand as a picture, where it is one whose rows and columns have changed places; nil where it is not.
    mutating func turningSides(_ operand: ONNXOperand, _ reader: ONNXNodeReader) throws -> ONNXOperand? {
        let (standard, dimensions) = (ONNXLayout(standard: shape(operand.node)), operand.layout.dimensions)
        guard dimensions.count == 4, dimensions[0].isEmpty, dimensions[1] == standard.dimensions[1],
            dimensions[2] == standard.dimensions[3], dimensions[3] == standard.dimensions[2]
        else { return nil }
        let node = try ONNXOperator.step(Transposition([0, 2, 1]), operand.node, reader, &self)
        return ONNXOperand(node: node, layout: ONNXLayout(standard: shape(node)))
    }

    /// The operand with a dimension turned about, or thinned from its end: the steps of a slice that goes backwards.
    mutating func turned(
        _ operand: ONNXOperand, _ axis: Int, from start: Int, to end: Int, by step: Int, _ reader: ONNXNodeReader
    ) throws -> ONNXOperand {
        let size = operand.layout.sizes[axis]
        func bound(_ place: Int) -> Int {
            min(max(place < 0 ? place.addingReportingOverflow(size).partialValue : place, -1), size - 1)
        }
        let last = end < -size ? -1 : bound(end)
        let places = Array(stride(from: bound(start), to: last, by: step))
        guard !places.isEmpty else {
            throw reader.error("it leaves nothing of axis \(axis) of \(operand.layout.sizes)")
        }
        return try taking(places, at: axis, of: operand, reader)
    }
}
