public import Pictures

/// What a stage does to the canvas without the network. Lengths are fractions of the canvas, so that a look holds at any size.
public enum CanvasOperation: Hashable, Sendable {
    /// Enlarged about a point by a factor; past the edges the picture is mirrored, or goes on at the other side.
    case zoom(factor: Float, x: Float, y: Float, wrap: Wrap = .none)
    /// Turned about the middle, in degrees clockwise.
    case rotate(angle: Float, wrap: Wrap = .none)
    /// Moved around the edges, in fractions of width and height.
    case shift(x: Float, y: Float)
    /// Bent; where sides meet, so does the warp.
    case warp(Warp, wrap: Wrap = .none)
    /// One half over the other.
    case mirror(Side)
    /// Petals around a point, each a wedge and its mirror image, from an angle on: 0° is to the right, 90° is down.
    case kaleidoscope(segments: Int, angle: Float, x: Float, y: Float)
    /// Opposite borders faded into each other, over a fraction of half the size, so that the canvas can be laid side by side.
    case seamless(border: Float, wrap: Wrap = .both)
    /// Another picture laid over it.
    case blend(PictureReference, mode: BlendMode, opacity: Float, mask: Mask?)
    /// The mean and the deviation of the colours of a picture.
    case matchColours(PictureReference, space: MatchingSpace)
    /// The whole distribution of the colours of a picture, plane by plane.
    case matchHistogram(PictureReference, space: MatchingSpace)
    /// The lightness of a picture under the canvas's colours.
    case keepLuminance(PictureReference)
    /// The colours of a picture under the canvas's lightness.
    case keepColour(PictureReference)
    /// Every colour towards the nearest of a palette, by `strength` 0…1.
    case palette([Colour], strength: Float)
    /// What a Gaussian of a radius would take away, added `amount` times.
    case sharpen(radius: Float, amount: Float, wrap: Wrap = .none)
    /// A Gaussian of a radius.
    case blur(radius: Float, wrap: Wrap = .none)
    /// Exposure in stops, contrast and saturation as factors; encoded values to the power of 1/gamma.
    case tone(exposure: Float, contrast: Float, gamma: Float, saturation: Float)
    /// Another size of the canvas, as a factor; the dream goes on there.
    case resize(factor: Float, wrap: Wrap = .none)
    /// The canvas's opacity.
    case transparency(Mask)

    /// How a canvas is bent.
    public enum Warp: Hashable, Sendable {
        /// By smooth noise: how far, and how large its waves are.
        case noise(amount: Float, wavelength: Float)
        /// Around a point, by an angle in degrees clockwise there, that fades to the radius.
        case swirl(angle: Float, radius: Float, x: Float, y: Float)
        /// Waves from a point.
        case ripple(amount: Float, wavelength: Float, x: Float, y: Float)
    }

    /// How two pictures are laid over each other.
    public typealias BlendMode = Pictures.BlendMode

    /// Which half is shown twice.
    public typealias Side = PictureHalf

    /// In which space colours are matched.
    public enum MatchingSpace: String, Hashable, Sendable, Codable, CaseIterable {
        /// Ottosson, "A perceptual color space for image processing", 2020.
        case oklab
        /// The two colour planes of Oklab: lightness stays as dreamt.
        case ab
        /// The encoded values as they are.
        case srgb
    }
}

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
