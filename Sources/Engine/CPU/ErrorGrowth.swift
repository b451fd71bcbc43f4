package import Networks
import Tensors

/// How a small difference grows on its way through a network.
///
/// What a layer is off by, in parts of what it gives, is off by more behind it: normalizations that were folded into weights magnify what
/// they are given, about 1.2 times a layer where a network has learned nothing, and a hundred layers make of a rounding in the seventh
/// digit one in the third or fourth. A trained one mostly lets differences be. No rule told it from the weights, so it is measured: two
/// noises that differ by a ten-thousandth go forward at a small size, every layer once for both, and at every layer it is seen how far
/// apart they are.
package struct ErrorGrowth {
    /// By node, how many times larger a difference becomes behind it; nil for nodes that nothing was measured of.
    package let behind: [Float?]

    /// Measures it; nil where no size of `sides` has room for the network, or it says nothing.
    package init?(of graph: Graph, sides: [Int]) {
        let ends = graph.openEnds
        guard let side = sides.first(where: { (try? graph.shapes(height: $0, width: $0, for: ends)) != nil }),
            let shapes = try? graph.shapes(height: side, width: side, for: ends)
        else { return nil }
        let needed = graph.computed(for: ends)
        var readers = [Int](repeating: 0, count: graph.nodes.count)
        for node in needed { for operand in graph.nodes[node].operands { readers[operand] += 1 } }

        var held: [Graph.NodeID: (Tensor, Tensor)] = [:]
        var apart = [Float?](repeating: nil, count: graph.nodes.count)
        for node in needed {
            let operation = graph.nodes[node].operation
            let pair: (Tensor, Tensor)
            if node == 0 {
                pair = ErrorGrowth.noises(shapes[0])
            } else {
                let operands = graph.nodes[node].operands.compactMap { held[$0] }
                func value(_ operands: [Tensor]) -> Tensor {
                    (operation as? Convolution)?.product(over: operands[0], to: shapes[node])
                        ?? operation.forward(operands, to: shapes[node])
                }
                pair = (value(operands.map(\.0)), value(operands.map(\.1)))
            }
            apart[node] = pair.0.distance(to: pair.1)
            for operand in graph.nodes[node].operands {
                readers[operand] -= 1
                if readers[operand] == 0 { held[operand] = nil }
            }
            if readers[node] > 0 { held[node] = pair }
        }

        var most = apart
        for node in needed.reversed() {
            for operand in graph.nodes[node].operands {
                if let own = most[operand], let next = most[node] { most[operand] = max(own, next) }
            }
        }
        behind = zip(apart, most).map { own, most in
            guard let own, let most, own > 0 else { return nil }
            return most / own
        }
    }

    /// Two noises that differ by a ten-thousandth: much more than rounding, and so little that hardly a unit changes its side.
    private static func noises(_ shape: Shape) -> (Tensor, Tensor) {
        var dice = Philox(key: 1, stream: 0xE7)
        let noise = (0..<shape.count).map { _ in dice.normal() }
        return (
            Tensor(shape: shape, values: noise), Tensor(shape: shape, values: noise.map { $0 + 1e-4 * dice.normal() })
        )
    }
}

extension Graph {
    /// The nodes that nobody reads.
    fileprivate var openEnds: [NodeID] {
        let read = Set(nodes.flatMap(\.inputs))
        return nodes.indices.filter { !read.contains($0) }
    }
}

extension Tensor {
    /// ‖self − other‖ ÷ ‖self‖; nil where there is nothing, or no number.
    fileprivate func distance(to other: Tensor) -> Float? {
        var (difference, whole) = (0.0, 0.0)
        let (a, b) = (values.span, other.values.span)
        for i in 0..<values.count {
            difference += Double(a[i] - b[i]) * Double(a[i] - b[i])
            whole += Double(a[i]) * Double(a[i])
        }
        let ratio = Float((difference / whole).squareRoot())
        return ratio.isFinite ? ratio : nil
    }
}

extension Convolution {
    /// The same as its own loops compute, to rounding: the windows side by side, and a product of matrices.
    fileprivate func product(over input: Tensor, to output: Shape) -> Tensor {
        let (perGroup, outputs) = (inputChannels / groups, outputChannels / groups)
        let taps = window.kernel.height * window.kernel.width
        var values = [Float]()
        values.reserveCapacity(output.count)
        for group in 0..<groups {
            let windows = windows(of: input, channels: group * perGroup..<(group + 1) * perGroup, output)
            let first = group * outputs * perGroup * taps
            let kernels = Tensor(
                shape: Shape([outputs, perGroup * taps]),
                values: groups == 1 ? weights.values : Array(weights.values[first..<first + outputs * perGroup * taps]))
            let sums = kernels.product(windows)
            for o in 0..<outputs {
                let bias = bias[group * outputs + o]
                for i in o * output.area..<(o + 1) * output.area { values.append(sums.values[i] + bias) }
            }
        }
        return Tensor(shape: output, values: values)
    }

    /// By channel and tap a row of what meets it at every position of the output: zeros in the margins.
    private func windows(of input: Tensor, channels: Range<Int>, _ output: Shape) -> Tensor {
        let (height, width) = (input.shape.height, input.shape.width)
        let (top, left) = (window.vertical(over: height).before, window.horizontal(over: width).before)
        let taps = window.kernel.height * window.kernel.width
        let source = input.values.span
        return Tensor(Shape([channels.count * taps, output.area])) { rows in
            var place = 0
            for channel in channels {
                for tap in 0..<taps {
                    let down = tap / window.kernel.width * window.dilation.height - top
                    let right = tap % window.kernel.width * window.dilation.width - left
                    for y in 0..<output.height {
                        let row = y * window.stride.height + down
                        for x in 0..<output.width {
                            let column = x * window.stride.width + right
                            let isInside = row >= 0 && row < height && column >= 0 && column < width
                            rows[place] = isInside ? source[(channel * height + row) * width + column] : 0
                            place += 1
                        }
                    }
                }
            }
        }
    }
}
