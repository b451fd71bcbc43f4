import Networks
import Tensors

extension TileGraph {
    /// What the tile holds while it is computed, in bytes: what the backend does, and the tensors that go in and out: the tile's picture,
    /// its gradient, and its outputs with their seeds.
    /// - Throws: as `Backend.prepare`.
    func bytes(on backend: any Backend, isLean: Bool) throws -> Int {
        let (height, width) = (picture.rows.count, picture.columns.count)
        let outputs = outputs.values.map(\.node).sorted()
        let shapes = try graph.shapes(height: height, width: width, for: outputs)
        let tensors = 2 * shapes[0].count + outputs.reduce(0) { $0 + 2 * shapes[$1].count }
        let held = try backend.bytes(graph, height: height, width: width, outputs: outputs, isLean: isLean)
        return held + 4 * tensors
    }
}
