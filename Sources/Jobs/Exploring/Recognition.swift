import Dreams
import Engine
package import Networks
package import Pictures
package import Tensors

/// Classifies photos: the classes that a network sees in the middle square of a picture, at the size that it was trained at, and how sure it
/// is of each.
package struct Recognition {
    private let run: any Execution
    private let logits: Graph.NodeID
    private let side: Int

    /// - Parameter side: of the squares that it sees; that which it was trained at when nil.
    /// - Returns: nil where it knows no classes.
    /// - Throws: `EngineError` where it cannot be run at that size.
    package init?(_ graph: Graph, manifest: Manifest, side: Int? = nil) throws {
        guard let logits = manifest.logits.flatMap({ name in graph.nodes.firstIndex { $0.name == name } }) else {
            return nil
        }
        (self.logits, self.side) = (logits, side ?? manifest.trainedSize)
        run = try Backends.fast.prepare(graph, height: self.side, width: self.side, outputs: [logits])
    }

    /// The middle square of a picture, as levels 0…255: `[1, 3, side, side]`.
    package func square(of picture: Picture) -> Tensor { Recognition.square(of: picture, side: side) }

    /// The middle square of a picture, as levels 0…255: `[1, 3, side, side]`.
    static func square(of picture: Picture, side: Int) -> Tensor {
        let factor = Double(side) / Double(min(picture.height, picture.width))
        let size = Extent(
            height: max(side, Int((Double(picture.height) * factor).rounded())),
            width: max(side, Int((Double(picture.width) * factor).rounded())))
        let (top, left) = ((size.height - side) / 2, (size.width - side) / 2)
        var levels = picture.resized(height: size.height, width: size.width).colours
            .part(Region(rows: top..<top + side, columns: left..<left + side))
        levels.scale(by: 255)
        return levels
    }

    /// How sure it is of each class: e^z of the logits z, averaged over the positions, as shares of one.
    /// - Throws: `EngineError`.
    package func shares(ofLevels levels: Tensor, _ preprocessing: Manifest.Preprocessing) throws -> [Float] {
        guard let z = try run.forward(preprocessing.networkInput(fromLevels: levels))[logits] else { return [] }
        let shares = ClassShares(ofLogits: z).values
        return shares.allSatisfy(\.isFinite) ? shares : []
    }
}
