import Networks

/// Pieces of networks: several layers that read each other.
extension Case {
    static let modules = [
        fire, oddParts, residual, shared, squeezeAndExcite, shuffle, convNeXt, inception, preActivated,
    ]

    /// A fire module (Iandola et al., 2016) behind a pool.
    static let fire = Case(
        testDescription: "fire", height: 37, width: 41,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "conv1", operation: convolution(16, 3, kernel: 3, stride: 2), inputs: [0]),
            Graph.Node(name: "relu1", operation: .relu, inputs: [1]),
            Graph.Node(
                name: "pool1", operation: .maxPool(Window(kernel: Extent(3), stride: Extent(2), ceilMode: true)),
                inputs: [2]),
            Graph.Node(name: "squeeze", operation: convolution(8, 16, kernel: 1), inputs: [3]),
            Graph.Node(name: "relu_squeeze", operation: .relu, inputs: [4]),
            Graph.Node(name: "expand1x1", operation: convolution(16, 8, kernel: 1), inputs: [5]),
            Graph.Node(name: "relu_expand1x1", operation: .relu, inputs: [6]),
            Graph.Node(name: "expand3x3", operation: convolution(24, 8, kernel: 3), inputs: [5]),
            Graph.Node(name: "relu_expand3x3", operation: .relu, inputs: [8]),
            Graph.Node(name: "concat", operation: .concatenation, inputs: [7, 9]),
        ])

    /// A convolution and its ReLU, as the nodes `number` and `number + 1` of a graph.
    private static func clipped(
        _ name: String, _ convolution: any Operator, by clip: any Operator = .relu, at number: Int, reading input: Int
    ) -> [Graph.Node] {
        [
            Graph.Node(name: name, operation: convolution, inputs: [input]),
            Graph.Node(name: "relu " + name, operation: clip, inputs: [number]),
        ]
    }

    /// Parts of a concatenation whose bits do not begin at a whole float: 16 channels of 81 positions.
    private static let oddParts = Case(
        testDescription: "concatenation over an odd area", height: 9, width: 9,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "stem", operation: convolution(16, 3, kernel: 3), inputs: [0]),
        ] + clipped("a", convolution(16, 16, kernel: 1), at: 2, reading: 1)
            + clipped("b", convolution(32, 16, kernel: 1), at: 4, reading: 1)
            + [Graph.Node(name: "concat", operation: .concatenation, inputs: [3, 5])])

    private static let residual = Case(
        testDescription: "residual block", height: 13, width: 14,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "conv1", operation: convolution(16, 3, kernel: 1), inputs: [0]),
            Graph.Node(name: "expand", operation: convolution(48, 16, kernel: 1), inputs: [1]),
            Graph.Node(name: "relu6", operation: .clip(lower: 0, upper: 6), inputs: [2]),
            Graph.Node(name: "project", operation: convolution(16, 48, kernel: 1), inputs: [3]),
            Graph.Node(name: "add", operation: .arithmetic(.add), inputs: [1, 4]),
            Graph.Node(name: "add2", operation: .arithmetic(.add), inputs: [5, 5]),
            Graph.Node(name: "relu", operation: .relu, inputs: [6]),
        ])

    private static let shared = Case(
        testDescription: "a convolution that two ReLUs and an addition read", height: 10, width: 12,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "a", operation: convolution(8, 3, kernel: 3), inputs: [0]),
            Graph.Node(name: "r1", operation: .relu, inputs: [1]),
            Graph.Node(name: "r2", operation: .clip(lower: -1, upper: 0.25), inputs: [1]),
            Graph.Node(name: "s", operation: .arithmetic(.add), inputs: [2, 3]),
            Graph.Node(name: "t", operation: .arithmetic(.add), inputs: [4, 1]),
        ])

    /// Hu, Shen and Sun, "Squeeze-and-excitation networks", 2018.
    private static let squeezeAndExcite = Case(
        testDescription: "squeeze and excite", height: 9, width: 12,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "expand", operation: convolution(24, 3, kernel: 3, stride: 2), inputs: [0]),
            Graph.Node(name: "swish", operation: .swish, inputs: [1]),
            Graph.Node(name: "squeeze", operation: .globalAveragePool, inputs: [2]),
            Graph.Node(name: "reduce", operation: convolution(6, 24, kernel: 1), inputs: [3]),
            Graph.Node(name: "relu", operation: .relu, inputs: [4]),
            Graph.Node(name: "excite", operation: convolution(24, 6, kernel: 1), inputs: [5]),
            Graph.Node(name: "gate", operation: .sigmoid, inputs: [6]),
            Graph.Node(name: "product", operation: .arithmetic(.multiply), inputs: [7, 2]),
            Graph.Node(name: "project", operation: convolution(13, 24, kernel: 1), inputs: [8]),
        ])

    /// Ma, Zhang, Zheng and Sun, "ShuffleNet V2", 2018: half of the channels pass, the halves are shuffled.
    private static let shuffle = Case(
        testDescription: "channel shuffle", height: 8, width: 7,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "stem", operation: convolution(20, 3, kernel: 3), inputs: [0]),
            Graph.Node(name: "passing", operation: .channelSelection(Array(0..<10)), inputs: [1]),
            Graph.Node(name: "taken", operation: .channelSelection(Array(10..<20)), inputs: [1]),
            Graph.Node(name: "pointwise", operation: convolution(10, 10, kernel: 1), inputs: [3]),
            Graph.Node(name: "relu", operation: .relu, inputs: [4]),
            Graph.Node(name: "depthwise", operation: convolution(10, 10, kernel: 3, groups: 10), inputs: [5]),
            Graph.Node(name: "concat", operation: .concatenation, inputs: [2, 6]),
            Graph.Node(
                name: "shuffle", operation: .channelSelection((0..<20).map { $0 % 2 * 10 + $0 / 2 }), inputs: [7]),
        ])

    private static let convNeXt = Case(
        testDescription: "ConvNeXt block", height: 8, width: 9,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "stem", operation: convolution(12, 3, kernel: 1), inputs: [0]),
            Graph.Node(name: "depthwise", operation: convolution(12, 12, kernel: 7, groups: 12), inputs: [1]),
            Graph.Node(
                name: "norm",
                operation: .channelNormalization(
                    ChannelNormalization(
                        scale: [Float](repeating: 1.5, count: 12), shift: [Float](repeating: 0.1, count: 12),
                        epsilon: 1e-6)), inputs: [2]),
            Graph.Node(name: "expand", operation: convolution(48, 12, kernel: 1), inputs: [3]),
            Graph.Node(name: "gelu", operation: .gelu, inputs: [4]),
            Graph.Node(name: "project", operation: convolution(12, 48, kernel: 1), inputs: [5]),
            Graph.Node(name: "add", operation: .arithmetic(.add), inputs: [1, 6]),
        ])

    /// Szegedy et al., "Going deeper with convolutions", 2015: 1×1 convolutions of one input, clipped, and a pool.
    private static let inception = Case(
        testDescription: "inception", height: 11, width: 10,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "stem", operation: convolution(24, 3, kernel: 3), inputs: [0]),
        ] + clipped("1x1", convolution(16, 24, kernel: 1), at: 2, reading: 1)
            + clipped("3x3 reduce", convolution(20, 24, kernel: 1), at: 4, reading: 1)
            + clipped("3x3", convolution(26, 20, kernel: 3), at: 6, reading: 5)
            + clipped("5x5 reduce", convolution(5, 24, kernel: 1), by: .clip(lower: 0, upper: 2), at: 8, reading: 1)
            + clipped("5x5", convolution(8, 5, kernel: 5), at: 10, reading: 9)
            + [Graph.Node(name: "pool", operation: .maxPool(Window(kernel: Extent(3), padding: .all(1))), inputs: [1])]
            + clipped("pool proj", convolution(8, 24, kernel: 1), at: 13, reading: 12)
            + [
                Graph.Node(name: "output", operation: .concatenation, inputs: [3, 7, 11, 14]),
                Graph.Node(name: "next", operation: convolution(13, 58, kernel: 1), inputs: [15]),
            ])

    /// A residual block whose normalization and ReLU stand before the convolutions (He et al., 2016), as DenseNet's.
    private static let preActivated = Case(
        testDescription: "pre-activated residual block", height: 9, width: 8,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "stem", operation: convolution(19, 3, kernel: 3), inputs: [0]),
            Graph.Node(name: "norm", operation: convolution(19, 19, kernel: 1, groups: 19), inputs: [1]),
            Graph.Node(name: "relu", operation: .relu, inputs: [2]),
            Graph.Node(name: "conv", operation: convolution(19, 19, kernel: 3), inputs: [3]),
            Graph.Node(name: "add", operation: .arithmetic(.add), inputs: [4, 1]),
            Graph.Node(name: "dense", operation: .concatenation, inputs: [1, 5, 3]),
            Graph.Node(name: "norm2", operation: convolution(57, 57, kernel: 1, groups: 57), inputs: [6]),
            Graph.Node(name: "relu2", operation: .relu, inputs: [7]),
        ])
}
