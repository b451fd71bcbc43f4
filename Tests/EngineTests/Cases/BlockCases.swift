import Networks
import Tensors
import TestSupport

/// What moves numbers between channels and positions, fills margins with what is there, rounds, compares and chooses.
extension Case {
    static let blocks: [Case] = spaces + borders + samplings + steps + choices

    private static let spaces: [Case] =
        deeper + shallower + orders + [
            chain("space to depth of the picture", 12, 8, [SpaceToDepth(block: Extent(4))])
        ]

    private static let sizes: [Extent] = [Extent(2), Extent(height: 1, width: 3), Extent(height: 4, width: 1)]

    private static let shallower: [Case] = sizes.map { (block: Extent) -> Case in
        let made: any Operator = convolution(5 * block.height * block.width, 3, kernel: 3)
        return chain(
            "depth to space \(block.height)×\(block.width)", 7, 9,
            [made, DepthToSpace(block: block), convolution(8, 5, kernel: 3)])
    }

    private static let deeper: [Case] = sizes.map { (block: Extent) -> Case in
        let end: any Operator = convolution(8, 5 * block.height * block.width, kernel: 3)
        return chain(
            "space to depth \(block.height)×\(block.width), of sides that are no multiples", 11, 13,
            [convolution(5, 3, kernel: 3), SpaceToDepth(block: block), end])
    }

    private static let orders: [Case] = [[1, 0, 2], [0, 2, 1], [2, 0, 1], [1, 2, 0]].map { (order: [Int]) -> Case in
        chain(
            "the dimensions in the order \(order)", 6, 5, [convolution(7, 3, kernel: 3), Transposition(order), .tanh])
    }

    private static let borders: [Case] =
        Borders.Filling.allCases.flatMap { (filling: Borders.Filling) -> [Case] in
            amounts.map { (before: Extent, after: Extent) -> Case in
                let fill: any Operator = Borders(before: before, after: after, filling: filling)
                let end: any Operator = convolution(8, 13, kernel: 3, padding: Window.Padding.none)
                return chain(
                    "\(filling.rawValue) \(before.height) \(before.width) \(after.height) \(after.width)", 9, 10,
                    [convolution(13, 3, kernel: 1), fill, end, .relu])
            }
        } + [
            chain(
                "reflection of more than there is", 3, 4,
                [Borders(before: Extent(5), after: Extent(4), filling: .reflect)])
        ]

    private static let amounts: [(Extent, Extent)] = [
        (Extent(1), Extent(1)), (Extent(height: 2, width: 0), Extent(height: 3, width: 4)),
        (Extent(0), Extent(height: 0, width: 2)),
    ]

    private static let ways: [Sampling] = [
        Sampling(.halfPixel, .cubic(-0.75)), Sampling(.alignedCorners, .cubic(-0.5)),
        Sampling(.asymmetric, .linear), Sampling(.halfPixelOrFirst, .nearest(.roundUp)),
        Sampling(.halfPixel, .linear, smooths: true, leavesOut: true),
        Sampling(.halfPixel, .cubic(-0.5), smooths: true, leavesOut: true),
        Sampling(.halfPixel, .cubic(-0.75), leavesOut: true),
    ]

    private static let samplings: [Case] = ways.flatMap { (sampling: Sampling) -> [Case] in
        [(Float(2), Float(2)), (Float(0.5), Float(1.5))].map { (height: Float, width: Float) -> Case in
            let resize: any Operator = .resize(Resize(height: height, width: width, method: .sampled(sampling)))
            return chain("resize \(sampling) ×\(height) ×\(width)", 9, 11, [convolution(5, 3, kernel: 1), resize])
        }
    }

    private static let pieces: [any Operator] = [
        Rounding(.floor), Rounding(.ceiling), Rounding(.nearest), Sign(), Step(atZero: true), Step(atZero: false),
        ThresholdedRelu(threshold: 0.01), Softsign(), LogSoftmax(),
    ]

    /// What is constant between its steps is multiplied by what is not, so that there is a slope; and no step is within reach of a finite
    /// difference: what is rounded lies in 1.05…1.45.
    private static let steps: [Case] = pieces.map { (function: any Operator) -> Case in
        let brings: [any Operator] =
            function is Rounding ? [.sigmoid, line(13, slope: 0.4, shift: 1.05)] : [line(13, slope: 1, shift: 0)]
        var nodes = [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "conv", operation: convolution(13, 3, kernel: 3), inputs: [0]),
        ]
        for (index, operation) in brings.enumerated() {
            nodes.append(Graph.Node(name: "bring\(index)", operation: operation, inputs: [nodes.count - 1]))
        }
        let operand = nodes.count - 1
        nodes.append(Graph.Node(name: "function", operation: function, inputs: [operand]))
        nodes.append(
            Graph.Node(name: "product", operation: .arithmetic(.multiply), inputs: [operand, operand + 1]))
        return Case(testDescription: "\(function) times its operand", height: 7, width: 9, nodes: nodes)
    }

    /// By channel, so that no finite difference changes the choice.
    private static let choices: [Case] = [false, true].map { (isStretched: Bool) -> Case in
        let condition = Convolution(
            scale: [Float](repeating: 0, count: 13), shift: Tensor.noise(Shape([13]), seed: 5).values)
        return Case(
            testDescription: isStretched ? "choice of numbers by position" : "choice", height: 7, width: 9,
            nodes: [
                Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
                Graph.Node(name: "conv", operation: convolution(13, 3, kernel: 3), inputs: [0]),
                Graph.Node(name: "a", operation: isStretched ? Reduction.channelMean : .sigmoid, inputs: [1]),
                Graph.Node(name: "b", operation: isStretched ? Reduction.globalAveragePool : .tanh, inputs: [1]),
                Graph.Node(name: "fixed", operation: .convolution(condition), inputs: [1]),
                Graph.Node(name: "above", operation: Step(atZero: false), inputs: [4]),
                Graph.Node(name: "choice", operation: Choice(), inputs: [5, 2, 3]),
                Graph.Node(name: "sum", operation: .arithmetic(.add), inputs: [1, 6]),
            ])
    }
}
