import Networks
import Tensors
import TestSupport
import Testing

/// A small graph, and a size to run it at: odd sizes, and channels that fill no block of 8 or 16.
///
/// Every case is run by the fast backend against the reference, by the fast backend's baseline kernels against its best
/// ones, and by the reference against finite differences.
struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let height: Int
    let width: Int
    let nodes: [Graph.Node]
    /// How far finite differences step: further where a mean thins out what one number of the picture does.
    var step: Float = 2e-3

    static let all: [Case] =
        convolutions + strangeConvolutions + pools + activations + arithmetic + normalizations + wiring + modules
        + language + blocks + tokens + arrangements + sequences
}

// MARK: - Building

extension Case {
    /// One operation after the other, from a picture of `channels` channels.
    static func chain(
        _ name: String, _ height: Int, _ width: Int, channels: Int = 3, _ operations: [any Operator]
    ) -> Case {
        var nodes = [Graph.Node(name: "input", operation: .input(channels: channels), inputs: [])]
        for (index, operation) in operations.enumerated() {
            nodes.append(Graph.Node(name: "layer\(index)", operation: operation, inputs: [index]))
        }
        return Case(testDescription: name, height: height, width: width, nodes: nodes)
    }

    /// A convolution of seeded weights, as wide as high, whose output has the input's size when its stride is 1.
    static func convolution(
        _ outputs: Int, _ inputs: Int, kernel: Int, stride: Int = 1, dilation: Int = 1, padding: Window.Padding? = nil,
        groups: Int = 1
    ) -> any Operator {
        let margin = Extent(kernel / 2 * dilation)
        let window = Window(
            kernel: Extent(kernel), stride: Extent(stride), dilation: Extent(dilation),
            padding: padding ?? .explicit(before: margin, after: margin))
        return convolution(outputs, inputs, window, groups: groups)
    }

    /// A convolution of seeded weights through any window.
    static func convolution(_ outputs: Int, _ inputs: Int, _ window: Window, groups: Int = 1) -> any Operator {
        let shape = Shape([outputs, inputs / groups, window.kernel.height, window.kernel.width])
        var weights = Tensor.noise(shape, seed: UInt64(outputs * 31 + window.kernel.height))
        weights.scale(by: (2 / Float(shape.count / outputs)).squareRoot())
        let bias = Tensor.noise(Shape([outputs]), seed: 9).values
        return .convolution(Convolution(weights: weights, bias: bias, window: window, groups: groups))
    }

    /// y = slope·x + shift in every channel.
    static func line(_ channels: Int, slope: Float, shift: Float) -> any Operator {
        .convolution(
            Convolution(
                scale: [Float](repeating: slope, count: channels), shift: [Float](repeating: shift, count: channels)))
    }
}

extension Window.Padding {
    /// No margins.
    static let none = Window.Padding.explicit(before: Extent(0), after: Extent(0))

    /// Margins of one width.
    static func all(_ margin: Int) -> Window.Padding { .explicit(before: Extent(margin), after: Extent(margin)) }

    /// Four margins.
    static func sides(top: Int, left: Int, bottom: Int, right: Int) -> Window.Padding {
        .explicit(before: Extent(height: top, width: left), after: Extent(height: bottom, width: right))
    }
}
