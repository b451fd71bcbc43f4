/// How values between pixels are made.
public enum Interpolation: String, Hashable, Sendable, CaseIterable {
    /// The mean of the four nearest pixels, weighted by nearness: never outside their range, and a little soft.
    case bilinear
    /// Cubics through the sixteen nearest (Catmull and Rom; Keys, "Cubic convolution interpolation for digital image
    /// processing", 1981, a = −½): sharp over many resamplings, such as a film's, with faint ringing at hard edges.
    case cubic
}

/// What one pixel of output is made of.
protocol Tap: Sendable {
    /// Nothing.
    static var none: Self { get }

    /// At a place between the pixels of a plane.
    init(_ grid: PixelGrid, _ x: Float, _ y: Float)

    /// The value that it reads; `level` counts for what lies past constant edges.
    func read(_ plane: Span<Float>, level: Float) -> Float

    /// Adds to the pixels that it reads: the transpose.
    func add(_ value: Float, to plane: inout MutableSpan<Float>)
}

/// The pixels of a plane, and what lies around them.
struct PixelGrid {
    let height: Int
    let width: Int
    let edge: Edges

    /// The whole number below a coordinate, and what is left. What is no number, or farther than any picture is wide,
    /// reads the origin.
    @inline(__always)
    static func split(_ coordinate: Float) -> (Int, Float) {
        guard abs(coordinate) < 0x1p30 else { return (0, 0) }
        let whole = Int32(coordinate)
        let below = Float(whole) > coordinate ? whole &- 1 : whole
        return (Int(below), coordinate - Float(below))
    }
}

/// Four pixels.
struct BilinearTap: Tap {
    private var places: SIMD4<Int32>
    /// Their sum is 1, less what lies past constant edges.
    private var weights: SIMD4<Float>

    static let none = BilinearTap(places: .zero, weights: .zero)

    private init(places: SIMD4<Int32>, weights: SIMD4<Float>) { (self.places, self.weights) = (places, weights) }

    @inline(__always)
    init(_ grid: PixelGrid, _ x: Float, _ y: Float) {
        let (left, across) = PixelGrid.split(x - 0.5)
        let (top, down) = PixelGrid.split(y - 0.5)
        weights = SIMD4((1 - across) * (1 - down), across * (1 - down), (1 - across) * down, across * down)
        let above = Int32(truncatingIfNeeded: top &* grid.width &+ left)
        let below = above &+ Int32(truncatingIfNeeded: grid.width)
        places = SIMD4(above, above &+ 1, below, below &+ 1)
        if left < 0 || top < 0 || left + 1 >= grid.width || top + 1 >= grid.height { moveInside(grid, left, top) }
    }

    private mutating func moveInside(_ grid: PixelGrid, _ left: Int, _ top: Int) {
        for corner in 0..<4 {
            let row = grid.edge.down.place(corner < 2 ? top : top + 1, of: grid.height)
            let column = grid.edge.across.place(corner % 2 == 0 ? left : left + 1, of: grid.width)
            if let row, let column {
                places[corner] = Int32(truncatingIfNeeded: row * grid.width + column)
            } else {
                (places[corner], weights[corner]) = (0, 0)
            }
        }
    }

    @inline(__always)
    func read(_ plane: Span<Float>, level: Float) -> Float {
        let top = weights.x * plane[Int(places.x)] + weights.y * plane[Int(places.y)]
        let value = top + weights.z * plane[Int(places.z)] + weights.w * plane[Int(places.w)]
        return level == 0 ? value : value + level * (1 - weights.sum())
    }

    @inline(__always)
    func add(_ value: Float, to plane: inout MutableSpan<Float>) {
        let parts = value * weights
        plane[Int(places.x)] += parts.x
        plane[Int(places.y)] += parts.y
        plane[Int(places.z)] += parts.z
        plane[Int(places.w)] += parts.w
    }
}

/// Sixteen pixels: four of each of four rows.
struct CubicTap: Tap {
    /// Where the rows begin, and the columns in them.
    private var rows, columns: SIMD4<Int32>
    /// The weight of a pixel is that of its row times that of its column; past constant edges both are 0.
    private var down, across: SIMD4<Float>

    static let none = CubicTap()

    private init() { (rows, columns, down, across) = (.zero, .zero, .zero, .zero) }

    @inline(__always)
    init(_ grid: PixelGrid, _ x: Float, _ y: Float) {
        let (left, right) = PixelGrid.split(x - 0.5)
        let (top, bottom) = PixelGrid.split(y - 0.5)
        (across, down) = (CubicTap.weights(right), CubicTap.weights(bottom))
        let steps = SIMD4<Int32>(-1, 0, 1, 2)
        columns = Int32(truncatingIfNeeded: left) &+ steps
        rows = (Int32(truncatingIfNeeded: top) &+ steps) &* Int32(truncatingIfNeeded: grid.width)
        if left < 1 || top < 1 || left + 2 >= grid.width || top + 2 >= grid.height { moveInside(grid, left, top) }
    }

    private mutating func moveInside(_ grid: PixelGrid, _ left: Int, _ top: Int) {
        for step in 0..<4 {
            let row = grid.edge.down.place(top + step - 1, of: grid.height)
            let column = grid.edge.across.place(left + step - 1, of: grid.width)
            if row == nil { down[step] = 0 }
            if column == nil { across[step] = 0 }
            rows[step] = Int32(truncatingIfNeeded: (row ?? 0) * grid.width)
            columns[step] = Int32(truncatingIfNeeded: column ?? 0)
        }
    }

    /// Of the pixels at −1, 0, 1 and 2, for a place `t` behind 0.
    @inline(__always)
    private static func weights(_ t: Float) -> SIMD4<Float> {
        let (square, cube) = (t * t, t * t * t)
        return SIMD4(
            square - 0.5 * (cube + t), 1.5 * cube - 2.5 * square + 1, 2 * square - 1.5 * cube + 0.5 * t,
            0.5 * (cube - square))
    }

    @inline(__always)
    func read(_ plane: Span<Float>, level: Float) -> Float {
        var value: Float = 0
        for row in 0..<4 {
            var line = SIMD4<Float>.zero
            for column in 0..<4 { line[column] = plane[Int(rows[row] &+ columns[column])] }
            value += down[row] * (line * across).sum()
        }
        return level == 0 ? value : value + level * (1 - down.sum() * across.sum())
    }

    @inline(__always)
    func add(_ value: Float, to plane: inout MutableSpan<Float>) {
        for row in 0..<4 {
            let parts = value * down[row] * across
            for column in 0..<4 { plane[Int(rows[row] &+ columns[column])] += parts[column] }
        }
    }
}
