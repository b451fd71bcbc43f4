import Operators
import Pictures
import Tensors

/// A Gaussian of σ positions over every channel; past the border the outermost positions go on.
struct Blur: WholeOperator, Hashable {
    let sigma: Float

    var summary: String { "blur" }
    func shape(_ inputs: [Shape]) -> Shape { inputs[0] }
    var bytes: Int { 0 }
    var backwardReads: BackwardReads { [] }

    func forward(_ operands: [Tensor], to output: Shape) -> Tensor { operands[0].blurred(sigma: sigma) }

    func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        [seed.adjointOfBlurred(sigma: sigma)]
    }
}
