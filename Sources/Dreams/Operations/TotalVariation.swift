import Foundation
import Tensors

/// Σ (Δ² + ε)^(β/2) over all pixels and channels, Δ² being the squared differences to neighbours (Mahendran and Vedaldi,
/// "Understanding deep image representations by inverting them", 2014, section 4.2).
///
/// The sum is divided by 255^(β−1), as crowsonkb/deep_dream does, so that a weight of 1 on a canvas of levels pulls about as hard as
/// a normalised gradient pushes.
public struct TotalVariation: Hashable, Sendable {
    /// 2 is smooth, 1 draws plain areas with sharp edges; above 1 edges cost more.
    public var beta: Float
    /// Which differences count.
    public var neighbours: Neighbours
    /// Whether the left side is the neighbour of the right one, and the top of the bottom.
    public var wraps: Bool

    /// Which differences are taken at a pixel.
    public enum Neighbours: String, Hashable, Sendable, CaseIterable {
        /// To the right and below: Δ² = Δx² + Δy².
        case two
        /// And along both diagonals, which makes it equal in all directions: Δ² = ⅔(Δx² + Δy²) + ⅙(Δ↘² + Δ↙²)
        /// (crowsonkb/style-transfer-pytorch's 9-point form).
        case four
    }
}

extension TotalVariation: TensorOperation {
    func text(_ operands: [String]) -> String {
        "tv(\(operands[0]), \(beta)\(neighbours == .four ? ", four" : "")\(wraps ? "" : ", open"))"
    }

    func spread(_ operands: [Spread]) -> Spread { .number }
    func shape(_ operands: [Shape]) -> Shape { .number }

    func forward(_ inputs: [Tensor], _ scene: Scene) -> Tensor {
        var sum = 0.0
        forEachPixel(of: inputs[0]) { _, _, square in
            sum += Double(beta == 2 ? square : pow(square, beta / 2))
        }
        return .number(Float(sum) * unit)
    }

    // ∂/∂x of one term: β·(…)^(β/2 − 1) · weight·Δ at the neighbour, and the opposite at the pixel
    func backward(
        _ seed: Tensor, _ inputs: [Tensor], _ output: Tensor, wanted: [Bool], _ scene: Scene
    ) -> [Tensor?] {
        var gradient = Tensor.zeros(inputs[0].shape)
        let factor = seed.values[0] * unit * beta
        forEachPixel(of: inputs[0]) { here, differences, square in
            let slope = beta == 2 ? factor : factor * pow(square, beta / 2 - 1)
            for index in 0..<count {
                let pull = slope * weight(index) * differences.value[index]
                gradient.values[here] -= pull
                gradient.values[differences.place[index]] += pull
            }
        }
        return [gradient]
    }

    private var unit: Float { pow(255, 1 - beta) }

    /// How many differences, in the order right, below, below right, below left.
    private var count: Int { neighbours == .two ? 2 : 4 }

    private func weight(_ index: Int) -> Float { neighbours == .two ? 1 : index < 2 ? 2 / 3 : 1 / 6 }

    /// Every pixel with its differences, and Δ² + ε. A neighbour beyond an open border is the pixel itself.
    @inline(__always)
    private func forEachPixel(
        of x: Tensor,
        _ body: (_ here: Int, _ differences: (place: SIMD4<Int>, value: SIMD4<Float>), _ square: Float) -> Void
    ) {
        let (height, width) = (x.shape.height, x.shape.width)
        let values = x.values.span
        for row in 0..<x.shape.channels * height {
            let isLast = row % height == height - 1
            let below = isLast ? (wraps ? row + 1 - height : row) : row + 1
            for column in 0..<width {
                let here = row * width + column
                let right = column == width - 1 ? (wraps ? 0 : column) : column + 1
                let left = column == 0 ? (wraps ? width - 1 : column) : column - 1
                var places = SIMD4(row * width + right, below * width + column, here, here)
                if neighbours == .four {
                    // Past a corner of an open border there is nothing to differ from.
                    if wraps || (!isLast && column < width - 1) { places[2] = below * width + right }
                    if wraps || (!isLast && column > 0) { places[3] = below * width + left }
                }
                var value = SIMD4<Float>.zero
                var square = epsilon
                for index in 0..<count {
                    value[index] = values[places[index]] - values[here]
                    square += weight(index) * value[index] * value[index]
                }
                body(here, (places, value), square)
            }
        }
    }
}

private let epsilon: Float = 1e-3
