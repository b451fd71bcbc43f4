import Tensors

/// Reading planes between their pixels, and its transpose.
///
/// Coordinates are in pixels from the upper left corner of the picture; pixel (row r, column c) has its centre at x = c
/// + ½, y = r + ½. A value is the mean of the four nearest pixels, weighted by their nearness.
extension Tensor {
    /// `[1, C, height, width]`: the planes of `[1, C, H, W]` where `place` says, row by row.
    @inline(__always)
    func sampled(
        height: Int, width: Int, edge: EdgeMode, at place: (_ row: Int, _ column: Int) -> (x: Float, y: Float)
    ) -> Tensor {
        let area = shape.area
        let source = values.span
        var taps = RowOfTaps(width: width, height: shape.height, columns: shape.width, edge: edge)
        return Tensor(Shape(channels: shape.channels, height: height, width: width)) { output in
            for row in 0..<height {
                taps.fill { place(row, $0) }
                for channel in 0..<shape.channels {
                    let plane = source.extracting(channel * area..<(channel + 1) * area)
                    let first = (channel * height + row) * width
                    output.withRun(first..<first + width) { taps.read(plane, into: &$0) }
                }
            }
        }
    }

    /// The transpose of `sampled`: self is `[1, C, height, width]`, the result `[1, C, H, W]` of the picture that was
    /// read.
    @inline(__always)
    func scattered(
        height: Int, width: Int, edge: EdgeMode, at place: (_ row: Int, _ column: Int) -> (x: Float, y: Float)
    ) -> Tensor {
        let (rows, columns) = (shape.height, shape.width)
        let source = values.span
        var taps = RowOfTaps(width: columns, height: height, columns: width, edge: edge.linear)
        return Tensor(Shape(channels: shape.channels, height: height, width: width)) { output in
            for row in 0..<rows {
                taps.fill { place(row, $0) }
                for channel in 0..<shape.channels {
                    let first = (channel * rows + row) * columns
                    let gradient = source.extracting(first..<first + columns)
                    output.withRun(channel * height * width..<(channel + 1) * height * width) {
                        taps.add(gradient, to: &$0)
                    }
                }
            }
        }
    }
}

/// The four pixels of a plane that one pixel of output is made of, and how much each counts.
private struct Tap {
    var places: SIMD4<Int32>
    /// Their sum is 1, less what comes from a constant past the edges.
    var weights: SIMD4<Float>
}

/// The taps of one row of output, which all planes of a picture share.
private struct RowOfTaps {
    private let grid: PixelGrid
    private var taps: [Tap]

    /// For `width` pixels that read a plane of `height` × `columns`.
    init(width: Int, height: Int, columns: Int, edge: EdgeMode) {
        grid = PixelGrid(height: height, width: columns, edge: edge)
        taps = [Tap](repeating: Tap(places: .zero, weights: .zero), count: width)
    }

    /// Finds the neighbours of the places of a row.
    @inline(__always)
    mutating func fill(_ place: (_ column: Int) -> (x: Float, y: Float)) {
        let grid = grid
        var taps = taps.mutableSpan
        for column in taps.indices {
            let (x, y) = place(column)
            taps[column] = grid.tap(x, y)
        }
    }

    @inline(__always)
    func read(_ plane: Span<Float>, into row: inout MutableSpan<Float>) {
        let taps = taps.span
        let level = grid.edge.level
        for i in row.indices {
            let (p, w) = (taps[i].places, taps[i].weights)
            let top = w.x * plane[Int(p.x)] + w.y * plane[Int(p.y)]
            row[i] = top + w.z * plane[Int(p.z)] + w.w * plane[Int(p.w)]
            if level != 0 { row[i] += level * (1 - w.sum()) }
        }
    }

    @inline(__always)
    func add(_ row: Span<Float>, to plane: inout MutableSpan<Float>) {
        let taps = taps.span
        for i in row.indices {
            let (p, w) = (taps[i].places, row[i] * taps[i].weights)
            plane[Int(p.x)] += w.x
            plane[Int(p.y)] += w.y
            plane[Int(p.z)] += w.z
            plane[Int(p.w)] += w.w
        }
    }
}

/// The pixels of a plane, and what lies around them.
private struct PixelGrid {
    let height: Int
    let width: Int
    let edge: EdgeMode

    /// The four pixels around a place.
    @inline(__always)
    func tap(_ x: Float, _ y: Float) -> Tap {
        let (left, across) = split(x - 0.5)
        let (top, down) = split(y - 0.5)
        let weights = SIMD4((1 - across) * (1 - down), across * (1 - down), (1 - across) * down, across * down)
        guard left >= 0, top >= 0, left + 1 < width, top + 1 < height else { return tapAtEdge(left, top, weights) }
        let above = Int32(truncatingIfNeeded: top * width + left)
        let below = above &+ Int32(truncatingIfNeeded: width)
        return Tap(places: SIMD4(above, above &+ 1, below, below &+ 1), weights: weights)
    }

    private func tapAtEdge(_ left: Int, _ top: Int, _ weights: SIMD4<Float>) -> Tap {
        var tap = Tap(places: .zero, weights: weights)
        for corner in 0..<4 {
            let row = edge.place(corner < 2 ? top : top + 1, of: height)
            let column = edge.place(corner % 2 == 0 ? left : left + 1, of: width)
            if let row, let column {
                tap.places[corner] = Int32(truncatingIfNeeded: row * width + column)
            } else {
                tap.weights[corner] = 0
            }
        }
        return tap
    }

    /// The whole number below a coordinate, and what is left. What is no number, or farther than any picture is wide,
    /// reads the origin.
    @inline(__always)
    private func split(_ coordinate: Float) -> (Int, Float) {
        guard abs(coordinate) < 0x1p30 else { return (0, 0) }
        let whole = Int32(coordinate)
        let below = Float(whole) > coordinate ? whole &- 1 : whole
        return (Int(below), coordinate - Float(below))
    }
}
