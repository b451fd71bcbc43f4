import Operators
import Pictures
import Tensors

/// A canvas of levels 0…255 in another colour space.
struct ColoursIn: WholeOperator, Hashable {
    let space: ColourSpace

    var summary: String { space.rawValue }
    var bytes: Int { 0 }
    var backwardReads: BackwardReads { .operands }

    func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        guard inputs[0].channels == 3 else {
            throw .other("takes three colours, not \(inputs[0].channels) channels")
        }
        return inputs[0]
    }

    func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        var encoded = operands[0]
        encoded.scale(by: 1 / 255)
        return switch space {
        case .srgb: encoded
        case .linear: SRGB.linear(encoded)
        case .oklab: Oklab.fromSRGB(encoded)
        case .decorrelated: ColourMatrix.decorrelating.applied(to: encoded)
        }
    }

    func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        var encoded = operands[0]
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
