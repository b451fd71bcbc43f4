/// A gradient ascent over octaves: from a small picture to the full one, with the detail dreamt so far carried upward
/// (DeepDream, 2015; field notes 2.1).
///
/// At every step x ← x + step · (ĝ − ∂p/∂x), where ĝ is the normalised gradient of what is maximised and p the
/// penalties on the canvas. Since ĝ is normalised, a step size and a penalty's weight mean the same on every network.
public struct Climb: Hashable, Sendable {
    /// What grows: a scalar expression. Its addends are balanced: each one's gradient at the layers has length 1
    /// before its factor is applied, so that factors mean the same on every layer (crowsonkb/deep_dream).
    public var maximize: Expression
    /// What shrinks: addends that read the network are subtracted from `maximize`, those that read only the canvas
    /// are penalties.
    public var minimize: Expression?
    /// The ladder of sizes.
    public var octaves: Octaves
    /// Steps on each octave, 1…10 000.
    public var steps: Int
    /// The length of a step in sRGB levels (0…255).
    public var stepSize: Schedule
    /// How the gradient is brought to a common size.
    public var normalization: GradientNormalization
    /// The largest circular shift of the canvas before a step, in pixels; undone after it.
    public var jitter: Int
    /// Where the dream happens; everywhere when absent.
    public var mask: Mask?

    /// A climb from its parts.
    public init(
        maximize: Expression, minimize: Expression? = nil, octaves: Octaves = Octaves(count: 4, scale: 1.4),
        steps: Int = 10, stepSize: Schedule = .constant(1.5),
        normalization: GradientNormalization = .laplacian(levels: 4), jitter: Int = 32, mask: Mask? = nil
    ) {
        self.maximize = maximize
        self.minimize = minimize
        self.octaves = octaves
        self.steps = steps
        self.stepSize = stepSize
        self.normalization = normalization
        self.jitter = jitter
        self.mask = mask
    }
}

/// A ladder of sizes below the full one, each `scale` times smaller than the next.
public struct Octaves: Hashable, Sendable {
    /// How many sizes, the full one included: 1…16. Sizes whose shorter side falls below the smallest useful one
    /// are left out.
    public var count: Int
    /// The ratio of neighbouring sizes, 1.05…4.
    public var scale: Float

    /// A ladder of `count` sizes.
    public init(count: Int, scale: Float) {
        self.count = count
        self.scale = scale
    }
}

/// How a gradient is brought to a size that a step can be measured by.
public enum GradientNormalization: Hashable, Sendable {
    /// ĝ = g ÷ mean|g| (Google's dream.ipynb).
    case meanAbsolute
    /// Each level of the Laplacian pyramid of g divided by its root mean square (TensorFlow's DeepDream notebook):
    /// low frequencies come forward, the picture is smoother and richer.
    case laplacian(levels: Int)
}

/// Where a stage may change the canvas: 1 is free, 0 is kept.
public enum Mask: Hashable, Sendable {
    /// By the luminance (Oklab L, 0…1) of the picture the stage begins with: free above or below a threshold, over a
    /// soft edge `softness` wide.
    case luminance(threshold: Float, softness: Float, above: Bool)
}
