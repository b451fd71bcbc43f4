/// Everything that a render does, as a plain value: what a preset becomes once its script has run.
///
/// It can be printed, compared, hashed and costed before the first pixel is computed, and it names neither a file
/// nor a tensor.
public struct Recipe: Hashable, Sendable {
    /// The preset's title.
    public var title: String
    /// The name of the network that it dreams with.
    public var network: String
    /// All randomness is a function of this number and of the place in the recipe.
    public var seed: UInt64
    /// What to dream on when no picture is given.
    public var canvas: Canvas
    /// What is done, in order.
    public var stages: [Stage]

    /// A recipe from its parts.
    public init(title: String, network: String, seed: UInt64, canvas: Canvas, stages: [Stage]) {
        self.title = title
        self.network = network
        self.seed = seed
        self.canvas = canvas
        self.stages = stages
    }
}

/// A picture to begin with when the user brings none.
public struct Canvas: Hashable, Sendable {
    /// What it shows.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A procedural sky with cumulus clouds.
        case clouds
        /// Grey with faint noise.
        case noise
    }

    /// What it shows.
    public var kind: Kind
    /// In pixels.
    public var width: Int
    /// In pixels.
    public var height: Int

    /// A canvas of a kind and a size.
    public init(_ kind: Kind, width: Int, height: Int) {
        self.kind = kind
        self.width = width
        self.height = height
    }
}

/// One step of a recipe.
public struct Stage: Hashable, Sendable {
    /// What a stage does.
    public enum Action: Hashable, Sendable {
        /// Climb the gradient of an objective.
        case climb(Climb)
        /// Give the canvas the mean and the deviation of the colours that the picture had at the start.
        case matchColours(space: ColourSpace)
    }

    /// In which space colours are matched.
    public enum ColourSpace: String, Hashable, Sendable, CaseIterable {
        /// Ottosson, "A perceptual color space for image processing", 2020.
        case oklab
        /// The two colour planes of Oklab: lightness stays as dreamt.
        case ab
        /// The encoded values as they are.
        case srgb
    }

    /// For progress and messages.
    public var name: String
    /// What it does.
    public var action: Action
    /// Where the preset says so.
    public var place: Place?

    /// A stage from its parts.
    public init(name: String, action: Action, place: Place? = nil) {
        self.name = name
        self.action = action
        self.place = place
    }
}
