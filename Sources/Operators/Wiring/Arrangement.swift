package import Tensors

/// What the three dimensions of an activation are made of: parts by number, the slowest first.
///
///     Arrangement(channels: [4], rows: [0, 2], columns: [1, 3])    // C; windows down × rows of one; windows across × columns of one
public struct Arrangement: Hashable, Sendable {
    /// Parts of the channels.
    public let channels: [Int]
    /// Parts of the rows.
    public let rows: [Int]
    /// Parts of the columns.
    public let columns: [Int]

    /// An arrangement from its parts.
    public init(channels: [Int], rows: [Int], columns: [Int]) {
        (self.channels, self.rows, self.columns) = (channels, rows, columns)
    }

    /// All parts, the slowest first.
    public var parts: [Int] { channels + rows + columns }
}

/// The sizes of parts: those that are the same for every picture, and nil where they follow from the sides.
public struct PartSizes: Hashable, Sendable {
    /// By part.
    public let given: [Int?]

    /// Sizes by part.
    public init(_ given: [Int?]) { self.given = given }
}

extension PartSizes {
    /// All of them, from what activations of these arrangements are as large as.
    package func solved(_ known: [(Arrangement, Shape)]) throws(ShapeProblem) -> [Int] {
        var sizes = given
        var isOpen = true
        while isOpen {
            isOpen = false
            for (arrangement, shape) in known {
                for (side, size) in arrangement.sides(of: shape) {
                    let open = side.filter { sizes[$0] == nil }
                    let inner = side.reduce(1) { $0 * (sizes[$1] ?? 1) }
                    guard let first = open.first, open.count == 1 else {
                        if open.isEmpty, inner != size { throw PartSizes.problem(size, inner) }
                        continue
                    }
                    guard inner > 0, size % inner == 0 else { throw PartSizes.problem(size, inner) }
                    sizes[first] = size / inner
                    isOpen = true
                }
            }
        }
        let solved = sizes.compactMap { $0 }
        guard solved.count == sizes.count else { throw .other("takes apart what has parts of no known size") }
        return solved
    }

    private static func problem(_ size: Int, _ inner: Int) -> ShapeProblem {
        .other("takes a side of \(size) apart, which is no multiple of \(inner)")
    }
}

extension Arrangement {
    /// Each dimension's parts, and its size in a shape.
    fileprivate func sides(of shape: Shape) -> [([Int], Int)] {
        [(channels, shape.channels), (rows, shape.height), (columns, shape.width)]
    }

    /// The shape of an activation whose parts have these sizes.
    package func shape(_ sizes: [Int]) -> Shape {
        let count = { (parts: [Int]) in parts.reduce(1) { $0 * sizes[$1] } }
        return Shape(channels: count(channels), height: count(rows), width: count(columns))
    }

    /// By part: how far its places lie apart in `[C][H][W]`; 0 for a part that is not there.
    package func strides(_ sizes: [Int]) -> [Int] {
        var strides = [Int](repeating: 0, count: sizes.count)
        var stride = 1
        for part in parts.reversed() {
            strides[part] = stride
            stride *= sizes[part]
        }
        return strides
    }

    /// Where the places of some parts, the last the fastest, lie in an activation of these strides.
    package static func offsets(_ parts: [Int], _ sizes: [Int], _ strides: [Int]) -> [Int] {
        parts.reduce([0]) { offsets, part in
            offsets.flatMap { first in (0..<sizes[part]).map { first + $0 * strides[part] } }
        }
    }
}
