import Networks

/// Convolutions with windows of every kind: uneven sides, margins on any side, larger than what they look at.
extension Case {
    static let strangeConvolutions = unevenWindows + automaticMargins + margins3x3 + tinyPictures

    private static let unevenWindows = [
        chain(
            "1×7 then 7×1, as Inception's", 13, 15,
            [
                convolution(16, 3, kernel: 1),
                convolution(
                    20, 16,
                    Window(
                        kernel: Extent(height: 1, width: 7),
                        padding: .sides(top: 0, left: 3, bottom: 0, right: 3))), .relu,
                convolution(
                    24, 20,
                    Window(
                        kernel: Extent(height: 7, width: 1),
                        padding: .sides(top: 3, left: 0, bottom: 3, right: 0))), .relu,
            ]),
        chain(
            "3×5, strides 2 and 1", 13, 15,
            [
                convolution(12, 3, kernel: 1),
                convolution(
                    18, 12,
                    Window(
                        kernel: Extent(height: 3, width: 5), stride: Extent(height: 2, width: 1),
                        padding: .sides(top: 1, left: 2, bottom: 0, right: 1))),
            ]),
        chain(
            "3×3, dilated across only", 11, 16,
            [
                convolution(16, 3, kernel: 1),
                convolution(
                    16, 16,
                    Window(
                        kernel: Extent(3), dilation: Extent(height: 1, width: 3),
                        padding: .sides(top: 1, left: 3, bottom: 1, right: 3))),
            ]),
        chain(
            "depthwise 3×5, strides 1 and 2", 12, 13,
            [
                convolution(24, 3, kernel: 1),
                convolution(
                    24, 24,
                    Window(
                        kernel: Extent(height: 3, width: 5), stride: Extent(height: 1, width: 2),
                        padding: .sides(top: 0, left: 2, bottom: 1, right: 2)), groups: 24),
            ]),
        chain(
            "2×2, stride 3: inputs between and behind the windows", 12, 14,
            [
                convolution(16, 3, kernel: 1),
                convolution(16, 16, kernel: 2, stride: 3, padding: Window.Padding.none),
            ]),
        chain(
            "2×2, stride 1", 8, 9,
            [convolution(16, 3, kernel: 1), convolution(24, 16, kernel: 2, padding: Window.Padding.none), .relu]),
    ]

    private static let automaticMargins: [Case] = {
        let windows = [(3, 1, 16), (3, 2, 16), (2, 1, 16), (4, 3, 16), (5, 2, 1)]
        return windows.flatMap { kernel, stride, inputsPerGroup in
            let name = "\(kernel)×\(kernel), stride \(stride)\(inputsPerGroup == 1 ? ", depthwise" : "")"
            return [("SAME", Window.Padding.same), ("SAME_LOWER", .sameLower)].map { padding in
                chain(
                    "\(name), \(padding.0)", 11, 14,
                    [
                        convolution(16, 3, kernel: 1),
                        convolution(
                            16, 16, kernel: kernel, stride: stride, padding: padding.1, groups: 16 / inputsPerGroup),
                        .relu,
                    ])
            }
        }
    }()

    /// 3×3 with a margin of 0 or 1 on each side, and wider ones.
    private static let margins3x3: [Case] = {
        let narrow = (0..<16).map { sides in
            (top: sides & 1, left: sides >> 1 & 1, bottom: sides >> 2 & 1, right: sides >> 3 & 1)
        }
        let wide = [(top: 2, left: 2, bottom: 2, right: 2), (top: 0, left: 2, bottom: 3, right: 1)]
        return (narrow + wide).map { margin in
            chain(
                "3×3, margins \(margin.top) \(margin.left) \(margin.bottom) \(margin.right)", 9, 13,
                [
                    convolution(16, 3, kernel: 1),
                    convolution(
                        24, 16, kernel: 3,
                        padding: .sides(
                            top: margin.top, left: margin.left, bottom: margin.bottom, right: margin.right)), .relu,
                ])
        }
    }()

    private static let tinyPictures = [
        chain("3×3 over one position", 1, 1, [convolution(16, 3, kernel: 1), convolution(16, 16, kernel: 3)]),
        chain("3×3 over 2×3", 2, 3, [convolution(16, 3, kernel: 3), .relu, convolution(24, 16, kernel: 3)]),
        chain(
            "3×3 without margins over 3×4", 3, 4,
            [
                convolution(16, 3, kernel: 1), convolution(24, 16, kernel: 3, padding: Window.Padding.none),
            ]),
        chain("5×5 over 2×3", 2, 3, [convolution(12, 3, kernel: 1), convolution(20, 12, kernel: 5)]),
        chain(
            "7×7, stride 2, over 3×2", 3, 2,
            [convolution(12, 3, kernel: 1), convolution(20, 12, kernel: 7, stride: 2)]),
        chain(
            "depthwise 5×5 over 2×2", 2, 2,
            [convolution(20, 3, kernel: 1), convolution(20, 20, kernel: 5, groups: 20), .relu]),
        chain(
            "3×3, stride 2, over one row", 1, 17,
            [convolution(16, 3, kernel: 1), convolution(16, 16, kernel: 3, stride: 2), .relu]),
    ]
}
