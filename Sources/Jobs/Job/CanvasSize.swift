import Dreams
import Networks
import Recipes
import Wording

/// How large a job's canvas is, in pixels; what is nil follows from the picture, or the preset's own canvas, in its proportions.
///
/// A recipe that is done again keeps its size on the same picture, and the length of its longer side on another.
public struct CanvasSize: Codable, Hashable, Sendable {
    /// Across.
    public var width: Int?
    /// Down.
    public var height: Int?
    /// Of the longer side; not together with a width or a height.
    public var longEdge: Int?
    /// Times the size that there would be without it, 0.01…100; not together with the others.
    public var scale: Double?
    /// The most of the longer side, whatever else is said.
    public var atMost: Int?

    /// The picture's own size, or the canvas's.
    public init(
        width: Int? = nil, height: Int? = nil, longEdge: Int? = nil, scale: Double? = nil, atMost: Int? = nil
    ) {
        self.width = width
        self.height = height
        self.longEdge = longEdge
        self.scale = scale
        self.atMost = atMost
    }
}

extension CanvasSize {
    /// The sides that a canvas may have.
    package static let sides = 16...16384

    /// - Throws: `JobError` for a side that no canvas has.
    func check() throws {
        for (name, side) in [("width", width), ("height", height), ("longEdge", longEdge), ("atMost", atMost)] {
            if let side, !CanvasSize.sides.contains(side) { throw JobError.side(name, side) }
        }
        if longEdge != nil, width != nil || height != nil { throw JobError.excluding("longEdge", ["width", "height"]) }
        guard let scale else { return }
        guard (0.01...100).contains(scale) else { throw JobError.scale(scale) }
        if namesSize { throw JobError.excluding("scale", ["width", "height", "longEdge"]) }
    }

    /// Whether it says a size.
    package var namesSize: Bool { width != nil || height != nil || longEdge != nil }

    /// The canvas for a picture.
    /// - Parameters:
    ///   - own: the picture's size.
    ///   - hash: of its file; nil for a painted canvas, and for frames.
    ///   - old: the recipe that is done again.
    /// - Throws: `JobError.canvas` for one that is too large.
    func canvas(for own: Extent, hash: String?, repeating old: CarriedRecipe?) throws -> Extent {
        var size = sized(own)
        if !namesSize {
            if let old {
                let before = Extent(height: old.canvas.height, width: old.canvas.width)
                size =
                    hash == old.pictures.input?.sha256
                    ? before : own.scaled(toLongEdge: max(before.height, before.width))
            }
            if let scale { size = size.scaled(by: Float(scale)) }
        }
        if let atMost, max(size.width, size.height) > atMost { size = size.scaled(toLongEdge: atMost) }
        guard max(size.width, size.height) <= CanvasSize.sides.upperBound || (scale == nil && old == nil) else {
            throw JobError.canvas(width: size.width, height: size.height)
        }
        return size
    }

    /// What is asked for, in the picture's proportions where one side is left open.
    private func sized(_ own: Extent) -> Extent {
        let ratio = Double(own.width) / Double(own.height)
        switch (width, height, longEdge) {
        case (let width?, let height?, _): return Extent(height: height, width: width)
        case (let width?, nil, _): return Extent(height: rounded(Double(width) / ratio), width: width)
        case (nil, let height?, _): return Extent(height: height, width: rounded(Double(height) * ratio))
        case (nil, nil, let edge?):
            return ratio >= 1
                ? Extent(height: rounded(Double(edge) / ratio), width: edge)
                : Extent(height: edge, width: rounded(Double(edge) * ratio))
        case (nil, nil, nil): return own
        }
    }

    private func rounded(_ side: Double) -> Int { max(1, Int(side.rounded())) }
}
