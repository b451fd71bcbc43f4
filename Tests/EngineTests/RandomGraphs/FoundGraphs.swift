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
            ], outputs: [4])
    ]
}
