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
            var pyramid = LaplacianPyramid(consume gradient, levels: count, edge: wrap.edges)
            for level in pyramid.levels.indices {
                pyramid.levels[level].scale(by: 1 / max(pyramid.levels[level].rootMeanSquare, tiny))
            }
            gradient = pyramid.merged()
        case .threeBlurs(let schedule):
            let sigma = schedule.value(at: moment)
            var sum = gradient.blurred(sigma: sigma / 2, edge: wrap.edges)
            sum.add(gradient.blurred(sigma: sigma, edge: wrap.edges))
            sum.add(gradient.blurred(sigma: 2 * sigma, edge: wrap.edges))
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
