/// A pair of numbers for the two spatial directions.
public struct Extent: Hashable, Sendable {
    /// Down.
    public var height: Int
    /// Across.
    public var width: Int

    /// Different numbers down and across.
    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// The same number in both directions.
    public init(_ both: Int) {
        self.init(height: both, width: both)
    }
}
