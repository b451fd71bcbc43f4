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
            [behindPool(name, [.activation(.sigmoid), line(13, slope: 1, shift: 0.5), function])]
        }
        + [chain("tanh of the picture", 7, 9, [.activation(.tanh)]), chain("ReLU of the picture", 7, 9, [.relu])]

    private static let functions: [(String, Operation)] =
        [
            .leakyRelu(slope: 0.1), .elu(alpha: 1), .elu(alpha: 0.3), .sigmoid, .tanh, .swish, .hardSwish, .gelu,
            .geluTanh, .erf, .softplus, .exponential, .absolute, .power(2), .power(3),
        ].map { (activation: Activation) in ("\(activation)", Operation.activation(activation)) } + [
            ("ReLU", .relu), ("waking ReLU6", .waking(lower: 0, upper: 6)), ("ReLU6", .clip(lower: 0, upper: 6)),
            ("clip −½…¾", .clip(lower: -0.5, upper: 0.75)),
            ("clip from −1", .clip(lower: -1, upper: .infinity)), ("clip to ½", .clip(lower: -.infinity, upper: 0.5)),
            ("PReLU", .parametricRelu(slopes: Tensor.noise(Shape([13]), seed: 6).values)),
        ]

    private static let ofPositives: [(String, Operation)] = [
        ("logarithm", .activation(.logarithm)), ("square root", .activation(.power(0.5))),
        ("reciprocal", .activation(.power(-1))), ("power −¾", .activation(.power(-0.75))),
    ]

    private static func behindConvolution(_ name: String, _ operations: [Operation]) -> Case {
        chain("\(name) of a convolution", 7, 9, channels: 5, [convolution(13, 5, kernel: 3)] + operations)
    }

    private static func behindPool(_ name: String, _ operations: [Operation]) -> Case {
        chain(
            "\(name) of a pool", 9, 8, channels: 5,
            [convolution(13, 5, kernel: 1), .maxPool(Window(kernel: Extent(2)))] + operations
                + [convolution(8, 13, kernel: 1)])
    }
}
