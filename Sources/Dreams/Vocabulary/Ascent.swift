/// A gradient ascent over octaves: from a small picture to the full one, with the detail dreamt so far carried upward
/// (DeepDream, 2015; field notes 2.1).
///
/// At every step the gradient of the objective with respect to the canvas, averaged over some views of it, is normalised, joined by
/// the gradient of the penalties, masked, and handed to an optimizer. Since it is normalised, a step size and a penalty's
/// weight mean the same on every network.
public struct Ascent: Hashable, Sendable {
    /// What grows: one number.
    public var maximize: Expression
    /// What shrinks: addends that read the network are subtracted from `maximize`, those that read only the canvas are penalties.
    public var minimize: Expression?
    /// Whether every addend that reads the network is brought to one length: its gradients at the layers, taken together, have length
    /// 1 before its factor is applied, so that factors mean the same on every layer (after crowsonkb/deep_dream).
    public var isBalanced = true
    /// The ladder of sizes.
    public var octaves = Octaves()
    /// Steps on each octave, 1…10 000; the last number holds for all further octaves.
    public var steps = [10]
    /// The length of a step: in sRGB levels (0…255) where pixels climb, in the parameters' own unit elsewhere.
    public var stepSize = Schedule.constant(1.5)
    /// How the gradient is brought to a common size.
    public var normalization = GradientNormalization(LaplacianNormalization())
    /// What a step makes of the gradient.
    public var optimizer = Optimizer.ascent
    /// What the canvas is made of while it climbs.
    public var parameterization = Parameterization.pixels
    /// The largest circular shift of the canvas before a step, in pixels; undone after it.
    public var jitter = Schedule.constant(32)
    /// What each view is made of, in order, beside the jitter.
    public var transforms: [Transform] = []
    /// Views a step, whose gradients are averaged.
    public var views = 1
    /// What is done to the canvas itself after a step.
    public var priors = Priors()
    /// Where the dream happens; everywhere when absent.
    public var mask: Mask?
    /// Whether each octave lays the detail dreamt so far over the stage's own picture at its size, so that a photo stays as sharp as it was.
    /// Otherwise the dream itself is enlarged.
    public var reinjectsDetail = true
    /// Which sides of the canvas meet: nothing has a border there, for the network neither.
    public var wrap = Wrap.none
    /// In this many first steps units that are silent pass a gradient that would wake them (Lucid's redirected ReLU).
    public var redirectedSteps = 0

    /// An ascent with the field's defaults.
    public init(maximize: Expression, minimize: Expression? = nil) {
        self.maximize = maximize
        self.minimize = minimize
    }
}

/// The sizes that an ascent goes through.
public struct Octaves: Hashable, Sendable {
    /// How many sizes, the full one included: 1…24.
    public var count = 4
    /// The ratio of neighbouring sizes, 1.05…4.
    public var scale: Float = 1.4
    /// Sizes whose shorter side is less than this many pixels are left out: networks see nothing in them (field notes, 2.21).
    public var smallest = 64
    /// How many of the sizes lie above the canvas; after the last one it is brought back to its own size (TensorFlow's 2020 tutorial).
    public var above = 0
    /// The shorter side of the first size in pixels, instead of count and above: each size is `scale` times the last, up to the canvas,
    /// however many that are. All but the last are the same on a canvas of any size, and so a small dream foretells a large one.
    public var first: Int?
    /// Sizes in pixels of the longer side, instead of count, scale and above; smallest first.
    public var sides: [Int] = []

    /// A ladder of sizes.
    public init(
        count: Int = 4, scale: Float = 1.4, smallest: Int = 64, above: Int = 0, first: Int? = nil, sides: [Int] = []
    ) {
        self.count = count
        self.scale = scale
        self.smallest = smallest
        self.above = above
        self.first = first
        self.sides = sides
    }
}
