import Tensors

/// Resizes whose size a file fixes, and that stand beside something.
extension Graph {
    /// The graph in which resizes that are known at one size only, and whose result is joined with something as large, follow
    /// that: at any other size the two would not fit each other otherwise.
    ///
    ///     x + F.interpolate(y, size=x.shape[2:])   // exported at 224×224: a resize to 28×28, beside something of 28×28
    /// - Parameter shapes: at the size that the graph was read for.
    func fittingResizes(_ shapes: [Shape]) -> Graph {
        let open = nodes.indices.filter { isUncertainResize($0) }
        guard !open.isEmpty else { return self }
        var readers = [[NodeID]](repeating: [], count: nodes.count)
        for (index, node) in nodes.enumerated() { for input in node.operands { readers[input].append(index) } }
        var fitted = nodes
        var left = Set(open)
        for resize in open {
            guard let other = neighbour(of: resize, readers, shapes, uncertain: left),
                case .resize(var operation) = fitted[resize].operation
            else { continue }
            operation.target = .ofSecondInput
            fitted[resize].operation = .resize(operation)
            fitted[resize].inputs = [fitted[resize].inputs[0], other]
            fitted[resize].onlyAt = nil
            left.remove(resize)
        }
        return Graph(nodes: fitted)
    }

    private func isUncertainResize(_ node: NodeID) -> Bool {
        guard nodes[node].onlyAt != nil, case .resize(let resize) = nodes[node].operation, case .size = resize.target
        else {
            return false
        }
        return true
    }

    /// A node before a resize that is, at every size, as large as what its result is joined with.
    private func neighbour(
        of resize: NodeID, _ readers: [[NodeID]], _ shapes: [Shape], uncertain: Set<NodeID>
    ) -> NodeID? {
        var seen: Set<NodeID> = [resize]
        var queue = [resize]
        while let node = queue.popLast() {
            for reader in readers[node] where !seen.contains(reader) {
                for other in nodes[reader].operands
                where !seen.contains(other) && shapes[other].isAsLarge(as: shapes[resize]) {
                    if let root = root(of: other, before: resize, shapes), !uncertain.contains(root) { return root }
                }
                guard keepsSize(reader, shapes) else { continue }
                seen.insert(reader)
                queue.append(reader)
            }
        }
        return nil
    }

    /// The nearest node before `limit` that is as large as `node` at every size.
    private func root(of node: NodeID, before limit: NodeID, _ shapes: [Shape]) -> NodeID? {
        var node = node
        while node >= limit {
            guard keepsSize(node, shapes),
                let input = nodes[node].operands.first(where: { shapes[$0].isAsLarge(as: shapes[node]) })
            else { return nil }
            node = input
        }
        // What is uncertain itself says nothing: the first thing that is not is looked for.
        while keepsSize(node, shapes),
            let input = nodes[node].operands.first(where: { shapes[$0].isAsLarge(as: shapes[node]) })
        {
            node = input
        }
        return node
    }

    /// Whether a node is as large as its inputs at every size.
    private func keepsSize(_ node: NodeID, _ shapes: [Shape]) -> Bool {
        switch nodes[node].operation {
        case .relu, .clip, .waking, .activation, .parametricRelu, .arithmetic, .channelMean, .localResponse,
            .channelNormalization, .softmax, .concatenation, .channelSelection:
            return true
        case .convolution(let convolution): return convolution.window.keepsSize
        case .maxPool(let window), .averagePool(let window, _): return window.keepsSize
        case .input, .globalAveragePool, .adaptivePool, .margins, .resize: return false
        }
    }
}

extension Window {
    /// Whether it gives as many outputs as it has inputs, for every number of them.
    fileprivate var keepsSize: Bool {
        guard stride == Extent(1) else { return false }
        let reach = Extent(height: (kernel.height - 1) * dilation.height, width: (kernel.width - 1) * dilation.width)
        switch padding {
        case .same, .sameLower: return true
        case .explicit(let before, let after):
            return before.height + after.height == reach.height && before.width + after.width == reach.width
        }
    }
}

extension Shape {
    fileprivate func isAsLarge(as other: Shape) -> Bool { height == other.height && width == other.width }
}
