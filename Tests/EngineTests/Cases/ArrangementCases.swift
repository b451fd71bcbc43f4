import Networks
import Tensors
import TestSupport

/// What brings any dimension of a tensor into the channels, and what multiplies two activations.
extension Case {
    static let arrangements = windows + products

    /// Parts of the channels, the rows and the columns.
    private typealias Parts = ([Int], [Int], [Int])

    /// Windows of a picture as rows, and back; halves of the channels as columns; positions as channels.
    private static let movings: [(String, [Int?], Parts, Parts)] = [
        ("windows as rows", [nil, nil, 3, 2, 13], ([4], [0, 2], [1, 3]), ([4], [0, 1], [2, 3])),
        ("a grid of positions as rows", [3, 2, nil, nil, 5], ([4], [0, 2], [1, 3]), ([4], [0, 1], [2, 3])),
        ("positions as channels", [nil, nil, 21], ([2], [0], [1]), ([0, 1], [2], [])),
        ("rows as channels", [nil, nil, 8], ([2], [0], [1]), ([0], [1], [2])),
        ("halves of the channels as columns", [2, 9, nil, nil], ([0, 1], [2], [3]), ([1], [2], [3, 0])),
        ("columns turned about in their windows", [nil, nil, 2, 16], ([3], [0], [1, 2]), ([3], [0], [2, 1])),
    ]

    private static let windows: [Case] = movings.map { name, sizes, from, to in
        let channels = from.0.reduce(1) { $0 * (sizes[$1] ?? 1) }
        let there = Rearrangement(PartSizes(sizes), from: arrangement(from), to: arrangement(to))
        return chain(name, 6, 8, [convolution(channels, 3, kernel: 3), there, .tanh])
    }

    private static func arrangement(_ parts: Parts) -> Arrangement {
        Arrangement(channels: parts.0, rows: parts.1, columns: parts.2)
    }

    /// Scores of heads; values weighed by them; products along the positions, and along the channels.
    private static let factors: [(String, [Int?], Parts, Parts, Parts)] = [
        ("of positions, by heads", [2, 5, nil, nil], ([0, 1], [2], []), ([0, 1], [3], []), ([0], [2], [3])),
        ("of channels, over the positions", [nil, nil, 7, 4], ([2], [0], [1]), ([3], [0], [1]), ([2, 3], [], [])),
        ("in windows", [nil, nil, 2, 3, 3, 5], ([5, 2, 3], [0], [1]), ([5, 4], [0], [1]), ([2, 3, 4], [0], [1])),
        ("of one matrix with many", [nil, 3, 4, nil], ([1, 2], [0], []), ([2], [], [3]), ([1], [0], [3])),
    ]

    private static let products: [Case] = factors.map { name, sizes, first, second, output in
        product(name, sizes, first: first, second: second, output: output)
    }

    /// Both operands are made of the same picture, brought to their shapes by means over what they have not.
    private static func product(
        _ name: String, _ sizes: [Int?], first: Parts, second: Parts,
        output: Parts
    ) -> Case {
        func operand(_ parts: Parts) -> [any Operator] {
            let channels = parts.0.reduce(1) { $0 * (sizes[$1] ?? 1) }
            let pool = AdaptivePool(.mean, rows: parts.1.isEmpty ? 1 : nil, columns: parts.2.isEmpty ? 1 : nil)
            let made: any Operator = convolution(channels, 3, kernel: 3)
            return parts.1.isEmpty || parts.2.isEmpty ? [made, .adaptivePool(pool)] : [made]
        }
        var nodes = [Graph.Node(name: "input", operation: .input(channels: 3), inputs: [])]
        var ends: [Int] = []
        for (index, parts) in [first, second].enumerated() {
            for (step, operation) in operand(parts).enumerated() {
                nodes.append(
                    Graph.Node(
                        name: "operand\(index) \(step)", operation: operation, inputs: [step == 0 ? 0 : nodes.count - 1]
                    ))
            }
            ends.append(nodes.count - 1)
        }
        // However many are summed, they are a third or so: where the end is saturated, 1 − tanh² loses the digits that tanh has.
        let parts = [first, second, output].map { Set($0.0 + $0.1 + $0.2) }
        let summed = parts[0].intersection(parts[1]).subtracting(parts[2])
        let length = summed.reduce(1) { $0 * (sizes[$1] ?? (first.1.contains($1) ? 5 : 6)) }
        let contraction = Contraction(
            PartSizes(sizes), arrangement(first), arrangement(second), to: arrangement(output),
            scale: 0.3 / Float(length).squareRoot())
        nodes.append(Graph.Node(name: "product", operation: contraction, inputs: ends))
        nodes.append(Graph.Node(name: "end", operation: .tanh, inputs: [nodes.count - 1]))
        return Case(testDescription: "a product, \(name)", height: 5, width: 6, nodes: nodes, step: 1e-2)
    }
}
