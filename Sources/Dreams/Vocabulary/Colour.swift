/// A colour, sRGB-encoded, 0…1.
public struct Colour: Hashable, Sendable {
    /// 0…1.
    public var red: Float
    /// 0…1.
    public var green: Float
    /// 0…1.
    public var blue: Float

    /// A colour from its parts.
    public init(red: Float, green: Float, blue: Float) {
        self.red = red
        self.green = green
        self.blue = blue
    }
}

extension Colour: CustomStringConvertible {
    /// `#ff8000`
    public var description: String {
        func byte(_ part: Float) -> String {
            let text = String(Int((min(max(part, 0), 1) * 255).rounded()), radix: 16)
            return text.count < 2 ? "0" + text : text
        }
        return "#" + byte(red) + byte(green) + byte(blue)
    }
}

extension Colour {
    /// Red, green and blue.
    var vector: SIMD3<Float> { SIMD3(red, green, blue) }
}
