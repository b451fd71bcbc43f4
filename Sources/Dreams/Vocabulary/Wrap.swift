import Pictures

/// Which sides of a canvas meet.
public enum Wrap: String, Hashable, Sendable, Codable, CaseIterable {
    case none
    /// Left and right: a panorama of 360°.
    case horizontal
    /// All: a tile that repeats.
    case both
}

extension Wrap {
    /// What a filter sees past the edges of such a canvas.
    var edges: Edges { edges(otherwise: .clamp) }

    /// What is seen past the edges of such a canvas where pixels move; `otherwise` where no sides meet.
    func edges(otherwise edge: EdgeMode) -> Edges {
        switch self {
        case .none: Edges(edge)
        case .horizontal: Edges(across: .wrap, down: edge)
        case .both: .wrap
        }
    }

    /// `, wrapped all around`; nothing where no sides meet.
    var note: String {
        switch self {
        case .none: ""
        case .horizontal: ", wrapped left to right"
        case .both: ", wrapped all around"
        }
    }
}
