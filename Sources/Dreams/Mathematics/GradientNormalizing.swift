import Pictures
import Tensors

extension GradientNormalization {
    /// The gradient `[1, 3, H, W]`, brought to a common size over the whole picture.
    func normalized(_ gradient: Tensor) -> Tensor {
        switch self {
        case .meanAbsolute:
            var result = gradient
            result.scale(by: 1 / max(gradient.meanAbsolute, tiny))
            return result
        case .laplacian(let count):
            var pyramid = LaplacianPyramid(gradient, levels: count)
            for level in pyramid.levels.indices {
                pyramid.levels[level].scale(by: 1 / max(pyramid.levels[level].rootMeanSquare, tiny))
            }
            return pyramid.merged()
        }
    }
}

/// Below this a gradient is no gradient.
private let tiny: Float = 1e-30
