import Pictures
import Tensors

extension GradientNormalization {
    /// Brings the gradient to a common size over the whole picture.
    /// - Parameter meanAbsolute: the mean of its elements' sizes.
    /// - Parameter wrap: which sides of it meet.
    func normalize(_ direction: inout Direction, meanAbsolute: Float, at moment: Moment, wrap: Wrap) {
        switch self {
        case .none:
            return
        case .meanAbsolute:
            direction.factor = 1 / max(meanAbsolute, tiny)
        case .rootMeanSquare:
            direction.factor = 1 / max(direction.gradient.rootMeanSquare, tiny)
        case .deviation:
            direction.factor = 1 / max(direction.gradient.deviation, tiny)
        case .laplacian(let count):
            direction.change { gradient in
                var pyramid = LaplacianPyramid(
                    exchange(&gradient, with: .empty), levels: count, edge: wrap.edges)
                for level in pyramid.levels.indices {
                    pyramid.levels[level].scale(by: 1 / max(pyramid.levels[level].rootMeanSquare, tiny))
                }
                gradient = pyramid.merged()
            }
        case .threeBlurs(let schedule):
            let sigma = schedule.value(at: moment)
            direction.change { gradient in
                var sum = gradient.blurred(sigma: sigma / 2, edge: wrap.edges)
                sum.add(gradient.blurred(sigma: sigma, edge: wrap.edges))
                sum.add(gradient.blurred(sigma: 2 * sigma, edge: wrap.edges))
                let mean = sum.mean
                let size = max(sum.deviation, tiny)
                sum.change { $1 = ($1 - mean) / size }
                gradient = sum
            }
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
