import Operators
import Pictures
import Tensors

/// A circular shift by whole positions; the opposite shift brings the gradient back.
struct Shift: WholeOperator, Hashable {
    let right: Int
    let down: Int

    var summary: String { "shift" }
    func shape(_ inputs: [Shape]) -> Shape { inputs[0] }
    var bytes: Int { 0 }
    var backwardReads: BackwardReads { [] }

    func forward(_ operands: [Tensor], to output: Shape) -> Tensor { operands[0].rolled(down: down, right: right) }

    func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        [seed.rolled(down: -down, right: -right)]
    }
}
