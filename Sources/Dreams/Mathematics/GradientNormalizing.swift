import Pictures
import Tensors

extension GradientNormalization {
    /// Brings the gradient, `[1, 3, H, W]`, to a common size over the whole picture.
    func normalize(_ gradient: inout Tensor) {
        switch self {
        case .meanAbsolute:
            gradient.scale(by: 1 / max(gradient.meanAbsolute, tiny))
        case .laplacian(let count):
            var pyramid = LaplacianPyramid(consume gradient, levels: count)
            for level in pyramid.levels.indices {
                pyramid.levels[level].scale(by: 1 / max(pyramid.levels[level].rootMeanSquare, tiny))
            }
            gradient = pyramid.merged()
        }
    }
}

/// Below this a gradient is no gradient.
private let tiny: Float = 1e-30
