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
                var operation = fitted[resize].operation as? Resize
            else { continue }
            operation.target = .ofSecondInput
            fitted[resize].operation = operation
            fitted[resize].inputs = [fitted[resize].inputs[0], other]
            fitted[resize].onlyAt = nil
            left.remove(resize)
        }
        return Graph(nodes: fitted, closed: closed)
    }

    private func isUncertainResize(_ node: NodeID) -> Bool {
        guard nodes[node].onlyAt != nil, let resize = nodes[node].operation as? Resize, case .size = resize.target
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
        let operation = nodes[node].operation
        // A resize may be as large as its input at one size alone.
        guard node > 0, !(operation is Resize) else { return false }
        let operands = nodes[node].operands.map { shapes[$0] }
        return operation.axisMaps(of: operands, to: shapes[node]).allSatisfy {
            $0.rows.keepsSize(shapes[node].height, operands.map(\.height))
                && $0.columns.keepsSize(shapes[node].width, operands.map(\.width))
        }
    }
}

extension AxisReading {
    /// Whether there are as many outputs as inputs for every number of inputs, given how many there are for some number.
    fileprivate func keepsSize(_ outputs: Int, _ inputs: [Int]) -> Bool {
        switch self {
        case .same, .stretched, .neighbours: true
        case .window(let stride, _, _): stride == 1 && inputs.allSatisfy { $0 == outputs }
        case .shift, .scaled, .unaligned, .everything: false
        }
    }
}

extension Shape {
    fileprivate func isAsLarge(as other: Shape) -> Bool { height == other.height && width == other.width }
}
