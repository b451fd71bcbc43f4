import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct GaussianBlurTests {
    static let sigmas: [Float] = [0.3, 1, 3.7, 6, 6.5, 30]

    /// The variance of what becomes of a single pixel is σ², whatever makes the kernel.
    @Test(arguments: sigmas) func itIsAsWideAsAsked(_ sigma: Float) {
        let size = 2 * Int(6 * sigma) + 21
        var point = Tensor.zeros(Shape(channels: 1, height: size, width: size))
        point.values[size / 2 * size + size / 2] = 1
        let blurred = point.blurred(sigma: sigma)
        #expect(abs(blurred.sum - 1) < 1e-4)
        for (i, step) in [(size / 2 * size, 1), (size / 2, size)] {
            var (mass, variance): (Float, Float) = (0, 0)
            for offset in 0..<size {
                let value = blurred.values[i + offset * step]
                mass += value
                variance += value * Float((offset - size / 2) * (offset - size / 2))
            }
            // A sampled kernel narrower than a pixel has less variance.
            let expected = sigma < 0.5 ? 2 * exp(-1 / (2 * sigma * sigma)) : sigma * sigma
            #expect(abs(variance / mass / expected - 1) < 0.02)
        }
        // The shape, at one and two deviations.
        guard sigma >= 1 else { return }
        let row = size / 2 * size + size / 2
        for deviations in 1...2 {
            let distance = Int(Float(deviations) * sigma)
            let expected = exp(-Float(distance * distance) / (2 * sigma * sigma))
            #expect(abs(blurred.values[row + distance] / blurred.values[row] - expected) < 0.05)
        }
    }

    @Test(arguments: sigmas) func aPlainPictureStaysPlain(_ sigma: Float) {
        let plain = Tensor(shape: Shape(channels: 2, height: 11, width: 17), repeating: 0.6)
        for edge in [Edges.wrap, .mirror, .clamp, .constant(0.6)] {
            #expect(plain.blurred(sigma: sigma, edge: edge).values.allSatisfy { abs($0 - 0.6) < 1e-5 })
        }
    }

    @Test func noSigmaNoBlur() {
        let x = Tensor.noise(Shape(channels: 1, height: 4, width: 4), seed: 1)
        #expect(x.blurred(sigma: 0) == x)
        #expect(x.adjointOfBlurred(sigma: 0) == x)
    }

    @Test(arguments: sigmas) func transposes(_ sigma: Float) {
        let shape = Shape(channels: 2, height: 13, width: 21)
        for edge in AffineViewTests.edges + [Edges(across: .wrap, down: .clamp)] {
            let error = Adjoints.error(inputs: shape) {
                $0.blurred(sigma: sigma, edge: edge)
            } transpose: {
                $0.adjointOfBlurred(sigma: sigma, edge: edge)
            }
            #expect(error < 1e-6)
        }
        let x = Tensor.noise(shape, seed: 2)
        for edge in [Edges.wrap, .mirror] {
            let blurred = x.blurred(sigma: sigma, edge: edge)
            #expect(x.adjointOfBlurred(sigma: sigma, edge: edge).relativeDistance(to: blurred) < 1e-5)
        }
    }

    @Test func aWrappedBlurKnowsNoEdge() {
        let x = Tensor.noise(Shape(channels: 1, height: 10, width: 12), seed: 3)
        let (before, after) = (
            x.rolled(down: 4, right: 5).blurred(sigma: 3, edge: .wrap),
            x.blurred(sigma: 3, edge: .wrap).rolled(down: 4, right: 5)
        )
        #expect(before.relativeDistance(to: after) < 1e-6)
    }
}
