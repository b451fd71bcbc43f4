/// What lies past the edges of a picture.
public enum EdgeMode: Hashable, Sendable {
    /// The opposite edge: the picture is a tile of an endless pattern.
    case wrap
    /// The picture's mirror image; the outermost pixels stand twice.
    case mirror
    /// The outermost pixels, without end.
    case clamp
    /// A plain area of this level.
    case constant(Float)

    /// The place in `0..<count` whose pixel is seen at `place`; nil where there is no pixel but the constant level.
    @inline(__always)
    func place(_ place: Int, of count: Int) -> Int? {
        UInt(bitPattern: place) < UInt(bitPattern: count) ? place : outside(place, of: count)
    }

    /// The same where the edge is not a constant.
    @inline(__always)
    func pixel(_ place: Int, of count: Int) -> Int {
        UInt(bitPattern: place) < UInt(bitPattern: count) ? place : (outside(place, of: count) ?? 0)
    }

    private func outside(_ place: Int, of count: Int) -> Int? {
        switch self {
        case .wrap:
            let rest = place % count
            return rest < 0 ? rest + count : rest
        case .mirror:
            let rest = EdgeMode.wrap.place(place, of: 2 * count) ?? 0
            return rest < count ? rest : 2 * count - 1 - rest
        case .clamp:
            return min(max(place, 0), count - 1)
        case .constant:
            return nil
        }
    }

    /// What is seen where there is no pixel.
    var level: Float {
        if case .constant(let level) = self { level } else { 0 }
    }
}

/// What lies past the four edges of a picture: most often the same everywhere, `.clamp` or `.wrap`.
///
///     tile.blurred(sigma: 2, edge: .wrap)
///     panorama.blurred(sigma: 2, edge: Edges(across: .wrap, down: .clamp))
public struct Edges: Hashable, Sendable {
    /// To the left and to the right.
    public var across: EdgeMode
    /// Above and below.
    public var down: EdgeMode

    /// Edges by direction.
    public init(across: EdgeMode, down: EdgeMode) { (self.across, self.down) = (across, down) }

    /// The same past all four.
    public init(_ edge: EdgeMode) { self.init(across: edge, down: edge) }

    /// `EdgeMode.wrap` everywhere.
    public static let wrap = Edges(.wrap)
    /// `EdgeMode.mirror` everywhere.
    public static let mirror = Edges(.mirror)
    /// `EdgeMode.clamp` everywhere.
    public static let clamp = Edges(.clamp)
    /// `EdgeMode.constant` everywhere.
    public static func constant(_ level: Float) -> Edges { Edges(.constant(level)) }

    /// What is seen where there is no pixel.
    var level: Float { max(across.level, down.level) }

    /// Whether every place past an edge shows a pixel of the picture.
    var showPixels: Bool {
        for case .constant in [across, down] { return false }
        return true
    }
}
