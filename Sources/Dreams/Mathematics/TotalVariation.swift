import Foundation
import Tensors

extension ExpressionOperation {
    /// Σ (Δx² + Δy² + ε)^(β/2) over all pixels and channels, with differences to the right and to below that wrap around
    /// (Mahendran and Vedaldi, "Understanding deep image representations by inverting them", 2014, section 4.2).
    ///
    /// The sum is divided by 255^(β−1), as crowsonkb/deep_dream does, so that a weight of 1 on a canvas of levels pulls
    /// about as hard as a normalised gradient pushes.
    static func totalVariation(beta: Float) -> ExpressionOperation {
        ExpressionOperation(
            forward: { inputs in
                var sum = 0.0
                forEachPixel(of: inputs[0]) { _, _, _, right, below in
                    sum += Double(pow(right * right + below * below + epsilon, beta / 2))
                }
                return .scalar(Float(sum) * unit(beta))
            },
            // ∂/∂x of one term: β·(…)^(β/2 − 1)·(Δ to its neighbours, and the opposite at the pixel)
            backward: { seed, inputs, _ in
                var gradient = Tensor.zeros(inputs[0].shape)
                let factor = seed.values[0] * unit(beta) * beta
                forEachPixel(of: inputs[0]) { here, next, under, right, below in
                    let slope = factor * pow(right * right + below * below + epsilon, beta / 2 - 1)
                    gradient.values[here] -= slope * (right + below)
                    gradient.values[next] += slope * right
                    gradient.values[under] += slope * below
                }
                return [gradient]
            })
    }

    private static let epsilon: Float = 1e-3

    private static func unit(_ beta: Float) -> Float { pow(255, 1 - beta) }

    /// Every pixel with its neighbours to the right and below, and the differences to them.
    @inline(__always)
    private static func forEachPixel(
        of x: Tensor, _ body: (_ here: Int, _ next: Int, _ under: Int, _ right: Float, _ below: Float) -> Void
    ) {
        let (height, width) = (x.shape.height, x.shape.width)
        let values = x.values.span
        for row in 0..<x.shape.channels * height {
            let below = row % height == height - 1 ? row + 1 - height : row + 1
            for column in 0..<width {
                let here = row * width + column
                let next = column == width - 1 ? row * width : here + 1
                let under = below * width + column
                body(here, next, under, values[next] - values[here], values[under] - values[here])
            }
        }
    }
}
