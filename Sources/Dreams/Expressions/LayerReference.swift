/// Which activation of the network an expression reads, as the preset said it.
public struct LayerReference: Hashable, Sendable {
    /// How the layer was named.
    public enum Target: Hashable, Sendable {
        /// An exact name or an alias: `fire8`.
        case name(String)
        /// A place between the picture (0) and the last layer with spatial extent (1).
        case depth(Float)
        /// The map whose channels are the classes, before it is averaged over the picture.
        case classes
        /// The token of a vision transformer that stands for the whole picture, `[1, C, 1, 1]`: at a layer, or behind the last.
        case classToken(String?)
        /// What the network has of a picture where texts have their place, too, `[1, C, H, W]`.
        case embedding
    }

    /// The layer.
    public var target: Target
    /// The network that it belongs to, by name; nil for the preset's.
    public var network: String?
    /// Read what enters the layer's activation function instead of what leaves it: a unit that is silent after its
    /// ReLU still has a gradient there (field notes, 2.21).
    public var preActivation: Bool
    /// Where the preset says so.
    public var place: SourceLine? {
        get { origin.place }
        set { origin.place = newValue }
    }

    private var origin: Origin

    /// A reference to a layer's output, or to what enters its activation function.
    public init(_ target: Target, of network: String? = nil, preActivation: Bool = false, place: SourceLine? = nil) {
        self.target = target
        self.network = network
        self.preActivation = preActivation
        origin = Origin(place)
    }
}

extension LayerReference: CustomStringConvertible {
    /// `fire8`, `at(0.55)`, `fire8:pre`, `classes`, `dinov2-small:block8`
    public var description: String {
        let own =
            switch target {
            case .name(let name): name
            case .depth(let depth): "at(\(depth))"
            case .classes: "classes"
            case .embedding: "embedding"
            case .classToken(let layer): layer.map { "class_token(\($0))" } ?? "class_token"
            }
        let layer = network.map { "\($0):\(own)" } ?? own
        return preActivation ? layer + ":pre" : layer
    }
}
