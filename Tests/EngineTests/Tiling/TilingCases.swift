import Networks
import Tensors
import TestSupport

/// Layers whose tiles have something to get wrong: margins, means, neighbours, sizes that do not divide.
enum TilingCases {
    static let all: [Case] =
        Case.all + pools + wiring + sizes + [
            stem, squeezeAndExcite, denseBlock, flatBlock, shortcut(37, 29), shortcut(36, 30),
        ]
        + [uNet(.nearest), uNet(.linear), uNet(.linearAlignedCorners)]

    private static let convolution8 = Case.convolution(8, 3, kernel: 3)

    private static let pools = [
        chain(
            "mean pool 3/2 counting its padding, ceil", 22, 28,
            [convolution8, .averagePool(padded(3, 2, 1, ceil: true), countingPadding: true)]),
        chain(
            "mean pool 3/2 not counting its padding, ceil", 22, 28,
            [convolution8, .averagePool(padded(3, 2, 1, ceil: true), countingPadding: false)]),
        chain(
            "mean pool 5/1 SAME", 13, 17,
            [convolution8, .averagePool(Window(kernel: Extent(5), padding: .same), countingPadding: true)]),
        chain(
            "max pool 3/2 ceil after SAME stride 2", 41, 38,
            [
                Case.convolution(8, 3, kernel: 5, stride: 2, padding: .same), .relu,
                .maxPool(padded(3, 2, 0, ceil: true)),
                Case.convolution(8, 8, kernel: 3, stride: 2, padding: .sameLower),
            ]),
        chain("window wider than its stride is long", 23, 20, [.maxPool(Window(kernel: Extent(2), stride: Extent(3)))]),
    ]

    private static let wiring = [
        chain(
            "margins, positive and negative", 17, 19,
            [
                convolution8,
                .margins(before: Extent(height: 2, width: -3), after: Extent(height: -1, width: 4), value: 0.5),
                Case.convolution(8, 8, kernel: 3),
            ]),
        chain(
            "a 1×1 convolution with a margin", 9, 8,
            [
                Case.convolution(
                    8, 3, kernel: 1, padding: .explicit(before: Extent(2), after: Extent(2))), .relu,
                Case.convolution(8, 8, kernel: 3),
            ]),
        chain(
            "local response across channels", 9, 11,
            [convolution8, .localResponse(LocalResponse(size: 5, alpha: 0.5, beta: 0.75, bias: 1))]),
        chain(
            "local response within a channel", 13, 12,
            [
                convolution8,
                .localResponse(LocalResponse(size: 5, alpha: 0.5, beta: 0.75, bias: 1, region: .withinChannel)),
                Case.convolution(4, 8, kernel: 3),
            ]),
        chain(
            "channel wiring", 10, 12,
            [
                convolution8, .channelSelection([7, 0, 0, 3]), .swish,
                .parametricRelu(slopes: [0, 1, 2, 3]),
                .channelNormalization(
                    ChannelNormalization(scale: [1, 2, 3, 4], shift: [0, 1, 0, 1], epsilon: 1e-3)), .channelMean,
                Case.convolution(3, 1, kernel: 3), .softmax,
            ]),
    ]

    /// As GoogLeNet and ResNets begin.
    private static let stem = chain(
        "a 7×7 stem of stride 2, a pool, and what reads it", 61, 53,
        [
            Case.convolution(16, 3, kernel: 7, stride: 2), .relu,
            .maxPool(Window(kernel: Extent(3), stride: Extent(2), padding: .same)), Case.convolution(24, 16, kernel: 3),
            .relu,
        ])

    private static let sizes = [
        chain(
            "pools of fixed outputs", 14, 15,
            [
                convolution8, .adaptivePool(AdaptivePool(.mean, rows: 4, columns: 6)),
                .resize(Resize(to: .size(Extent(height: 11, width: 12)), method: .linear)),
                Case.convolution(8, 8, kernel: 3),
            ]),
        toFit,
        resize("nearest ×2", 11, 13, 2, .nearest), resize("nearest ×3", 7, 9, 3, .nearest),
        resize("nearest ×½", 21, 18, 0.5, .nearest), resize("nearest ×1½", 13, 14, 1.5, .nearest),
        resize("linear ×2", 11, 13, 2, .linear), resize("linear ×½", 21, 18, 0.5, .linear),
        resize("linear ×¾", 21, 18, 0.75, .linear), resize("linear ×1½", 13, 14, 1.5, .linear),
        resize("linear ×1.3, which needs the whole", 13, 14, 1.3, .linear),
        resize("aligned corners ×2", 9, 10, 2, .linearAlignedCorners),
    ]

    /// Every layer is joined to what it was made of (Huang et al., "Densely connected convolutional networks", 2017).
    static let denseBlock = Case(
        testDescription: "a dense block", height: 23, width: 19,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "stem", operation: Case.convolution(16, 3, kernel: 3, stride: 2), inputs: [0]),
            Graph.Node(name: "relu", operation: .relu, inputs: [1]),
            Graph.Node(name: "conv1", operation: Case.convolution(16, 16, kernel: 3), inputs: [2]),
            Graph.Node(name: "join1", operation: .concatenation, inputs: [2, 3]),
            Graph.Node(name: "norm1", operation: Case.line(32, slope: 2, shift: 0.1), inputs: [4]),
            Graph.Node(name: "relu1", operation: .relu, inputs: [5]),
            Graph.Node(name: "conv2", operation: Case.convolution(16, 32, kernel: 3), inputs: [6]),
            Graph.Node(name: "join2", operation: .concatenation, inputs: [4, 7]),
            Graph.Node(name: "norm2", operation: Case.line(48, slope: 0.5, shift: 0.1), inputs: [8]),
            Graph.Node(name: "relu2", operation: .relu, inputs: [9]),
            Graph.Node(
                name: "pool",
                operation: .averagePool(Window(kernel: Extent(2), stride: Extent(2)), countingPadding: true),
                inputs: [10]),
            Graph.Node(name: "conv3", operation: Case.convolution(8, 48, kernel: 3), inputs: [11]),
        ])

    /// A bottleneck of ResNet that halves the picture, with a 1×1 convolution of stride 2 beside it; and one of stride 3 with margins.
    static func shortcut(_ height: Int, _ width: Int) -> Case {
        Case(
            testDescription: "a shortcut of stride 2, \(height)×\(width)", height: height, width: width,
            nodes: [
                Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
                Graph.Node(name: "stem", operation: Case.convolution(19, 3, kernel: 3), inputs: [0]),
                Graph.Node(name: "relu", operation: .relu, inputs: [1]),
                Graph.Node(name: "narrow", operation: Case.convolution(8, 19, kernel: 1), inputs: [2]),
                Graph.Node(name: "conv", operation: Case.convolution(8, 8, kernel: 3, stride: 2), inputs: [3]),
                Graph.Node(name: "wide", operation: Case.convolution(24, 8, kernel: 1), inputs: [4]),
                Graph.Node(name: "shortcut", operation: Case.convolution(24, 19, kernel: 1, stride: 2), inputs: [2]),
                Graph.Node(name: "sum", operation: Arithmetic.add, inputs: [5, 6]),
                Graph.Node(name: "relu2", operation: .relu, inputs: [7]),
                Graph.Node(
                    name: "thirds",
                    operation: Case.convolution(
                        16, 24, kernel: 1, stride: 3, padding: .explicit(before: Extent(1), after: Extent(2))),
                    inputs: [8]),
                Graph.Node(name: "relu3", operation: .relu, inputs: [9]),
            ])
    }

    /// The same with one concatenation of all (VoVNet, and DenseNet as PyTorch exports it), one member of which is read after it.
    private static let flatBlock = Case(
        testDescription: "a block that is joined at once", height: 23, width: 19,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "stem", operation: Case.convolution(16, 3, kernel: 3), inputs: [0]),
            Graph.Node(name: "relu", operation: .relu, inputs: [1]),
            Graph.Node(name: "conv1", operation: Case.convolution(16, 16, kernel: 3), inputs: [2]),
            Graph.Node(name: "relu1", operation: .relu, inputs: [3]),
            Graph.Node(name: "conv2", operation: Case.convolution(16, 16, kernel: 3), inputs: [4]),
            Graph.Node(name: "join", operation: .concatenation, inputs: [2, 4, 5]),
            Graph.Node(name: "a", operation: Case.convolution(16, 48, kernel: 1), inputs: [6]),
            Graph.Node(name: "b", operation: Case.convolution(16, 16, kernel: 3), inputs: [4]),
            Graph.Node(name: "c", operation: Case.convolution(16, 48, kernel: 3), inputs: [6]),
            Graph.Node(name: "sum", operation: .arithmetic(.add), inputs: [7, 8]),
            Graph.Node(name: "rest", operation: .arithmetic(.add), inputs: [10, 9]),
        ])

    /// Half the size, and back, beside what stayed (Ronneberger et al., "U-Net", 2015).
    static func uNet(_ method: Resize.Method) -> Case {
        Case(
            testDescription: "a U-Net, \(method)", height: 26, width: 20,
            nodes: [
                Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
                Graph.Node(name: "above", operation: Case.convolution(16, 3, kernel: 3), inputs: [0]),
                Graph.Node(name: "relu", operation: .relu, inputs: [1]),
                Graph.Node(
                    name: "pool", operation: .maxPool(Window(kernel: Extent(2), stride: Extent(2))), inputs: [2]),
                Graph.Node(name: "below", operation: Case.convolution(16, 16, kernel: 3), inputs: [3]),
                Graph.Node(name: "relu2", operation: .relu, inputs: [4]),
                Graph.Node(
                    name: "up", operation: .resize(Resize(to: .ofSecondInput, method: method)), inputs: [5, 2]),
                Graph.Node(name: "join", operation: .concatenation, inputs: [2, 6]),
                Graph.Node(name: "out", operation: Case.convolution(8, 32, kernel: 3), inputs: [7]),
            ])
    }

    /// A mean that is brought back to the size of what it is joined with, as DeepLab's.
    private static let toFit = Case(
        testDescription: "a mean resized to fit", height: 14, width: 15,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "conv", operation: convolution8, inputs: [0]),
            Graph.Node(name: "mean", operation: .globalAveragePool, inputs: [1]),
            Graph.Node(
                name: "resize", operation: .resize(Resize(to: .ofSecondInput, method: .linear)), inputs: [2, 1]),
            Graph.Node(name: "join", operation: .concatenation, inputs: [1, 3]),
            Graph.Node(name: "conv2", operation: Case.convolution(8, 16, kernel: 3), inputs: [4]),
        ])

    /// Squeeze-and-excite (Hu et al., 2018): every position depends on all others.
    static let squeezeAndExcite = Case(
        testDescription: "squeeze-and-excite", height: 14, width: 15,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "conv", operation: convolution8, inputs: [0]),
            Graph.Node(name: "mean", operation: .globalAveragePool, inputs: [1]),
            Graph.Node(name: "squeeze", operation: Case.convolution(8, 8, kernel: 1), inputs: [2]),
            Graph.Node(name: "gate", operation: .sigmoid, inputs: [3]),
            Graph.Node(name: "excite", operation: .arithmetic(.multiply), inputs: [1, 4]),
            Graph.Node(name: "conv2", operation: Case.convolution(8, 8, kernel: 3, stride: 2), inputs: [5]),
        ])

    private static func resize(
        _ name: String, _ height: Int, _ width: Int, _ factor: Float, _ method: Resize.Method
    ) -> Case {
        chain(
            name, height, width,
            [
                convolution8, .resize(Resize(height: factor, width: factor, method: method)),
                Case.convolution(8, 8, kernel: 3),
            ])
    }

    private static func padded(_ kernel: Int, _ stride: Int, _ margin: Int, ceil: Bool) -> Window {
        Window(
            kernel: Extent(kernel), stride: Extent(stride),
            padding: .explicit(before: Extent(margin), after: Extent(margin)), ceilMode: ceil)
    }

    private static func chain(_ name: String, _ height: Int, _ width: Int, _ operations: [any Operator]) -> Case {
        var nodes = [Graph.Node(name: "input", operation: .input(channels: 3), inputs: [])]
        for (index, operation) in operations.enumerated() {
            nodes.append(Graph.Node(name: "layer\(index)", operation: operation, inputs: [index]))
        }
        return Case(testDescription: name, height: height, width: width, nodes: nodes)
    }
}
