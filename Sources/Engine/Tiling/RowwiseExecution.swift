import Networks
import Tensors

/// An execution that takes its input, and gives the input's gradient, a few rows at a time: neither needs to be there as a whole.
protocol RowwiseExecution: Execution {
    /// Computes the outputs. Rows of the input are asked for from the top down, some of them more than once.
    func forward(reading rows: (Range<Int>) throws -> Tensor) throws -> [Graph.NodeID: any Buffer]

    /// The gradient with respect to the last input: of its rows from the bottom up, of each once.
    func gradient(_ seeds: [Graph.NodeID: any Buffer], giving rows: (Range<Int>, Tensor) throws -> Void) throws
}

extension Region {
    /// Some rows of it, counted from its first.
    func rows(_ rows: Range<Int>) -> Region {
        Region(rows: self.rows.lowerBound + rows.lowerBound..<self.rows.lowerBound + rows.upperBound, columns: columns)
    }
}
