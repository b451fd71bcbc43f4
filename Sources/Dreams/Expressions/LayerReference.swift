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
    }

    /// The layer.
    public var target: Target
    /// Read what enters the layer's activation function instead of what leaves it: a unit that is silent after its
    /// ReLU still has a gradient there (field notes, 2.21).
    public var preActivation: Bool
    /// Where the preset says so.
    public var place: Place? {
        get { origin.place }
        set { origin.place = newValue }
    }

    private var origin: Origin

    /// A reference to a layer's output, or to what enters its activation function.
    public init(_ target: Target, preActivation: Bool = false, place: Place? = nil) {
        self.target = target
        self.preActivation = preActivation
        origin = Origin(place)
    }
}

extension LayerReference: CustomStringConvertible {
    /// `fire8`, `at(0.55)`, `fire8:pre`, `classes`
    public var description: String {
        let layer =
            switch target {
            case .name(let name): name
            case .depth(let depth): "at(\(depth))"
            case .classes: "classes"
            }
        return preActivation ? layer + ":pre" : layer
    }
}
