import Networks
import Operators
import Tensors
import TestSupport

/// What the language asks of a layer, as the end of a graph.
extension Case {
    static let language: [Case] =
        [
            ("negation", Negation()), ("sine", Sine()), ("cosine", Cosine()),
            ("a part", Part(rows: 0.2...0.8, columns: 0...0.5)),
            ("all but a border", Inset(border: 2)), ("a position", Position(x: 0.5, y: 0.5)),
            ("weighted channels", WeightedChannels([.init(1, 0.5), .init(4, -2)])), ("Gram's matrix", Gram()),
            ("the length over the channels", Reduction(.norm, over: .channels)),
            ("the largest of each channel", Reduction(.max, over: .positions)),
            ("the mean square", Reduction(.meanSquare, over: .all)),
            ("all but outliers", WithoutOutliers(limit: 1.2)),
        ].map { (name: String, operation: any Operator) in
            chain("\(name) of a convolution", 7, 9, [convolution(5, 3, kernel: 3), operation])
        } + roughness + [matches, stopped, strongest, weakest] + waves

    /// Sides that are even, odd, and prime, through a filter and without one.
    private static let waves = [(8, 12), (9, 11), (1, 2), (30, 17)].map { height, width in
        let columns = width / 2 + 1
        let filter = Tensor.noise(Shape(channels: 1, height: height, width: columns), seed: 3)
        return chain(
            "planes \(width) × \(height) of waves", height, columns,
            [convolution(4, 3, kernel: 1), InverseFourier(width: width, filter: width == 12 ? nil : filter)])
    }

    private static let roughness: [Case] = [
        TotalVariation(beta: 2, neighbours: .four, wraps: false), TotalVariation(beta: 1.2, neighbours: .two),
        TotalVariation(beta: 1.5, neighbours: .four),
    ].map { variation in
        var roughness = chain(
            "total variation \(variation.beta), \(variation.neighbours) neighbours of a convolution", 7, 9,
            [convolution(5, 3, kernel: 3), variation])
        roughness.step = 1e-2
        return roughness
    }

    private static let matches = Case(
        testDescription: "best matches between two layers", height: 7, width: 9,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "a", operation: convolution(5, 3, kernel: 3), inputs: [0]),
            Graph.Node(name: "b", operation: convolution(5, 3, kernel: 3, stride: 2), inputs: [0]),
            Graph.Node(name: "best", operation: BestMatch(), inputs: [1, 2]),
        ])

    private static let strongest = ranked("the strongest channels", StrongestChannels(count: 2))
    private static let weakest = ranked(
        "the weakest channels, by another layer", StrongestChannels(count: 3, isLeast: true))

    private static func ranked(_ name: String, _ operation: StrongestChannels) -> Case {
        Case(
            testDescription: name, height: 7, width: 9,
            nodes: [
                Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
                Graph.Node(name: "a", operation: convolution(5, 3, kernel: 3), inputs: [0]),
                Graph.Node(name: "b", operation: convolution(5, 3, kernel: 3, stride: 2), inputs: [0]),
                Graph.Node(name: "ranked", operation: operation, inputs: [1, operation.isLeast ? 2 : 1]),
            ])
    }

    /// What is stopped is multiplied by nothing, so that it has no slope either.
    private static let stopped = Case(
        testDescription: "a gradient that is stopped", height: 7, width: 9,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "a", operation: convolution(5, 3, kernel: 3), inputs: [0]),
            Graph.Node(name: "fixed", operation: StopGradient(), inputs: [1]),
            Graph.Node(name: "nothing", operation: line(5, slope: 0, shift: 1), inputs: [2]),
            Graph.Node(name: "product", operation: .arithmetic(.multiply), inputs: [1, 3]),
        ])
}
