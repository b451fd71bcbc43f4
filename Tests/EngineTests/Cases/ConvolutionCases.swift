import Networks
import Tensors

/// The convolutions that networks are made of.
extension Case {
    static let convolutions =
        firstConvolutions + denseConvolutions + depthwiseConvolutions + expansions + groupedConvolutions

    private static let firstConvolutions = [
        chain(
            "first convolution, stride 2, no padding", 31, 37,
            [convolution(64, 3, kernel: 3, stride: 2, padding: Window.Padding.none), .relu]),
        chain("first convolution, stride 2, SAME", 32, 37, [convolution(32, 3, kernel: 3, stride: 2, padding: .same)]),
        chain(
            "first convolution, stride 2, margin 1, ReLU6", 29, 34,
            [convolution(13, 3, kernel: 3, stride: 2), .clip(lower: 0, upper: 6)]),
        chain("first convolution 7×7", 29, 33, [convolution(16, 3, kernel: 7, stride: 2), .relu]),
        chain(
            "first convolution 7×7 of four channels, uneven margins", 26, 31, channels: 4,
            [
                convolution(
                    21, 4, kernel: 7, stride: 2,
                    padding: .explicit(before: Extent(height: 0, width: 4), after: Extent(height: 6, width: 1))),
                .clip(lower: 0, upper: 6),
            ]),
        chain(
            "first convolution 7×7 without a margin", 23, 16,
            [convolution(32, 3, kernel: 7, stride: 2, padding: Window.Padding.none), .relu]),
        chain("first convolution 7×7, SAME", 22, 27, [convolution(40, 3, kernel: 7, stride: 2, padding: .same)]),
        chain(
            "7×7 of stride 2 behind a scale of the picture's channels", 23, 26,
            [convolution(3, 3, kernel: 1), convolution(16, 3, kernel: 7, stride: 2), .relu]),
        chain("first convolution 8×8", 21, 24, [convolution(17, 3, kernel: 8, stride: 2, padding: .same), .relu]),
        chain(
            "first convolution 11×11, stride 4, as AlexNet's", 37, 43,
            [convolution(20, 3, kernel: 11, stride: 4, padding: .all(2)), .relu]),
        chain(
            "first convolution 4×4, stride 4, as ConvNeXt's", 27, 22,
            [convolution(24, 3, kernel: 4, stride: 4, padding: Window.Padding.none)]),
        chain("first convolution 1×1", 11, 13, [convolution(10, 3, kernel: 1), .relu]),
        chain(
            "first convolution without a margin", 12, 15,
            [convolution(16, 3, kernel: 3, padding: Window.Padding.none), .relu]),
        chain("first convolution of one channel", 15, 18, channels: 1, [convolution(8, 1, kernel: 3), .relu]),
        chain("first convolution of four channels", 15, 18, channels: 4, [convolution(17, 4, kernel: 5), .relu]),
        chain(
            "first convolution, depthwise", 14, 11, channels: 3, [convolution(6, 3, kernel: 3, groups: 3), .relu]),
    ]

    private static let denseConvolutions = [
        chain(
            "three convolutions 3×3", 21, 26,
            [
                convolution(16, 3, kernel: 3), .relu, convolution(32, 16, kernel: 3), .relu,
                convolution(24, 32, kernel: 3), .relu,
            ]),
        chain(
            "channels that fill no block", 17, 19, channels: 5,
            [
                convolution(13, 5, kernel: 3), .relu, convolution(21, 13, kernel: 1), .clip(lower: -0.5, upper: 0.5),
                convolution(3, 21, kernel: 3),
            ]),
        chain(
            "3×3 from 19 to 37 to 18 channels", 13, 22,
            [
                convolution(19, 3, kernel: 1), convolution(37, 19, kernel: 3), .relu, convolution(18, 37, kernel: 3),
            ]),
        chain(
            "3×3, stride 2, with and without a margin", 19, 22,
            [
                convolution(16, 3, kernel: 1), convolution(24, 16, kernel: 3, stride: 2), .relu,
                convolution(16, 24, kernel: 3, stride: 2, padding: Window.Padding.none),
            ]),
        chain("dilated", 25, 27, [convolution(16, 3, kernel: 1), convolution(8, 16, kernel: 3, dilation: 2)]),
        chain(
            "dilated by 3, stride 2", 25, 27,
            [convolution(16, 3, kernel: 1), convolution(24, 16, kernel: 3, stride: 2, dilation: 3)]),
        chain(
            "1×1, stride 2", 13, 18,
            [
                convolution(20, 3, kernel: 3), .relu,
                convolution(36, 20, kernel: 1, stride: 2, padding: Window.Padding.none), .relu,
            ]),
        chain("5×5", 12, 11, [convolution(16, 3, kernel: 1), convolution(24, 16, kernel: 5), .relu]),
        chain(
            "5×5 from 19 to 37 to 18 channels, uneven margins", 13, 22,
            [
                convolution(19, 3, kernel: 1), convolution(37, 19, kernel: 5), .relu,
                convolution(
                    18, 37, kernel: 5,
                    padding: .explicit(
                        before: Extent(height: 0, width: 4), after: Extent(height: 3, width: 1))),
            ]),
        chain(
            "5×5 without a margin, of few channels", 11, 14,
            [
                convolution(16, 3, kernel: 1), convolution(16, 16, kernel: 5, padding: Window.Padding.none),
                .clip(lower: 0, upper: 6), convolution(9, 16, kernel: 5),
            ]),
        chain(
            "global mean and fully connected", 9, 11,
            [convolution(21, 3, kernel: 3), .relu, .globalAveragePool, convolution(19, 21, kernel: 1), .relu]),
        chain(
            "fully connected over height and width", 5, 7,
            [
                convolution(11, 3, kernel: 3), .relu,
                convolution(18, 11, Window(kernel: Extent(height: 5, width: 7))), .relu,
                convolution(10, 18, kernel: 1),
            ]),
    ]

    private static let depthwiseConvolutions = [
        chain(
            "depthwise 5×5, stride 2, SAME, ReLU6", 23, 30,
            [
                convolution(24, 3, kernel: 1), .clip(lower: 0, upper: 6),
                convolution(24, 24, kernel: 5, stride: 2, padding: .same, groups: 24), .clip(lower: 0, upper: 6),
            ]),
        chain(
            "depthwise 3×3 of 19 channels", 12, 17,
            [convolution(19, 3, kernel: 1), convolution(19, 19, kernel: 3, groups: 19), .relu]),
        chain(
            "depthwise 3×3, stride 2", 13, 18,
            [convolution(32, 3, kernel: 1), convolution(32, 32, kernel: 3, stride: 2, groups: 32), .relu]),
        chain(
            "depthwise 7×7, as ConvNeXt's", 12, 9,
            [convolution(20, 3, kernel: 1), convolution(20, 20, kernel: 7, groups: 20)]),
        chain(
            "depthwise, dilated", 16, 13,
            [convolution(24, 3, kernel: 1), convolution(24, 24, kernel: 3, dilation: 2, groups: 24), .relu]),
        chain(
            "depthwise 1×1: a scale and a shift a channel", 6, 7,
            [convolution(13, 3, kernel: 1), convolution(13, 13, kernel: 1, groups: 13), .relu]),
        chain(
            "depthwise 3×3, stride 2, of more rows than a strip", 71, 5,
            [convolution(16, 3, kernel: 1), convolution(16, 16, kernel: 3, stride: 2, groups: 16), .relu]),
        chain(
            "depthwise 3×3, dilated by 2, stride 3, margins wider than the kernel", 9, 11,
            [
                convolution(16, 3, kernel: 1),
                convolution(
                    16, 16,
                    Window(
                        kernel: Extent(3), stride: Extent(3), dilation: Extent(2),
                        padding: .sides(top: 5, left: 6, bottom: 4, right: 7)), groups: 16),
            ]),
        chain(
            "depthwise, three outputs a channel", 9, 10,
            [convolution(10, 3, kernel: 1), convolution(30, 10, kernel: 3, groups: 10), .relu]),
    ]

    /// A pointwise convolution and the depthwise one that alone reads it, of one to seven blocks of channels.
    static let expansions = [(8, 3, 1), (20, 5, 1), (24, 3, 2), (40, 5, 2), (56, 3, 1)].map {
        channels, kernel, stride in
        chain(
            "expansion to \(channels), depthwise \(kernel)×\(kernel), stride \(stride)", 26, 24,
            [
                convolution(12, 3, kernel: 3), .relu, convolution(channels, 12, kernel: 1), .clip(lower: 0, upper: 6),
                convolution(channels, channels, kernel: kernel, stride: stride, groups: channels),
                .clip(lower: 0, upper: 6),
            ])
    }

    private static let groupedConvolutions = [
        chain("grouped by 8", 15, 18, [convolution(32, 3, kernel: 1), convolution(32, 32, kernel: 3, groups: 4)]),
        chain(
            "grouped by 4, as ResNeXt's", 9, 12,
            [convolution(64, 3, kernel: 1), .relu, convolution(64, 64, kernel: 3, groups: 16), .relu]),
        chain(
            "grouped by 4, stride 2", 11, 14,
            [convolution(32, 3, kernel: 1), convolution(32, 32, kernel: 3, stride: 2, groups: 8)]),
        chain(
            "grouped by 3, 5 outputs each", 10, 7,
            [convolution(12, 3, kernel: 1), convolution(20, 12, kernel: 3, groups: 4), .relu]),
        chain(
            "grouped by 2, dilated", 13, 12,
            [convolution(16, 3, kernel: 1), convolution(16, 16, kernel: 3, dilation: 2, groups: 8)]),
        chain(
            "grouped by 16, one output each", 10, 9,
            [convolution(32, 3, kernel: 1), convolution(2, 32, kernel: 3, groups: 2)]),
        chain(
            "grouped 1×1 by 6, as ShuffleNet's", 10, 9,
            [convolution(24, 3, kernel: 1), convolution(36, 24, kernel: 1, groups: 4), .relu]),
    ]
}
