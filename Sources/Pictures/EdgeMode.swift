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
