/// What a picture's file says beside its colours.
public struct PictureMetadata: Hashable, Sendable {
    /// Bits a sample: 8, or 16 for 16 and more.
    public var depth = 8
    /// The EXIF block as it came, from `Exif` on; what of it is written, `Picture.WritingOptions` tells.
    public var exif: [UInt8]?
    /// Whether the file is an animation, of which this is the first picture.
    public var isAnimated = false
    /// The most that was held while it was read, the picture included and the file's own bytes not.
    public var bytesToRead = 0

    /// What of the file could not be used, each to be read behind the file's name.
    public var notes: [String] = []

    /// Of a picture that comes from no file.
    public init() {}
}
