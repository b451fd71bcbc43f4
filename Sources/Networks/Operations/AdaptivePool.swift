/// A pool whose windows follow from the sizes of its input and its output, as PyTorch's adaptive pools have them: output i of n
/// is made of the inputs from ⌊i·N/n⌋ up to ⌈(i + 1)·N/n⌉, which overlap where N is no multiple of n.
public struct AdaptivePool: Hashable, Sendable {
    /// What becomes of the inputs of a window.
    public enum Reduction: String, Hashable, Sendable {
        case mean, max, sum
    }

    /// What becomes of the inputs of a window.
    public var reduction: Reduction
    /// Outputs from top to bottom; nil for as many as there are inputs.
    public var rows: Int?
    /// Outputs from left to right; nil for as many as there are inputs.
    public var columns: Int?

    /// A pool from its parts.
    public init(_ reduction: Reduction, rows: Int? = 1, columns: Int? = 1) {
        self.reduction = reduction
        self.rows = rows
        self.columns = columns
    }

    /// The inputs of output `index` of `outputs` over `inputs`.
    public static func window(_ index: Int, of outputs: Int, over inputs: Int) -> Range<Int> {
        index * inputs / outputs..<((index + 1) * inputs + outputs - 1) / outputs
    }
}
