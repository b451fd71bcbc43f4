public import Networks
import Tensors

/// How a picture is cut into tiles that are computed one after the other.
///
///     let tiling = Tiling(rows: 2, columns: 3)
///     let run = try TiledExecution(graph, height: 4000, width: 6000, outputs: [fire9], tiling: tiling)
public struct Tiling: Hashable, Sendable {
    /// What a tile sees around the positions that it owns.
    public enum Mode: Hashable, Sendable {
        /// All that they are computed from: activations and gradients are those of the whole picture.
        case exact
        /// This many pixels on every side, less than the receptive field: an approximation, and faster. What lies beyond
        /// counts as zero; a mean over the picture that a layer takes inside the network is taken over the tile.
        ///
        /// Tiles do not overlap in what they own. Each position has its whole halo as it is, and what tiles say of a pixel adds up
        /// and fades with the distance; blending neighbours by ramps over half the halo, in the layer or in the picture,
        /// made the gradient worse from 48 pixels up (SqueezeNet fire9, one cut, 96 pixels: an error of 0.012 and 0.011 instead
        /// of 0.002), and the largest step across it too.
        case fast(halo: Int)
    }

    /// Each is computed in as little memory as the backend can do with.
    public var isLean = false
    /// Tiles from top to bottom, at least 1.
    public var rows: Int
    /// Tiles from left to right, at least 1.
    public var columns: Int
    /// What a tile sees.
    public var mode: Mode
    /// How many pixels the cuts lie above and left of where equal tiles have them: the first tiles are smaller by that, and there
    /// may be one more. Approximate tiles that lie elsewhere at each step leave no seam in a dream.
    public var shift = Extent(0)

    /// A tiling from its parts.
    public init(rows: Int, columns: Int, mode: Mode = .exact, isLean: Bool = false) {
        precondition(rows >= 1 && columns >= 1, "\(rows)×\(columns) tiles")
        self.rows = rows
        self.columns = columns
        self.mode = mode
        self.isLean = isLean
    }

    /// The whole picture at once.
    public static let whole = Tiling(rows: 1, columns: 1)
    /// The whole picture, in as little memory as the backend can do with.
    public static let lean = Tiling(rows: 1, columns: 1, isLean: true)

    /// The number of tiles.
    public var count: Int { rows * columns }

    /// Tiles of about `side` pixels for a picture of a size.
    public init(side: Int, height: Int, width: Int, mode: Mode = .exact) {
        self.init(
            rows: max(1, (height + side - 1) / side), columns: max(1, (width + side - 1) / side), mode: mode)
    }
}

extension Tiling: CustomStringConvertible {
    /// `3×2 tiles`, the columns first; `1 tile`, and `bands` where it is lean.
    public var description: String {
        count == 1 ? isLean ? "bands" : "1 tile" : "\(columns)×\(rows) tiles"
    }
}

/// Which positions of every output each tile owns: each position has one owner.
///
/// The tiles are equal in the output of the largest stride, but for the last ones; finer outputs are cut at the same places of
/// the picture, so that inner tiles are all alike.
struct TileGrid {
    /// Tiles from top to bottom, and from left to right.
    let rows: Int
    let columns: Int
    private let outputs: [Graph.NodeID]
    private let facts: [LayerFacts]
    private let coarsest: LayerFacts
    private let pitch: Extent
    /// In positions of the coarsest output.
    private let shift: Extent

    init(_ tiling: Tiling, facts: [LayerFacts], outputs: [Graph.NodeID]) {
        func coarseness(_ node: Graph.NodeID) -> (Int, Int) { (facts[node].stride.height, facts[node].shape.area) }
        guard let coarsest = outputs.max(by: { coarseness($0) < coarseness($1) }).map({ facts[$0] }) else {
            preconditionFailure("an execution has outputs")
        }
        self.facts = facts
        self.outputs = outputs
        self.coarsest = coarsest
        let (height, width) = (coarsest.shape.height, coarsest.shape.width)
        pitch = Extent(
            height: TileGrid.pitch(height, tiling.rows), width: TileGrid.pitch(width, tiling.columns))
        shift = Extent(
            height: tiling.shift.height / coarsest.stride.height % pitch.height,
            width: tiling.shift.width / coarsest.stride.width % pitch.width)
        rows = (height + shift.height + pitch.height - 1) / pitch.height
        columns = (width + shift.width + pitch.width - 1) / pitch.width
    }

    /// The positions of a tile along an axis: as many for each, and, if there are several times 4, a multiple of it, because
    /// kernels compute by fours.
    private static func pitch(_ extent: Int, _ count: Int) -> Int {
        let even = (extent + count - 1) / count
        return even > 12 ? (even + 3) / 4 * 4 : even
    }

    /// The positions of the outputs that one tile owns, where it owns any.
    func owned(row: Int, column: Int) -> [Graph.NodeID: Region] {
        var owned: [Graph.NodeID: Region] = [:]
        for node in outputs {
            let (shape, stride) = (facts[node].shape, facts[node].stride)
            let region = Region(
                rows: cut(row, of: rows, shape.height) {
                    ($0 * pitch.height - shift.height) * coarsest.stride.height / stride.height
                },
                columns: cut(column, of: columns, shape.width) {
                    ($0 * pitch.width - shift.width) * coarsest.stride.width / stride.width
                })
            if !region.isEmpty { owned[node] = region }
        }
        return owned
    }

    /// Interval `index` of `count` over an axis of `extent` positions; the last one takes what is left.
    private func cut(_ index: Int, of count: Int, _ extent: Int, at place: (Int) -> Int) -> Range<Int> {
        func edge(_ index: Int) -> Int { index >= count ? extent : min(extent, max(0, place(index))) }
        return edge(index)..<edge(index + 1)
    }
}
