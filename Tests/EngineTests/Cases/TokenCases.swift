import Networks
import Tensors
import TestSupport

/// What vision transformers are made of: attention, lines of tokens, tables of positions.
extension Case {
    static let tokens = attentions + lines + constants

    /// Queries, keys and values of a layer, which attend; then a layer that reads them.
    private static func attending(
        _ name: String, _ height: Int, _ width: Int, heads: Int, _ inner: Int, _ outer: Int,
        reach: Attention.Reach = .picture,
        bias: Tensor? = nil, pooled: Bool = false
    ) -> Case {
        let scale = 1 / (Float(inner) / Float(heads)).squareRoot()
        let (source, next) = pooled ? (2, 3) : (0, 2)
        var nodes = [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "queries", operation: convolution(inner, 3, kernel: 3), inputs: [0]),
        ]
        if pooled {
            nodes.append(
                Graph.Node(
                    name: "pool", operation: .maxPool(Window(kernel: Extent(2), stride: Extent(2))), inputs: [0]))
        }
        nodes += [
            Graph.Node(name: "keys", operation: convolution(inner, 3, kernel: 1), inputs: [source]),
            Graph.Node(name: "values", operation: convolution(outer, 3, kernel: 1), inputs: [source]),
            Graph.Node(
                name: "attention",
                operation: .attention(Attention(heads: heads, scale: scale, reach: reach, bias: bias)),
                inputs: [1, next, next + 1]),
            Graph.Node(name: "end", operation: convolution(5, outer, kernel: 1), inputs: [next + 2]),
        ]
        return Case(testDescription: "attention, \(name)", height: height, width: width, nodes: nodes, step: 1e-2)
    }

    private static func biases(_ rows: Int, _ heads: Int, _ queries: Int, _ keys: Int) -> Tensor {
        Tensor.noise(Shape([rows, heads, queries, keys]), seed: 12)
    }

    /// More tokens than a block of queries or keys has, and fewer; heads that fill whole blocks of channels, and others.
    private static let attentions = [
        attending("one head", 5, 7, heads: 1, 16, 16),
        attending("two heads of 16", 12, 13, heads: 2, 32, 32),
        attending("three heads of 5 and 7", 9, 11, heads: 3, 15, 21),
        attending("heads of 24", 7, 5, heads: 2, 48, 48),
        attending("values wider than keys", 6, 7, heads: 2, 8, 40),
        attending("keys of a pool", 14, 11, heads: 2, 16, 16, pooled: true),
        attending("one token", 1, 1, heads: 2, 8, 8),
        attending("of rows", 5, 9, heads: 2, 16, 16, reach: .row),
        attending("of rows, with a bias each", 4, 9, heads: 2, 12, 12, reach: .row, bias: biases(4, 2, 9, 9)),
        attending("of rows, with a bias of theirs", 6, 7, heads: 3, 24, 24, reach: .row, bias: biases(1, 3, 7, 7)),
        attending("with a bias a head", 12, 13, heads: 2, 16, 16, bias: biases(1, 2, 156, 156)),
        attending("with a mask", 3, 5, heads: 2, 16, 16, bias: mask(15)),
        Case(
            testDescription: "a layer that attends to itself, twice", height: 6, width: 7,
            nodes: [
                Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
                Graph.Node(name: "conv", operation: convolution(18, 3, kernel: 3), inputs: [0]),
                Graph.Node(
                    name: "one", operation: .attention(Attention(heads: 3, scale: 0.1)), inputs: [1, 1, 1]),
                Graph.Node(
                    name: "two", operation: .attention(Attention(heads: 2, scale: 0.1)), inputs: [2, 1, 2]),
                Graph.Node(name: "sum", operation: .arithmetic(.add), inputs: [1, 3]),
            ], step: 1e-2),
    ]

    /// Those that know no bias, which is of one size.
    static let attentionsOfAnySize = attentions.filter { example in
        example.nodes.allSatisfy { ($0.operation as? Attention)?.bias == nil }
    }

    /// No token sees a later one.
    private static func mask(_ count: Int) -> Tensor {
        Tensor(
            shape: Shape([1, 1, count, count]),
            values: (0..<count * count).map { $0 % count > $0 / count ? -.infinity : 0 })
    }

    private static func tokens(_ channels: Int, _ count: Int) -> TokenJoin.Part {
        .tokens(Tensor.noise(Shape(channels: channels, height: 1, width: count), seed: 21))
    }

    private static let lines =
        [
            ("a class token", 16, [tokens(16, 1), .operand]),
            ("registers on both sides", 13, [tokens(13, 2), .operand, tokens(13, 3)]),
            ("nothing", 21, [TokenJoin.Part.operand]),
        ].map { name, channels, parts in
            chain(
                "a line of patches and \(name)", 9, 7,
                [
                    convolution(channels, 3, kernel: 3, stride: 2), .tokenJoin(parts), .tanh,
                    convolution(8, channels, kernel: 1),
                ])
        }
        + [
            ("the first two", TokenSelection.Choice.fromStart(first: 0, count: 2)),
            ("the last but one", .fromEnd(first: -2, count: 1)), ("all but three", .between(before: 1, after: 2)),
        ].map { name, choice in
            chain(
                "of a line, \(name)", 5, 7,
                [convolution(13, 3, kernel: 3), .tokenJoin([.operand, tokens(13, 4)]), .tanh, .tokenSelection(choice)])
        } + [
            Case(
                testDescription: "a line that is a picture again, and its class token", height: 9, width: 11,
                nodes: [
                    Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
                    Graph.Node(name: "patches", operation: convolution(16, 3, kernel: 3, stride: 3), inputs: [0]),
                    Graph.Node(name: "line", operation: .tokenJoin([tokens(16, 2), .operand]), inputs: [1]),
                    Graph.Node(
                        name: "mixed", operation: .attention(Attention(heads: 2, scale: 0.5)), inputs: [2, 2, 2]),
                    Graph.Node(name: "picture", operation: .tokenSelection(.picture(after: 2)), inputs: [3, 1]),
                    Graph.Node(
                        name: "class", operation: .tokenSelection(.fromStart(first: 0, count: 1)), inputs: [3]),
                    Graph.Node(name: "product", operation: .arithmetic(.multiply), inputs: [4, 5]),
                    Graph.Node(name: "again", operation: .tokenJoin([.operand, .operand]), inputs: [6, 5]),
                ], step: 1e-2)
        ]

    private static let constants =
        [TableResizing.bicubic(excess: 0), .bicubic(excess: 0.1), .antialiased].flatMap { resizing in
            [(5, 7), (3, 12)].map { rows, columns in
                let grid = Tensor.noise(Shape(channels: 13, height: rows, width: columns), seed: 4)
                return chain(
                    "positions of \(rows)×\(columns), \(resizing)", 5, 7,
                    [
                        convolution(13, 3, kernel: 3), .positionTable(PositionTable(grid: grid, resizing: resizing)),
                        .tanh,
                    ])
            }
        }
        + ConstantArithmetic.Kind.allCases.flatMap { kind in
            [
                Shape(channels: 13, height: 6, width: 7), Shape(channels: 1, height: 6, width: 1),
                Shape(channels: 13, height: 1, width: 7),
            ]
            .map { shape in
                chain(
                    "\(kind) \(shape)", 6, 7,
                    [
                        convolution(13, 3, kernel: 3), .constantArithmetic(kind, Tensor.noise(shape, seed: 5)),
                        .tanh, convolution(4, 13, kernel: 1),
                    ])
            }
        }
}
