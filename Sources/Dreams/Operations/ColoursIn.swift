import Pictures
import Tensors

/// A canvas of levels 0…255 in another colour space.
struct ColoursIn: TensorOperation {
    let space: ColourSpace

    func text(_ operands: [String]) -> String { "\(operands[0]):\(space.rawValue)()" }
    func spread(_ operands: [Spread]) -> Spread { operands[0] }

    func shape(_ operands: [Shape]) throws(ShapeProblem) -> Shape {
        guard operands[0].channels == 3 else {
            throw .other("takes three colours, not \(operands[0].channels) channels")
        }
        return operands[0]
    }

    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor {
        var encoded = inputs[0]
        encoded.scale(by: 1 / 255)
        return switch space {
        case .srgb: encoded
        case .linear: SRGB.linear(encoded)
        case .oklab: Oklab.fromSRGB(encoded)
        case .decorrelated: ColourMatrix.decorrelating.applied(to: encoded)
        }
    }

    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] {
        var encoded = inputs[0]
        encoded.scale(by: 1 / 255)
        var gradient =
            switch space {
            case .srgb: seed
            case .linear: seed.combined(with: encoded) { $0 * SRGB.slopeOfLinear($1) }
            case .oklab: Oklab.pullBack(seed, at: encoded)
            case .decorrelated: ColourMatrix.decorrelating.transposed.applied(to: seed)
            }
        gradient.scale(by: 1 / 255)
        return [gradient]
    }
}
