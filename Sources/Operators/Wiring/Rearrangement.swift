public import Tensors

/// The same numbers elsewhere: channels, rows and columns are taken apart, and their parts put together otherwise. Windows of a picture
/// become rows of their own (Liu et al., "Swin Transformer", 2021), and any dimension of a model's tensor becomes the channels.
///
///     [1, 96, 56, 56], windows of 7 × 7 → [1, 96, 64, 49]
///     parts: nil, nil, 7, 7, 96;  from: (4 | 0, 2 | 1, 3);  to: (4 | 0, 1 | 2, 3)
///
/// A second input, of which only the size is read, says how large the output is where the first one leaves that open.
public struct Rearrangement: WholeOperator, Hashable {
    /// How large the parts are.
    public let sizes: PartSizes
    /// Where they are.
    public let from: Arrangement
    /// Where they go; a permutation of `from`.
    public let to: Arrangement

    /// A rearrangement from its parts.
    public init(_ sizes: PartSizes, from: Arrangement, to: Arrangement) {
        precondition(
            from.parts.sorted() == Array(sizes.given.indices) && to.parts.sorted() == Array(sizes.given.indices),
            "every part is somewhere, once")
        (self.sizes, self.from, self.to) = (sizes, from, to)
    }
}

extension Rearrangement {
    public var summary: String { "rearrange" }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        var known = [(from, inputs[0])]
        if inputs.count > 1 { known.append((to, inputs[1])) }
        return to.shape(try sizes.solved(known))
    }

    /// Of the second input only the size is read.
    public func readsNumbers(ofInput index: Int) -> Bool { index == 0 }

    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { [] }

    /// Where each number of the output comes from: the sum of what its channel, its row and its column say.
    package func sources(_ operand: Shape, to output: Shape) -> (channels: [Int], rows: [Int], columns: [Int]) {
        guard let sizes = try? sizes.solved([(from, operand), (to, output)]) else { preconditionFailure("\(operand)") }
        let strides = from.strides(sizes)
        let places = { Arrangement.offsets($0, sizes, strides) }
        return (places(to.channels), places(to.rows), places(to.columns))
    }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        let (sources, x) = (sources(operands[0].shape, to: output), operands[0].values)
        return Tensor(unwritten: output) { line, row in
            let first = sources.channels[line / output.height] + sources.rows[line % output.height]
            for column in row.indices { row[column] = x[first + sources.columns[column]] }
        }
    }

    // The way back is the inverse.
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        [inverse(operands[0].shape, seed.shape).forward([seed], to: operands[0].shape)]
    }

    /// What brings an output of this operand's back.
    package func inverse(_ operand: Shape, _ output: Shape) -> Rearrangement {
        guard let sizes = try? sizes.solved([(from, operand), (to, output)]) else { preconditionFailure("\(operand)") }
        return Rearrangement(PartSizes(sizes), from: to, to: from)
    }
}
