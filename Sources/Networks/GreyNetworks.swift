import Tensors

/// Networks that see in grey.
extension Graph {
    /// What a grey network's input is of a picture's red, green and blue: luma (ITU-R BT.601), as Pillow's `convert("L")` has it. Its
    /// weights have the sum 1, so that it may come behind preprocessing that is the same for the three.
    static let luma: [Float] = [0.299, 0.587, 0.114]

    /// The graph for pictures in colour: one of a single channel reads their luma.
    func seeingColour() -> Graph {
        guard inputChannels == 1 else { return self }
        let grey = Convolution(
            weights: Tensor(shape: Shape([1, 3, 1, 1]), values: Graph.luma), bias: [0],
            window: Window(kernel: Extent(1)))
        var names = Set(nodes.map(\.name))
        let picture = ["picture", "picture:colour"].first { names.insert($0).inserted } ?? "picture:3"
        let moved = nodes.dropFirst().map { node in
            var node = node
            node.inputs = node.inputs.map { $0 + 1 }
            return node
        }
        let own = Node(name: nodes[0].name, otherNames: nodes[0].otherNames, operation: .convolution(grey), inputs: [0])
        return Graph(
            nodes: [Node(name: picture, operation: .input(channels: 3), inputs: []), own] + moved, closed: closed)
    }

    /// Whether the network's own input is grey.
    public var isGrey: Bool {
        guard nodes.count > 1, nodes[1].inputs == [0], let convolution = nodes[1].operation as? Convolution else {
            return false
        }
        return convolution.outputChannels == 1 && convolution.weights.values == Graph.luma
    }
}
