import Tensors

extension ONNXOperator {
    /// Numbers that are put into the places of others.
    static let scattering: [String: Reading] = ["ScatterND": scatter]

    /// Where all places are taken, one after the other, the result is what was put there: models write `x[:, :, first:, first:] = y` so, also
    /// where `first` is 0 (Li et al., "MViTv2", 2022).
    private static let scatter: Reading = { reader, graph in
        let data = try graph.activation(0, of: reader)
        let indices = try graph.requiredConstant(1, of: reader).numbers(for: reader)
        let updates = try graph.activation(2, of: reader)
        let sizes = data.layout.sizes
        guard reader.string("reduction", default: "none") == "none", let depth = indices.sizes.last,
            (1...max(1, sizes.count)).contains(depth), updates.layout.sizes == sizes,
            isEveryPlace(indices.integers, of: Array(sizes.prefix(depth)))
        else {
            throw reader.error(
                "it puts \(updates.layout.sizes) into places of \(sizes); all of them, in their order, are supported")
        }
        // Whether they are all is known for this size.
        let node =
            graph.followsSize
            ? try step(.margins(before: Extent(0), after: Extent(0), value: 0), updates.node, reader, &graph)
            : updates.node
        graph.alias(node, layout: updates.layout, of: reader)
    }

    /// Whether tuples of indices count through all places of a tensor of these sizes.
    private static func isEveryPlace(_ indices: [Int], of sizes: [Int]) -> Bool {
        guard ONNXNumbers.count(sizes + [sizes.count]) == indices.count else { return false }
        var next = [Int](repeating: 0, count: sizes.count)
        for tuple in stride(from: 0, to: indices.count, by: sizes.count) {
            guard (0..<sizes.count).allSatisfy({ indices[tuple + $0] == next[$0] }) else { return false }
            for axis in sizes.indices.reversed() {
                next[axis] += 1
                if next[axis] < sizes[axis] { break }
                next[axis] = 0
            }
        }
        return true
    }
}
