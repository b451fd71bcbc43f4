import Networks

/// Pools and means.
extension Case {
    static let pools = maxPools + averagePools + means

    private static let maxPools = [
        chain(
            "max pool 3/2, ceil", 28, 31,
            [
                convolution(16, 3, kernel: 1), .maxPool(Window(kernel: Extent(3), stride: Extent(2), ceilMode: true)),
            ]),
        chain(
            "max pool 2/2", 27, 31,
            [
                convolution(12, 3, kernel: 3), .relu, .maxPool(Window(kernel: Extent(2), stride: Extent(2))),
            ]),
        chain(
            "max pool 3/1 with margin", 17, 16,
            [convolution(8, 3, kernel: 1), .maxPool(Window(kernel: Extent(3), padding: .all(1)))]),
        chain(
            "max pool 3/2 with margin, as ResNet's", 18, 15,
            [convolution(20, 3, kernel: 1), .maxPool(Window(kernel: Extent(3), stride: Extent(2), padding: .all(1)))]),
        chain("max pool of the picture", 17, 16, [.maxPool(Window(kernel: Extent(2), stride: Extent(2)))]),
        chain(
            "max pool 3/2, SAME", 14, 11,
            [convolution(13, 3, kernel: 1), .maxPool(Window(kernel: Extent(3), stride: Extent(2), padding: .same))]),
        chain(
            "max pool 2/1, SAME_LOWER", 9, 10,
            [convolution(13, 3, kernel: 1), .maxPool(Window(kernel: Extent(2), padding: .sameLower))]),
        chain(
            "max pool, dilated", 13, 12,
            [convolution(9, 3, kernel: 1), .maxPool(Window(kernel: Extent(3), dilation: Extent(2), padding: .all(2)))]),
        chain(
            "max pool 1×4, strides 1 and 3, uneven margins, ceil", 7, 14,
            [
                convolution(9, 3, kernel: 1),
                .maxPool(
                    Window(
                        kernel: Extent(height: 1, width: 4), stride: Extent(height: 1, width: 3),
                        padding: .sides(top: 0, left: 1, bottom: 0, right: 2), ceilMode: true)),
            ]),
        chain(
            "max pool 2/3: inputs that no window sees", 11, 13,
            [convolution(9, 3, kernel: 1), .maxPool(Window(kernel: Extent(2), stride: Extent(3)))]),
        chain(
            "max pool 16×16", 17, 18,
            [convolution(9, 3, kernel: 1), .maxPool(Window(kernel: Extent(16)))]),
    ]

    private static let averagePools: [Case] =
        [false, true].flatMap { counting in
            [
                ("3/2 with margin", Window(kernel: Extent(3), stride: Extent(2), padding: .all(1))),
                ("3/1 with margin, as Inception's", Window(kernel: Extent(3), padding: .all(1))),
                ("2/2", Window(kernel: Extent(2), stride: Extent(2))),
                ("3/2, ceil", Window(kernel: Extent(3), stride: Extent(2), ceilMode: true)),
                (
                    "3/2 with margin, ceil",
                    Window(kernel: Extent(3), stride: Extent(2), padding: .all(1), ceilMode: true)
                ),
                ("3/2, SAME", Window(kernel: Extent(3), stride: Extent(2), padding: .same)),
                ("2/1, SAME_LOWER", Window(kernel: Extent(2), padding: .sameLower)),
                (
                    "2×5, strides 1 and 3, uneven margins",
                    Window(
                        kernel: Extent(height: 2, width: 5), stride: Extent(height: 1, width: 3),
                        padding: .sides(top: 1, left: 2, bottom: 0, right: 3))
                ),
            ].map { name, window in
                chain(
                    "mean pool \(name)\(counting ? ", counting padding" : "")", 14, 17,
                    [convolution(13, 3, kernel: 1), .averagePool(window, countingPadding: counting)])
            }
        } + [
            chain(
                "mean pool of the picture", 11, 12,
                [.averagePool(Window(kernel: Extent(2), stride: Extent(2)), countingPadding: false)])
        ]

    private static let means = [
        chain("global mean", 9, 11, [convolution(13, 3, kernel: 3), .relu, .globalAveragePool]),
        chain("global mean of the picture", 9, 11, [.globalAveragePool]),
        chain("channel mean", 9, 11, [convolution(13, 3, kernel: 3), .relu, .channelMean]),
        chain("channel mean of the picture", 9, 11, [.channelMean]),
        chain("global mean and softmax", 9, 11, [convolution(10, 3, kernel: 3), .globalAveragePool, .softmax]),
        chain(
            "softmax at every position", 7, 6,
            [convolution(21, 3, kernel: 1), line(21, slope: 0.5, shift: 0), .softmax]),
    ]
}
