import Tensors

/// What a line of tokens is made of.
struct TokenLine: Hashable {
    /// Tokens before the patches: class tokens, registers.
    var before: Int
    /// The picture of patches, whose size says how many there are.
    var picture: Graph.NodeID
    /// Tokens after them.
    var after: Int
}

/// Lines of tokens, and the pictures in them.
extension Graph {
    /// What the tokens of a node are, where they are a line that a picture of patches was joined to.
    func tokenLine(of node: NodeID, _ shapes: [Shape]) -> TokenLine? {
        Graph.tokenLine(of: node, nodes, shapes)
    }

    /// The same, in a graph that is being read.
    static func tokenLine(of node: NodeID, _ nodes: [Node], _ shapes: [Shape]) -> TokenLine? {
        var node = node
        while true {
            let inputs = nodes[node].inputs
            switch nodes[node].operation {
            case let join as TokenJoin: return line(of: join, inputs, nodes, shapes)
            case let selection as TokenSelection:
                guard case .between(let before, let after) = selection.choice,
                    var line = tokenLine(of: inputs[0], nodes, shapes), line.before >= before, line.after >= after
                else { return nil }
                line.before -= before
                line.after -= after
                return line
            default:
                guard let input = nodes[node].placesInput(shapes[node], inputs.map { shapes[$0] }) else { return nil }
                node = inputs[input]
            }
        }
    }

    private static func line(
        of join: TokenJoin, _ inputs: [NodeID], _ nodes: [Node], _ shapes: [Shape]
    ) -> TokenLine? {
        var line: TokenLine?
        var (count, next) = (0, 0)
        for part in join.parts {
            if let fixed = part.fixedCount {
                count += fixed
                continue
            }
            let input = inputs[next]
            next += 1
            if Graph.isFixed(input, nodes, shapes) {
                count += shapes[input].area
            } else if let inner = tokenLine(of: input, nodes, shapes) {
                guard line == nil else { return nil }
                line = TokenLine(before: count + inner.before, picture: inner.picture, after: 0)
                count = inner.after
            } else {
                guard line == nil else { return nil }
                line = TokenLine(before: count, picture: input, after: 0)
                count = 0
            }
        }
        line?.after = count
        return line
    }

    /// Whether a node has as many positions at every size: tokens that were chosen one by one, and means.
    private static func isFixed(_ node: NodeID, _ nodes: [Node], _ shapes: [Shape]) -> Bool {
        var node = node
        while true {
            switch nodes[node].operation {
            case let selection as TokenSelection:
                switch selection.choice {
                case .fromStart, .fromEnd: return true
                case .picture, .sized, .between: return false
                }
            case let reduction as Reduction where reduction.axes != .channels: return true
            case let pool as AdaptivePool where pool.rows != nil && pool.columns != nil: return true
            case let join as TokenJoin:
                return join.parts.allSatisfy { $0.fixedCount != nil }
                    || nodes[node].inputs.allSatisfy { isFixed($0, nodes, shapes) }
            default:
                let inputs = nodes[node].inputs
                guard let input = nodes[node].placesInput(shapes[node], inputs.map { shapes[$0] }) else { return false }
                node = inputs[input]
            }
        }
    }

    /// The node that patches are cut out of the picture by, from which a picture of patches comes: a convolution whose windows do not overlap.
    /// Nothing where they are cut out of what another network makes of the picture, a hybrid's: there models leave out what is left.
    private func patching(_ node: NodeID, _ shapes: [Shape]) -> NodeID? {
        var node = node
        while true {
            let inputs = nodes[node].inputs
            if let convolution = nodes[node].operation as? Convolution, convolution.window.kernel != Extent(1) {
                let window = convolution.window
                return window.kernel == window.stride && window.dilation == Extent(1)
                    && window.padding == .explicit(before: Extent(0), after: Extent(0)) && isPicture(inputs[0], shapes)
                    ? node : nil
            }
            guard let input = nodes[node].placesInput(shapes[node], inputs.map { shapes[$0] }) else { return nil }
            node = inputs[input]
        }
    }

    /// Whether a node is the picture, number by number.
    private func isPicture(_ node: NodeID, _ shapes: [Shape]) -> Bool {
        var node = node
        while !(nodes[node].operation is Input) {
            let inputs = nodes[node].inputs
            guard let input = nodes[node].placesInput(shapes[node], inputs.map { shapes[$0] }) else { return false }
            node = inputs[input]
        }
        return true
    }
}

extension Graph.Node {
    /// The input whose positions are the node's own, one by one; nil where there is none.
    fileprivate func placesInput(_ shape: Shape, _ inputs: [Shape]) -> Int? {
        switch operation {
        case let convolution as Convolution:
            return convolution.window == Window(kernel: Extent(1)) ? 0 : nil
        case is Attention, is ConstantArithmetic, is PositionTable: return 0
        case is Arithmetic: return inputs.firstIndex { $0.height == shape.height && $0.width == shape.width }
        case is Input: return nil
        case is any PositionwiseOperator: return 0
        default: return nil
        }
    }
}

// MARK: - What people see of them

extension Graph {
    /// Behind the name of a line of tokens whose patches bear the layer's own.
    private static let suffix = ":tokens"

    /// The line of tokens that a layer shows the patches of; nil for a layer that computes something itself.
    public func line(shownBy node: NodeID) -> NodeID? {
        guard case .picture? = (nodes[node].operation as? TokenSelection)?.choice, let line = nodes[node].inputs.first,
            nodes[line].name == nodes[node].name + Graph.suffix
        else { return nil }
        return line
    }

    /// Whether a node is a line of tokens that the layer behind it shows.
    public func isShownLine(_ node: NodeID) -> Bool { node + 1 < nodes.count && line(shownBy: node + 1) == node }

    /// The layer that shows a line of tokens, or the node itself.
    func shown(_ node: NodeID) -> NodeID { isShownLine(node) ? node + 1 : node }

    /// What computes a layer's numbers.
    public func operation(of node: NodeID) -> any Operator { nodes[line(shownBy: node) ?? node].operation }

    /// The graph in which lines of tokens are pictures of their patches: a layer of a vision transformer is one, as high and wide as its
    /// grid, and bears the layer's name; the line itself, class tokens and all, is `name:tokens`.
    ///
    /// Pictures that patches do not divide are filled up at the right and below, where the model's own code refuses them.
    /// - Parameter shapes: those of a graph at the size that it was read for.
    func showingTokens(_ shapes: (Graph) throws -> [Shape]) rethrows -> Graph {
        guard nodes.contains(where: { $0.operation is TokenJoin || $0.operation is Attention }) else { return self }
        let known = try shapes(self)
        var taken = Set(nodes.flatMap { [$0.name] + $0.otherNames })
        var places: [NodeID] = []
        var shown: [Node] = []
        for (index, old) in nodes.enumerated() {
            var node = old
            node.inputs = node.inputs.map { places[$0] }
            places.append(shown.count)
            guard let line = tokenLine(of: index, known), case let name = node.name + Graph.suffix,
                !taken.contains(name)
            else {
                shown.append(node)
                continue
            }
            taken.insert(name)
            var picture = Node(
                name: node.name, otherNames: node.otherNames, operation: .tokenSelection(.picture(after: line.before)),
                inputs: [shown.count, places[line.picture]])
            picture.statistics = node.statistics
            picture.onlyAt = node.onlyAt
            (node.name, node.otherNames, node.statistics) = (name, [], nil)
            shown += [node, picture]
        }
        for index in nodes.indices {
            let sources: [NodeID] =
                switch nodes[index].operation {
                case is TokenJoin: nodes[index].inputs
                case is Attention: [nodes[index].inputs[0]]
                default: []
                }
            for node in sources.compactMap({ patching($0, known) }) {
                guard var patches = shown[places[node]].operation as? Convolution else { continue }
                patches.window.ceilMode = true
                shown[places[node]].operation = patches
            }
        }
        return Graph(nodes: shown, closed: closed)
    }
}
