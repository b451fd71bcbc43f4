import Networks
import Tensors
import TestSupport

/// Functions of one number, behind a convolution (which may take them in) and behind a pool (which does not).
extension Case {
    static let activations =
        functions.map { name, function in behindConvolution(name, [function]) }
        + functions.map { name, function in behindPool(name, [function]) }
        + ofPositives.flatMap { name, function in
            // σ(x) + ½ lies within the domain of all of them.
            [behindPool(name, [.sigmoid, line(13, slope: 1, shift: 0.5), function])]
        }
        + [chain("tanh of the picture", 7, 9, [.tanh]), chain("ReLU of the picture", 7, 9, [.relu])]

    private static let functions: [(String, any Operator)] =
        [
            .leakyRelu(slope: 0.1), .elu(alpha: 1), .elu(alpha: 0.3), .sigmoid, .tanh, .swish, .hardSwish, .gelu,
            .geluTanh, .quickGelu, .erf, .mish, .softplus, .exponential, .absolute, .power(2), .power(3),
        ].map { (function: any Operator) in ("\(function)", function) } + [
            ("ReLU", .relu), ("redirected ReLU6", RedirectedClip(.clip(lower: 0, upper: 6))),
            ("ReLU6", .clip(lower: 0, upper: 6)), ("clamp", Clip(lower: -0.5, upper: 0.5, passes: .insideAndAtBounds)),
            ("clip −½…¾", .clip(lower: -0.5, upper: 0.75)),
            ("clip from −1", .clip(lower: -1, upper: .infinity)), ("clip to ½", .clip(lower: -.infinity, upper: 0.5)),
            ("PReLU", .parametricRelu(slopes: Tensor.noise(Shape([13]), seed: 6).values)),
        ]

    private static let ofPositives: [(String, any Operator)] = [
        ("logarithm", .logarithm), ("square root", .power(0.5)),
        ("reciprocal", .power(-1)), ("power −¾", .power(-0.75)),
    ]

    private static func behindConvolution(_ name: String, _ operations: [any Operator]) -> Case {
        chain("\(name) of a convolution", 7, 9, channels: 5, [convolution(13, 5, kernel: 3)] + operations)
    }

    private static func behindPool(_ name: String, _ operations: [any Operator]) -> Case {
        chain(
            "\(name) of a pool", 9, 8, channels: 5,
            [convolution(13, 5, kernel: 1), .maxPool(Window(kernel: Extent(2)))] + operations
                + [convolution(8, 13, kernel: 1)])
    }
}
