public import Tensors

/// A picture: three colour planes, perhaps an alpha plane, the ICC profile that says what the numbers mean,
/// and what else its file said.
///
///     let photo = try Picture.read(contentsOf: "photo.jpg")
///     try photo.write(to: "copy.png")
public struct Picture: Hashable, Sendable {
    /// `[1, 3, H, W]`, red first, 0…1: levels with sRGB's curve, over the primaries of the profile, or sRGB's where there is none.
    public var colours: Tensor
    /// `[1, 1, H, W]`, 0 transparent … 1 opaque; nil when the picture has no transparency.
    public var alpha: Tensor?
    /// The ICC profile that the picture is written with; of a file that had one of RGB, that one, untouched.
    public var profile: [UInt8]?

    /// What else its file said.
    public var metadata: PictureMetadata

    /// A picture from its planes; `alpha` has the size of `colours`.
    public init(
        colours: Tensor, alpha: Tensor? = nil, profile: [UInt8]? = nil, metadata: PictureMetadata = PictureMetadata()
    ) {
        precondition(colours.shape.rank == 4 && colours.shape.channels == 3, "a picture has three colours")
        self.colours = colours
        self.alpha = alpha
        self.profile = profile
        self.metadata = metadata
    }

    /// In pixels.
    public var width: Int { colours.shape.width }

    /// In pixels.
    public var height: Int { colours.shape.height }

    /// Bytes of its planes.
    public var bytes: Int { 4 * (colours.shape.count + (alpha?.shape.count ?? 0)) }
}
