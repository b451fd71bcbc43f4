import Operators
import Pictures
import Tensors

/// Bilinear, at the height and width of the second input, whose numbers do not matter.
struct ResizedLike: WholeOperator, Hashable {
    var summary: String { "resized" }

    func shape(_ inputs: [Shape]) -> Shape {
        Shape(channels: inputs[0].channels, height: inputs[1].height, width: inputs[1].width)
    }

    func readsNumbers(ofInput index: Int) -> Bool { index == 0 }

    var bytes: Int { 0 }
    var backwardReads: BackwardReads { [] }

    func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        operands[0].resized(height: output.height, width: output.width, filter: .bilinear)
    }

    func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        let shape = operands[0].shape
        return [seed.adjointOfResized(fromHeight: shape.height, width: shape.width, filter: .bilinear)]
    }
}
