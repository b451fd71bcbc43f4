import Operators
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

    func normalize(by parts: inout StepParts, size: Int, wrap: Wrap) -> Int? {
        let (down, across) = (wrap == .both, wrap != .none)
        func doubled(_ number: Int, like finer: Int, _ parts: inout StepParts) -> Int {
            let shape = parts.shape(of: finer)
            return parts.add(Doubling(to: shape.extent, wrapsDown: down, wrapsAcross: across), of: number)
        }
        var (rest, bands) = (0, [Int]())
        for _ in LaplacianPyramid.shapes(of: parts.shape(of: 0), levels: levels).dropFirst() {
            let smaller = parts.add(Halving(wrapsDown: down, wrapsAcross: across), of: rest)
            bands.append(parts.add(Arithmetic.subtract, of: rest, doubled(smaller, like: rest, &parts)))
            rest = smaller
        }
        var whole = parts.add(Arithmetic.divide, of: rest, parts.addRootMeanSquare(of: rest))
        for band in bands.reversed() {
            let own = parts.add(Arithmetic.divide, of: band, parts.addRootMeanSquare(of: band))
            whole = parts.add(Arithmetic.add, of: own, doubled(whole, like: band, &parts))
        }
        return whole
    }
}
