import Foundation
import Pictures
import Tensors

/// y = e^x / Σ e^x over the channels.
struct Softmax: TensorOperation {
    func text(_ operands: [String]) -> String { "softmax(\(operands[0]))" }
    func spread(_ operands: [Spread]) -> Spread { operands[0] }
    func shape(_ operands: [Shape]) -> Shape { operands[0] }

    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor {
        let shape = inputs[0].shape
        let perPosition = Shape(channels: 1, height: shape.height, width: shape.width)
        let largest = Reduction(kind: .max, axes: .channels).forward(inputs, scene)
        let powers = inputs[0].combined(with: largest) { exp($0 - $1) }
        return powers.combined(with: powers.summed(to: perPosition)) { $0 / $1 }
    }

    // ∂/∂x = y · (g − Σ g·y)
    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] {
        let weighted = seed.combined(with: output) { $0 * $1 }
        let shape = output.shape
        let sums = weighted.summed(to: Shape(channels: 1, height: shape.height, width: shape.width))
        return [weighted.combined(with: output.combined(with: sums) { $0 * $1 }) { $0 - $1 }]
    }
}

/// A Gaussian of σ positions over every channel; past the border the outermost positions go on.
struct Blur: TensorOperation {
    let sigma: Float

    func text(_ operands: [String]) -> String { "blur(\(operands[0]), \(sigma))" }
    func spread(_ operands: [Spread]) -> Spread { operands[0] }
    func shape(_ operands: [Shape]) -> Shape { operands[0] }

    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor { inputs[0].blurred(sigma: sigma) }

    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] { [seed.adjointOfBlurred(sigma: sigma)] }
}

/// A circular shift by whole positions; the opposite shift brings the gradient back.
struct Shift: TensorOperation {
    let right: Int
    let down: Int

    func text(_ operands: [String]) -> String { "shift(\(operands[0]), \(right), \(down))" }
    func spread(_ operands: [Spread]) -> Spread { operands[0] }
    func shape(_ operands: [Shape]) -> Shape { operands[0] }

    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor { inputs[0].rolled(down: down, right: right) }

    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] { [seed.rolled(down: -down, right: -right)] }
}

/// Bilinear, at the height and width of the second operand, whose numbers do not matter.
struct ResizedLike: TensorOperation {
    func text(_ operands: [String]) -> String { "\(operands[0]):resized(\(operands[1]))" }
    func spread(_ operands: [Spread]) -> Spread {
        Spread(channels: operands[0].channels, positions: operands[1].positions)
    }

    func shape(_ operands: [Shape]) -> Shape {
        Shape(channels: operands[0].channels, height: operands[1].height, width: operands[1].width)
    }

    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor {
        inputs[0].resized(height: inputs[1].shape.height, width: inputs[1].shape.width, filter: .bilinear)
    }

    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] {
        let shape = inputs[0].shape
        return [
            wanted[0]
                ? seed.adjointOfResized(
                    fromHeight: shape.height, width: shape.width, filter: .bilinear) : nil,
            wanted[1] ? .zeros(inputs[1].shape) : nil,
        ]
    }
}

/// The same numbers; no gradient goes through.
struct Fixed: TensorOperation {
    func text(_ operands: [String]) -> String { "fixed(\(operands[0]))" }
    func spread(_ operands: [Spread]) -> Spread { operands[0] }
    func shape(_ operands: [Shape]) -> Shape { operands[0] }

    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor { inputs[0] }

    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] { [nil] }
}
