import Networks
import Operators
import Tensors

/// What joins, picks, cuts and stretches.
extension Case {
    static let wiring = concatenations + selections + margins + resizes + pyramids

    private static let concatenations = [
        Case(
            testDescription: "concatenation of 5, 8 and 3 channels", height: 11, width: 9,
            nodes: [
                Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
                Graph.Node(name: "a", operation: convolution(5, 3, kernel: 3), inputs: [0]),
                Graph.Node(name: "b", operation: convolution(8, 3, kernel: 1), inputs: [0]),
                Graph.Node(name: "concat", operation: .concatenation, inputs: [1, 2, 0]),
                Graph.Node(name: "c", operation: convolution(8, 16, kernel: 3), inputs: [3]),
            ]),
        Case(
            testDescription: "members of two concatenations, one twice", height: 11, width: 9,
            nodes: [
                Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
                Graph.Node(name: "a", operation: convolution(8, 3, kernel: 3), inputs: [0]),
                Graph.Node(name: "ra", operation: .relu, inputs: [1]),
                Graph.Node(name: "b", operation: convolution(16, 8, kernel: 3), inputs: [2]),
                Graph.Node(name: "one", operation: .concatenation, inputs: [2, 3]),
                Graph.Node(name: "c", operation: convolution(8, 24, kernel: 1), inputs: [4]),
                Graph.Node(name: "two", operation: .concatenation, inputs: [4, 5, 5, 2]),
                Graph.Node(name: "d", operation: convolution(8, 48, kernel: 3), inputs: [6]),
            ]),
        Case(
            testDescription: "concatenation of a pool and of a concatenation", height: 10, width: 11,
            nodes: [
                Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
                Graph.Node(name: "a", operation: convolution(16, 3, kernel: 3), inputs: [0]),
                Graph.Node(name: "b", operation: convolution(24, 16, kernel: 1), inputs: [1]),
                Graph.Node(name: "inner", operation: .concatenation, inputs: [1, 2]),
                Graph.Node(
                    name: "pool", operation: .maxPool(Window(kernel: Extent(3), padding: .all(1))), inputs: [3]),
                Graph.Node(name: "outer", operation: .concatenation, inputs: [3, 4]),
                Graph.Node(name: "relu", operation: .relu, inputs: [5]),
            ]),
    ]

    private static let selections =
        [
            ("a permutation", (0..<21).map { $0 * 8 % 21 }),
            ("the first 8", Array(0..<8)), ("the last 5", Array(16..<21)), ("8 to 15", Array(8..<16)),
            ("3 to 18", Array(3..<19)), ("every other", Array(stride(from: 1, to: 21, by: 2))), ("one", [11]),
            ("some twice, some never", [4, 4, 0, 20, 20, 20, 7, 4, 13]),
            ("all of them thrice", (0..<63).map { $0 % 21 }),
        ].map { name, indices in
            chain(
                "selection of \(name)", 6, 7,
                [convolution(21, 3, kernel: 1), .channelSelection(indices), .tanh])
        }
        + [chain("selection of the picture's channels", 6, 7, [.channelSelection([2, 1, 0, 1])])]

    private static let margins: [Case] =
        [
            (Extent(1), Extent(1), 0), (Extent(height: 2, width: 0), Extent(height: 0, width: 3), 0),
            (Extent(height: 1, width: 2), Extent(height: 3, width: 0), -1.5), (Extent(-1), Extent(-2), 0),
            (Extent(height: -3, width: 2), Extent(height: 1, width: -4), 0.5),
            (Extent(0), Extent(height: -5, width: -7), 0),
        ].map { (before: Extent, after: Extent, value: Float) in
            chain(
                "margins \(before.height) \(before.width) \(after.height) \(after.width) of \(value)", 9, 10,
                [
                    convolution(13, 3, kernel: 1), .margins(before: before, after: after, value: value),
                    convolution(16, 13, kernel: 3),
                ])
        } + [chain("margins of the picture", 6, 7, [.margins(before: Extent(2), after: Extent(-1), value: 0)])]

    /// Sizes that are fixed, or another's, instead of factors.
    private static let adaptive: [Case] =
        [(AdaptivePool.Reduction.mean, 4, 6), (.max, 1, 1), (.sum, 1, 1), (.sum, nil, 1), (.mean, 12, 3)].map {
            (reduction: AdaptivePool.Reduction, rows: Int?, columns: Int?) in
            chain(
                "\(reduction) pool to \(rows ?? 0)×\(columns ?? 0)", 9, 11,
                [
                    convolution(13, 3, kernel: 1),
                    .adaptivePool(AdaptivePool(reduction, rows: rows, columns: columns)), convolution(8, 13, kernel: 1),
                ])
        } + [
            chain(
                "resize to 5×14", 9, 11,
                [
                    convolution(13, 3, kernel: 1),
                    .resize(Resize(to: .size(Extent(height: 5, width: 14)), method: .linear)),
                    convolution(8, 13, kernel: 1),
                ]),
            Case(
                testDescription: "resize of a mean to fit what it is joined with", height: 9, width: 11,
                nodes: [
                    Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
                    Graph.Node(name: "conv", operation: convolution(8, 3, kernel: 3), inputs: [0]),
                    Graph.Node(
                        name: "pool", operation: .adaptivePool(AdaptivePool(.mean, rows: 2, columns: 3)), inputs: [1]),
                    Graph.Node(
                        name: "resize", operation: .resize(Resize(to: .ofSecondInput, method: .linear)), inputs: [2, 1]),
                    Graph.Node(name: "join", operation: .concatenation, inputs: [1, 3]),
                    Graph.Node(name: "end", operation: convolution(8, 16, kernel: 3), inputs: [4]),
                ]),
        ]

    private static let resizes: [Case] =
        [Resize.Method.nearest, .linear, .linearAlignedCorners].flatMap { method in
            [(2, 2), (1.5, 2.25), (0.5, 0.5), (0.7, 0.4), (3, 0.6), (1, 1)].map { height, width in
                chain(
                    "resize \(method) ×\(height) ×\(width)", 9, 11,
                    [
                        convolution(13, 3, kernel: 1),
                        .resize(Resize(height: height, width: width, method: method)), convolution(8, 13, kernel: 1),
                    ])
            }
        } + adaptive + [chain("resize of one position", 1, 1, [.resize(Resize(height: 4, width: 3, method: .linear))])]

    /// A level of a pyramid, and back to its odd and its even side.
    private static let pyramids = [(false, false), (true, false), (true, true)].map { down, across in
        chain(
            "a level of a pyramid\(across ? ", wrapped around" : down ? ", wrapped top to bottom" : "")", 9, 12,
            [
                convolution(5, 3, kernel: 3), Halving(wrapsDown: down, wrapsAcross: across),
                Doubling(to: Extent(height: 9, width: 12), wrapsDown: down, wrapsAcross: across),
            ])
    }
}
