public import Tensors

/// y = x + t, one number for each channel and position: where a patch stands (Dosovitskiy et al., "An image is worth 16×16 words", 2021).
///
/// A table is learned for one grid of patches. For another it is resized, as the model's own code does when it is given another picture.
public struct PositionTable: WholeOperator, Hashable {
    /// Of the grid that it was learned for: `[1, C, rows, columns]`.
    public let grid: Tensor
    /// How it is resized.
    public let resizing: TableResizing

    /// A table from its parts.
    public init(grid: Tensor, resizing: TableResizing) {
        self.grid = grid
        self.resizing = resizing
    }
}

extension PositionTable {
    public var summary: String { "positions" }

    /// The operand's.
    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        guard inputs[0].channels == grid.shape.channels else { throw .unequal("\(inputs[0])", "\(grid.shape)") }
        return inputs[0]
    }

    public var bytes: Int { 4 * grid.values.count }
    public var backwardReads: BackwardReads { [] }

    /// The table for a picture of patches.
    package func table(for patches: Shape) -> Tensor { resizing.resized(grid, to: patches) }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        operands[0].combined(with: table(for: output)) { $0 + $1 }
    }

    // ∂/∂x = g
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] { [seed] }
}

extension Operator where Self == PositionTable {
    /// One number for each channel and position.
    public static func positionTable(_ table: PositionTable) -> PositionTable { table }
}
