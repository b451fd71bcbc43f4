import Networks

/// Two operands, element by element, each as it is and stretched.
extension Case {
    static let arithmetic: [Case] =
        Arithmetic.allCases.flatMap { arithmetic in
            Operand.allCases.flatMap { first in
                Operand.allCases.map { second in pair(arithmetic, first, second) }
            }
        } + [ofThePicture, oneOperandTwice]

    /// What becomes of a layer `[1, C, H, W]` before it enters.
    private enum Operand: String, CaseIterable {
        case whole = "C×H×W"
        case channels = "C×1×1"
        case positions = "1×H×W"
        case columns = "C×1×W"
        case number = "1×1×1"

        /// The operations that make it, for layers of this height.
        func operations(height: Int) -> [any Operator] {
            switch self {
            case .whole: []
            case .channels: [.globalAveragePool]
            case .positions: [.channelMean]
            case .columns: [.averagePool(Window(kernel: Extent(height: height, width: 1)), countingPadding: false)]
            case .number: [.channelMean, .globalAveragePool]
            }
        }
    }

    /// The second operand lies in ½…1½, so that dividing by it is tame.
    private static func pair(_ arithmetic: Arithmetic, _ first: Operand, _ second: Operand) -> Case {
        let (height, width) = (7, 9)
        var nodes = [Graph.Node(name: "input", operation: .input(channels: 3), inputs: [])]
        func append(_ operations: [any Operator], from start: Graph.NodeID) -> Graph.NodeID {
            operations.reduce(start) { node, operation in
                nodes.append(Graph.Node(name: "layer\(nodes.count)", operation: operation, inputs: [node]))
                return nodes.count - 1
            }
        }
        let a = append([convolution(13, 3, kernel: 3)] + first.operations(height: height), from: 0)
        let b = append(
            [convolution(13, 3, kernel: 1), .sigmoid, line(13, slope: 1, shift: 0.5)]
                + second.operations(height: height), from: 0)
        nodes.append(Graph.Node(name: "join", operation: .arithmetic(arithmetic), inputs: [a, b]))
        return Case(
            testDescription: "\(arithmetic) \(first.rawValue) and \(second.rawValue)", height: height, width: width,
            nodes: nodes, step: 2e-2)
    }

    private static let ofThePicture = Case(
        testDescription: "the picture times its own means", height: 7, width: 9,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "means", operation: .globalAveragePool, inputs: [0]),
            Graph.Node(name: "product", operation: .arithmetic(.multiply), inputs: [0, 1]),
        ])

    private static let oneOperandTwice = Case(
        testDescription: "a layer times itself, less itself squared", height: 7, width: 9,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "a", operation: convolution(13, 3, kernel: 3), inputs: [0]),
            Graph.Node(name: "square", operation: .arithmetic(.multiply), inputs: [1, 1]),
            Graph.Node(name: "difference", operation: .arithmetic(.subtract), inputs: [1, 2]),
            Graph.Node(name: "relu", operation: .relu, inputs: [3]),
        ])
}
