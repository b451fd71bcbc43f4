extension RandomGraphTests {
    static let found = [
        // A concatenation and what is added to it shared a gradient, though a slice of the concatenation had another reader.
        RandomGraph(
            height: 4, width: 4, channels: 32,
            layers: [
                .init(
                    .convolution(outputs: 16, kernel: 1, stride: 1, dilation: 1, before: 0, after: 0, groups: 1), [0]),
                .init(
                    .convolution(outputs: 16, kernel: 1, stride: 1, dilation: 1, before: 0, after: 0, groups: 1), [1]),
                .init(.concatenation, [1, 2]),
                .init(.add, [3, 0]),
            ], outputs: [4]),
        // Channels that are all the same are normalized to zero: the true gradient is zero, and any rounding of it was a failure.
        RandomGraph(
            height: 5, width: 6, channels: 3,
            layers: [
                .init(
                    .convolution(outputs: 5, kernel: 1, stride: 1, dilation: 1, before: 0, after: 0, groups: 1), [0]),
                .init(.selection([1, 1, 1]), [1]),
                .init(.normalization, [2]),
            ], outputs: [3]),
        // All that the second convolution looks at down the picture is margin: a part of it was made of no row.
        RandomGraph(
            height: 1, width: 2, channels: 1,
            layers: [
                .init(.convolution(outputs: 8, kernel: 1, stride: 1, dilation: 1, before: 0, after: 0, groups: 1), [0]),
                .init(.convolution(outputs: 8, kernel: 1, stride: 3, dilation: 1, before: 1, after: 1, groups: 2), [1]),
            ], outputs: [2]),
    ]
}
