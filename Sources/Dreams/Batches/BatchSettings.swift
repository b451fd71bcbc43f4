package import Tensors

/// How pictures are dreamt together, after "Dreaming to distill" (Yin et al., 2020, arXiv 1912.08795).
///
/// What is minimised over a batch of pictures x is
///
///     CE(f(x), y) + statistics · mean_l (‖(μ_l(x) − μ_l)/s_l‖ + ‖(σ²_l(x) − σ²_l)/s_l²‖) + variation · Σ_d ‖x − x moved by d‖
///
/// where μ_l(x) and σ²_l(x) are the mean and the variance of each channel of layer l over the whole batch, μ_l, σ²_l and s_l what they were in
/// training, and d the four neighbours right, below, and below to both sides. The paper sums over layers, in the units before normalization;
/// here a layer counts in its own deviations, and its norm is the root mean square over channels, so that one weight suits networks of any
/// scale and depth. Pictures stand in deviations from grey, of 58 levels each, which is what photos deviate by.
package struct BatchSettings: Codable, Hashable, Sendable {
    /// Steps of Adam, with β = 0.5 and 0.9.
    package var steps = 400
    /// The size of the first of them, which falls to nothing as half a cosine, in deviations.
    package var rate: Float = 0.1
    /// The weight of what the layers were like in training; 0 leaves it out.
    package var statistics: Float = 10
    /// The weight of the variation between neighbours.
    package var variation: Float = 2.5e-5
    /// The weight of how differently a student sees the pictures, where there is one; 10 in the paper for pictures of 32 pixels.
    package var competition: Float = 1
    /// How far the batch is shifted before each step, in pixels.
    package var jitter = 2
    /// Whether it is mirrored before every other step or so.
    package var flips = true
    /// The seed of the first noise, the shifts and the mirrors.
    package var seed: UInt64 = 0

    /// Those of the paper, as far as it names them for small pictures.
    package init() {}

    /// Levels of one deviation.
    package static let deviation: Float = 58
    /// What stands at 0, in levels.
    static let grey: Float = 127.5
}

/// What one picture of a batch is to become.
package enum BatchTarget: Sendable {
    /// One of the network's classes, by its number.
    case ofClass(Int)
    /// Whatever a layer sees as it sees this picture, of levels `[1, 3, H, W]`, in the part of its numbers that are kept: "shadows" of it, after
    /// Arora, Liang and Ma, "Why are deep nets reversible" (2015, arXiv 1511.05653), by inversion (Mahendran and Vedaldi, 2015).
    /// What is minimised is ‖m(φ(x) − φ(x₀))‖² ÷ ‖mφ(x₀)‖², m being 0 or 1.
    case likeness(levels: Tensor)
}
