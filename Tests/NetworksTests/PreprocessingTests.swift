import Networks
import Tensors
import TestSupport
import Testing

@Suite struct PreprocessingTests {
    private let preprocessing = Manifest.sample.preprocessing

    @Test func planesAreTurnedAndScaled() {
        let canvas = Tensor(shape: Shape(channels: 3, height: 1, width: 1), values: [10, 20, 30])
        // Blue first: (30 − 1) ÷ 2, (20 − 2) ÷ 4, (10 − 3) ÷ 8.
        #expect(preprocessing.networkInput(fromLevels: canvas).values == [14.5, 4.5, 0.875])
    }

    @Test func theGradientGoesBackTheSameWay() {
        let canvas = Tensor.noise(Shape(channels: 3, height: 4, width: 5), seed: 1)
        let seed = Tensor.noise(canvas.shape, seed: 2)
        let error = FiniteDifferences.error(of: preprocessing.levelsGradient(fromInputGradient: seed), at: canvas) {
            let x = preprocessing.networkInput(fromLevels: $0)
            return Sums.products(x.values.span, seed.values.span)
        }
        #expect(error < 1e-3)
    }
}
