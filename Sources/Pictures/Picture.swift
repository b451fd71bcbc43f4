public import Tensors

/// A picture: three colour planes, perhaps an alpha plane, and the ICC profile that says what the numbers mean.
///
///     let photo = try Picture.read(contentsOf: "photo.jpg")
///     try photo.write(to: "copy.png")
public struct Picture: Hashable, Sendable {
    /// `[1, 3, H, W]`, red first, as encoded in the file (sRGB when no profile says otherwise), 0…1.
    public var colours: Tensor
    /// `[1, 1, H, W]`, 0 transparent … 1 opaque; nil when the picture has no transparency.
    public var alpha: Tensor?
    /// The embedded ICC profile, carried along untouched.
    public var profile: [UInt8]?

    /// A picture from its planes; `alpha` has the size of `colours`.
    public init(colours: Tensor, alpha: Tensor? = nil, profile: [UInt8]? = nil) {
        precondition(colours.shape.rank == 4 && colours.shape.channels == 3, "a picture has three colours")
        self.colours = colours
        self.alpha = alpha
        self.profile = profile
    }

    /// In pixels.
    public var width: Int { colours.shape.width }

    /// In pixels.
    public var height: Int { colours.shape.height }

    /// The picture at another size.
    public func resized(height: Int, width: Int) -> Picture {
        var result = Picture(colours: colours.resized(height: height, width: width), profile: profile)
        result.colours.clamp(to: 0...1)
        result.alpha = alpha?.resized(height: height, width: width)
        result.alpha?.clamp(to: 0...1)
        return result
    }
}
