import Pictures
import Tensors

extension GradientNormalization {
    /// Brings the gradient, `[1, 3, H, W]`, to a common size over the whole picture.
    /// - Parameter wrap: which sides of it meet.
    func normalize(_ gradient: inout Tensor, at moment: Moment, wrap: Wrap) {
        switch self {
        case .none:
            return
        case .meanAbsolute:
            gradient.scale(by: 1 / max(gradient.meanAbsolute, tiny))
        case .rootMeanSquare:
            gradient.scale(by: 1 / max(gradient.rootMeanSquare, tiny))
        case .deviation:
            gradient.scale(by: 1 / max(gradient.deviation, tiny))
        case .laplacian(let count):
            // A kernel of five taps and one of three on each level, in pixels of the finest.
            gradient = wrap.filtered(consume gradient, reach: 4 << count) {
                var pyramid = LaplacianPyramid($0, levels: count)
                for level in pyramid.levels.indices {
                    pyramid.levels[level].scale(by: 1 / max(pyramid.levels[level].rootMeanSquare, tiny))
                }
                return pyramid.merged()
            }
        case .threeBlurs(let schedule):
            let sigma = schedule.value(at: moment)
            let sum = wrap.filtered(consume gradient, reach: 8 * Int(sigma.rounded(.up))) {
                var sum = $0.blurred(sigma: sigma / 2)
                sum.add($0.blurred(sigma: sigma))
                sum.add($0.blurred(sigma: 2 * sigma))
                return sum
            }
            let mean = sum.mean
            let size = max(sum.deviation, tiny)
            gradient = sum.map { ($0 - mean) / size }
        }
    }
}

extension Tensor {
    /// √(mean of (x − mean)²)
    fileprivate var deviation: Float {
        let mean = mean
        let square = rootMeanSquare * rootMeanSquare - mean * mean
        return max(square, 0).squareRoot()
    }
}

/// Below this a gradient is no gradient.
private let tiny: Float = 1e-30
