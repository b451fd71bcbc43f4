import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// The fast backend holds to the reference on every kind of layer, at odd sizes and with channel counts that fill no block.
@Suite struct FastAgainstReference {
    @Test(arguments: Case.all)
    func activationAndGradientAgree(_ example: Case) throws {
        let graph = Graph(nodes: example.nodes)
        let shape = Shape(channels: graph.inputChannels, height: example.height, width: example.width)
        let x = Tensor.noise(shape, seed: 1)
        let last = graph.nodes.count - 1
        let fast = try Backend.fast.prepare(graph, height: shape.height, width: shape.width, outputs: [last])
        let plain = try Backend.reference.prepare(graph, height: shape.height, width: shape.width, outputs: [last])

        let a = try #require(try fast.forward(x)[last])
        let b = try #require(try plain.forward(x)[last])
        #expect(a.relativeDistance(to: b) < 2e-6)

        let seed = Tensor.noise(b.shape, seed: 2)
        #expect(try fast.gradient([last: seed]).relativeDistance(to: try plain.gradient([last: seed])) < 2e-6)
    }

    @Test func severalOutputsAddTheirGradients() throws {
        let graph = Graph(nodes: Case.fire.nodes)
        let outputs = [1, 4, graph.nodes.count - 1]
        let x = Tensor.noise(Shape(channels: 3, height: 19, width: 23), seed: 1)
        var gradients: [Tensor] = []
        for backend in Backend.allCases {
            let run = try backend.prepare(graph, height: 19, width: 23, outputs: outputs)
            var seeds: [Graph.NodeID: Tensor] = [:]
            for (node, activation) in try run.forward(x) {
                seeds[node] = Tensor.noise(activation.shape, seed: UInt64(node))
            }
            gradients.append(try run.gradient(seeds))
        }
        #expect(gradients[0].relativeDistance(to: gradients[1]) < 2e-6)
    }

    @Test func theNumberOfThreadsChangesNoByte() throws {
        let graph = Graph(nodes: Case.fire.nodes)
        let x = Tensor.noise(Shape(channels: 3, height: 61, width: 67), seed: 1)
        let before = Threads.count
        defer { try? Threads.use(before) }
        let results = try [1, 2, 3].map { threads in
            try Threads.use(threads)
            let last = graph.nodes.count - 1
            let run = try Backend.fast.prepare(graph, height: 61, width: 67, outputs: [last])
            let activations = try run.forward(x)
            return try run.gradient(activations)
        }
        #expect(results[0] == results[1])
        #expect(results[0] == results[2])
    }

    @Test func anExecutionServesManySteps() throws {
        let graph = Graph(nodes: Case.fire.nodes)
        let last = graph.nodes.count - 1
        let run = try Backend.fast.prepare(graph, height: 33, width: 35, outputs: [last])
        let x = Tensor.noise(Shape(channels: 3, height: 33, width: 35), seed: 5)
        let first = try run.gradient(try run.forward(x))
        for _ in 0..<3 { #expect(try run.gradient(try run.forward(x)) == first) }
    }
}

/// A small graph, and a size to run it at.
struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let height: Int
    let width: Int
    let nodes: [Graph.Node]

    static let all: [Case] = convolutions + pools + [fire, residual, oddConcatenation, reusedMembers, shared]
}

// MARK: - Graphs

extension Case {
    private static func chain(
        _ name: String, _ height: Int, _ width: Int, channels: Int = 3, _ operations: [Operation]
    ) -> Case {
        var nodes = [Graph.Node(name: "input", operation: .input(channels: channels), inputs: [])]
        for (index, operation) in operations.enumerated() {
            nodes.append(Graph.Node(name: "layer\(index)", operation: operation, inputs: [index]))
        }
        return Case(testDescription: name, height: height, width: width, nodes: nodes)
    }

    /// A convolution of seeded weights.
    static func convolution(
        _ outputs: Int, _ inputs: Int, kernel: Int, stride: Int = 1, dilation: Int = 1, padding: Window.Padding? = nil,
        groups: Int = 1
    ) -> Operation {
        let shape = Shape([outputs, inputs / groups, kernel, kernel])
        var weights = Tensor.noise(shape, seed: UInt64(outputs * 31 + kernel))
        weights.scale(by: (2 / Float(inputs / groups * kernel * kernel)).squareRoot())
        let margin = Extent(kernel / 2 * dilation)
        let window = Window(
            kernel: Extent(kernel), stride: Extent(stride), dilation: Extent(dilation),
            padding: padding ?? .explicit(before: margin, after: margin))
        let bias = Tensor.noise(Shape([outputs]), seed: 9).values
        return .convolution(Convolution(weights: weights, bias: bias, window: window, groups: groups))
    }

    private static let convolutions = [
        chain(
            "first convolution, stride 2, no padding", 31, 37,
            [
                convolution(64, 3, kernel: 3, stride: 2, padding: .explicit(before: Extent(0), after: Extent(0))),
                .relu,
            ]),
        chain("first convolution, stride 2, SAME", 32, 37, [convolution(32, 3, kernel: 3, stride: 2, padding: .same)]),
        chain("first convolution 7×7", 29, 33, [convolution(16, 3, kernel: 7, stride: 2), .relu]),
        chain(
            "three convolutions 3×3", 21, 26,
            [
                convolution(16, 3, kernel: 3), .relu, convolution(32, 16, kernel: 3), .relu,
                convolution(24, 32, kernel: 3), .relu,
            ]),
        chain(
            "channels that fill no block", 17, 19, channels: 5,
            [
                convolution(13, 5, kernel: 3), .relu, convolution(21, 13, kernel: 1), .clip(lower: -0.5, upper: 0.5),
                convolution(3, 21, kernel: 3),
            ]),
        chain(
            "depthwise 5×5, stride 2, SAME, ReLU6", 23, 30,
            [
                convolution(24, 3, kernel: 1), .clip(lower: 0, upper: 6),
                convolution(24, 24, kernel: 5, stride: 2, padding: .same, groups: 24), .clip(lower: 0, upper: 6),
            ]),
        chain("dilated", 25, 27, [convolution(16, 3, kernel: 1), convolution(8, 16, kernel: 3, dilation: 2)]),
        chain("grouped", 15, 18, [convolution(32, 3, kernel: 1), convolution(32, 32, kernel: 3, groups: 4)]),
        chain("one channel in", 15, 18, channels: 1, [convolution(8, 1, kernel: 3), .relu]),
    ]

    private static let pools = [
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
            [
                convolution(8, 3, kernel: 1),
                .maxPool(Window(kernel: Extent(3), padding: .explicit(before: Extent(1), after: Extent(1)))),
            ]),
        chain("max pool of the picture", 17, 16, [.maxPool(Window(kernel: Extent(2), stride: Extent(2)))]),
        chain(
            "average pool", 17, 16,
            [
                convolution(8, 3, kernel: 1),
                .averagePool(
                    Window(
                        kernel: Extent(3), stride: Extent(2), padding: .explicit(before: Extent(1), after: Extent(1))),
                    countingPadding: false),
            ]),
        chain("global mean and softmax", 9, 11, [convolution(10, 3, kernel: 3), .globalAveragePool, .softmax]),
    ]

    /// A fire module (Iandola et al., 2016) behind a pool.
    static let fire = Case(
        testDescription: "fire", height: 37, width: 41,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "conv1", operation: convolution(16, 3, kernel: 3, stride: 2), inputs: [0]),
            Graph.Node(name: "relu1", operation: .relu, inputs: [1]),
            Graph.Node(
                name: "pool1", operation: .maxPool(Window(kernel: Extent(3), stride: Extent(2), ceilMode: true)),
                inputs: [2]),
            Graph.Node(name: "squeeze", operation: convolution(8, 16, kernel: 1), inputs: [3]),
            Graph.Node(name: "relu_squeeze", operation: .relu, inputs: [4]),
            Graph.Node(name: "expand1x1", operation: convolution(16, 8, kernel: 1), inputs: [5]),
            Graph.Node(name: "relu_expand1x1", operation: .relu, inputs: [6]),
            Graph.Node(name: "expand3x3", operation: convolution(24, 8, kernel: 3), inputs: [5]),
            Graph.Node(name: "relu_expand3x3", operation: .relu, inputs: [8]),
            Graph.Node(name: "concat", operation: .concatenation, inputs: [7, 9]),
        ])

    private static let residual = Case(
        testDescription: "residual block", height: 13, width: 14,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "conv1", operation: convolution(16, 3, kernel: 1), inputs: [0]),
            Graph.Node(name: "expand", operation: convolution(48, 16, kernel: 1), inputs: [1]),
            Graph.Node(name: "relu6", operation: .clip(lower: 0, upper: 6), inputs: [2]),
            Graph.Node(name: "project", operation: convolution(16, 48, kernel: 1), inputs: [3]),
            Graph.Node(name: "add", operation: .arithmetic(.add), inputs: [1, 4]),
            Graph.Node(name: "add2", operation: .arithmetic(.add), inputs: [5, 5]),
            Graph.Node(name: "relu", operation: .relu, inputs: [6]),
        ])

    private static let oddConcatenation = Case(
        testDescription: "concatenation of 5, 8 and 3 channels", height: 11, width: 9,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "a", operation: convolution(5, 3, kernel: 3), inputs: [0]),
            Graph.Node(name: "b", operation: convolution(8, 3, kernel: 1), inputs: [0]),
            Graph.Node(name: "concat", operation: .concatenation, inputs: [1, 2, 0]),
            Graph.Node(name: "c", operation: convolution(8, 16, kernel: 3), inputs: [3]),
        ])

    private static let reusedMembers = Case(
        testDescription: "members of two concatenations, one twice", height: 11, width: 9,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "a", operation: convolution(8, 3, kernel: 3), inputs: [0]),
            Graph.Node(name: "ra", operation: .relu, inputs: [1]),
            Graph.Node(name: "b", operation: convolution(16, 8, kernel: 3), inputs: [2]),
            Graph.Node(name: "one", operation: .concatenation, inputs: [2, 3]),
            Graph.Node(name: "c", operation: convolution(8, 24, kernel: 1), inputs: [4]),
            Graph.Node(name: "two", operation: .concatenation, inputs: [4, 5, 5, 2]),
            Graph.Node(name: "d", operation: convolution(8, 48, kernel: 3), inputs: [6]),
        ])

    private static let shared = Case(
        testDescription: "a convolution that two ReLUs and an addition read", height: 10, width: 12,
        nodes: [
            Graph.Node(name: "input", operation: .input(channels: 3), inputs: []),
            Graph.Node(name: "a", operation: convolution(8, 3, kernel: 3), inputs: [0]),
            Graph.Node(name: "r1", operation: .relu, inputs: [1]),
            Graph.Node(name: "r2", operation: .clip(lower: -1, upper: 0.25), inputs: [1]),
            Graph.Node(name: "s", operation: .arithmetic(.add), inputs: [2, 3]),
            Graph.Node(name: "t", operation: .arithmetic(.add), inputs: [4, 1]),
        ])
}
