public import Networks
public import Pictures

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
    /// What becomes of transparent parts.
    public var transparency: Transparency = .keep
    /// What is done, in order.
    public var stages: [Stage]
    /// What happens after the stages, frame by frame, where the recipe is a film.
    public var film: Film?

    /// What becomes of the transparent parts of a picture.
    public enum Transparency: String, Hashable, Sendable, CaseIterable {
        /// They stay as transparent as they are.
        case keep
        /// They show the canvas that the preset paints, and are dreamt on.
        case fill
    }

    /// A recipe from its parts.
    public init(title: String, network: String, seed: UInt64, canvas: Canvas, stages: [Stage], film: Film? = nil) {
        self.title = title
        self.network = network
        self.seed = seed
        self.canvas = canvas
        self.stages = stages
        self.film = film
    }
}

/// A picture to begin with when the user brings none.
public struct Canvas: Hashable, Sendable {
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

    /// Paints the canvas at a size. Patterns are as large as the canvas is high, so that they look alike at any size.
    public func picture(size: Extent, seed: UInt64) -> Picture {
        Picture(colours: kind.word.colours(height: size.height, width: size.width, seed: seed))
    }

    /// The bytes that painting it holds.
    package func bytesToPaint(at size: Extent) -> Int { size.canvases(kind.word.canvases) }
}

/// One step of a recipe.
public struct Stage: Hashable, Sendable {
    /// What a stage does.
    public enum Action: Hashable, Sendable {
        /// Climbs the gradient of an objective.
        case ascent(Ascent)
        /// Change the canvas.
        case canvas(CanvasOperation)
    }

    /// For progress and messages.
    public var name: String
    /// What it does.
    public var action: Action
    /// Where the preset says so.
    public var place: SourceLine?

    /// A stage from its parts.
    public init(name: String, action: Action, place: SourceLine? = nil) {
        self.name = name
        self.action = action
        self.place = place
    }
}
