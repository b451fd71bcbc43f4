import Pictures
import Tensors

/// Each level of the Laplacian pyramid of g divided by its root mean square: low frequencies come forward, the picture is smoother and
/// richer.
struct LaplacianNormalization: NormalizationWord {
    var levels = 4

    static let schema = Schema<LaplacianNormalization>(
        "laplacian", "band by band", [.integer("levels", \.levels, 1...10, "bands of gradient = \"laplacian\"")],
        equation: "ĝ = Σ bᵢ ÷ √mean(bᵢ²), bᵢ the bands of g's Laplacian pyramid",
        source: "TensorFlow, examples/tutorials/deepdream/deepdream.ipynb, 2016")

    /// The coarser bands, and half a plane on its way to the first of them.
    var canvases: Float { 1 / 3 + 1 / 6 }

    func normalize(_ direction: inout Direction, meanAbsolute: Float, at moment: Moment, wrap: Wrap) {
        direction.change { gradient in
            var pyramid = LaplacianPyramid(exchange(&gradient, with: .empty), levels: levels, edge: wrap.edges)
            for level in pyramid.levels.indices {
                pyramid.levels[level].divide(bySize: pyramid.levels[level].rootMeanSquare)
            }
            gradient = pyramid.merged()
        }
    }
}
