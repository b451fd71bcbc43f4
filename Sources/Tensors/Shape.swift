/// The extent of a tensor, outermost dimension first; pictures and activations are `[1, C, H, W]`.
///
///     let shape = Shape(channels: 3, height: 512, width: 768)
///     shape.count        // 1_179_648
///     "\(shape)"         // "1×3×512×768"
public struct Shape: Hashable, Sendable {
    /// The dimensions, outermost first; none is negative.
    public let dimensions: [Int]

    /// A shape of any rank.
    public init(_ dimensions: [Int]) {
        precondition(dimensions.allSatisfy { $0 >= 0 }, "a dimension is negative: \(dimensions)")
        self.dimensions = dimensions
    }

    /// The shape `[1, C, H, W]` of a picture or an activation.
    public init(channels: Int, height: Int, width: Int) {
        self.init([1, channels, height, width])
    }

    /// The number of elements: the product of the dimensions; 1 for a scalar.
    public var count: Int { dimensions.reduce(1, *) }

    /// The number of dimensions.
    public var rank: Int { dimensions.count }

    /// C of `[N, C, H, W]`.
    public var channels: Int { dimensions[1] }

    /// H of `[N, C, H, W]`.
    public var height: Int { dimensions[2] }

    /// W of `[N, C, H, W]`.
    public var width: Int { dimensions[3] }

    /// H × W: the number of positions of one channel.
    public var area: Int { height * width }
}

extension Shape: CustomStringConvertible {
    /// The dimensions joined by `×`.
    public var description: String {
        dimensions.isEmpty ? "scalar" : dimensions.map(String.init).joined(separator: "×")
    }
}
