import Tensors

/// Reading planes between their pixels, and its transpose.
///
/// Coordinates are in pixels from the upper left corner of the picture; pixel (row r, column c) has its centre at x = c + ½,
/// y = r + ½. A value is the mean of the four nearest pixels, weighted by their nearness.
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
                for column in 0..<width {
                    let (x, y) = place(row, column)
                    taps.set(column, x: x, y: y)
                }
                for channel in 0..<shape.channels {
                    let plane = source.extracting(channel * area..<(channel + 1) * area)
                    let first = (channel * height + row) * width
                    output.withRun(first..<first + width) { taps.read(plane, into: &$0) }
                }
            }
        }
    }

    /// The transpose of `sampled`: self is `[1, C, height, width]`, the result `[1, C, H, W]` of the picture that was read.
    @inline(__always)
    func scattered(
        height: Int, width: Int, edge: EdgeMode, at place: (_ row: Int, _ column: Int) -> (x: Float, y: Float)
    ) -> Tensor {
        let (rows, columns) = (shape.height, shape.width)
        let source = values.span
        var taps = RowOfTaps(width: columns, height: height, columns: width, edge: edge.linear)
        return Tensor(Shape(channels: shape.channels, height: height, width: width)) { output in
            for row in 0..<rows {
                for column in 0..<columns {
                    let (x, y) = place(row, column)
                    taps.set(column, x: x, y: y)
                }
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

/// For each pixel of one row of output: the four pixels of a plane that it is made of, and how much each counts. All planes of
/// a picture share them.
private struct RowOfTaps {
    private let height: Int
    private let columns: Int
    private let edge: EdgeMode
    private var places: [SIMD4<Int32>]
    private var weights: [SIMD4<Float>]
    /// What comes from past the edges.
    private var constants: [Float]

    /// For `width` pixels that read a plane of `height` × `columns`.
    init(width: Int, height: Int, columns: Int, edge: EdgeMode) {
        (self.height, self.columns, self.edge) = (height, columns, edge)
        places = [SIMD4<Int32>](repeating: .zero, count: width)
        weights = [SIMD4<Float>](repeating: .zero, count: width)
        constants = [Float](repeating: 0, count: width)
    }

    @inline(__always)
    mutating func set(_ column: Int, x: Float, y: Float) {
        let (left, across) = split(x - 0.5)
        let (top, down) = split(y - 0.5)
        let weight = SIMD4((1 - across) * (1 - down), across * (1 - down), (1 - across) * down, across * down)
        if left >= 0, top >= 0, left + 1 < columns, top + 1 < height {
            let place = Int32(truncatingIfNeeded: top * columns + left)
            let step = Int32(truncatingIfNeeded: columns)
            places[column] = SIMD4(place, place &+ 1, place &+ step, place &+ step &+ 1)
            weights[column] = weight
            constants[column] = 0
        } else {
            setAtEdge(column, left, top, weight)
        }
    }

    private mutating func setAtEdge(_ column: Int, _ left: Int, _ top: Int, _ weight: SIMD4<Float>) {
        let rows = (edge.place(top, of: height), edge.place(top + 1, of: height))
        let columns = (edge.place(left, of: columns), edge.place(left + 1, of: columns))
        let corners = [(rows.0, columns.0), (rows.0, columns.1), (rows.1, columns.0), (rows.1, columns.1)]
        constants[column] = 0
        for (corner, (row, place)) in corners.enumerated() {
            if let row, let place {
                places[column][corner] = Int32(truncatingIfNeeded: row * self.columns + place)
                weights[column][corner] = weight[corner]
            } else {
                places[column][corner] = 0
                weights[column][corner] = 0
                constants[column] += weight[corner] * edge.level
            }
        }
    }

    /// The whole number below a coordinate, and what is left. What is no number, or farther than any picture is wide, reads
    /// the origin.
    @inline(__always)
    private func split(_ coordinate: Float) -> (Int, Float) {
        guard abs(coordinate) < 0x1p30 else { return (0, 0) }
        let whole = Int32(coordinate)
        let below = Float(whole) > coordinate ? whole &- 1 : whole
        return (Int(below), coordinate - Float(below))
    }

    @inline(__always)
    func read(_ plane: Span<Float>, into row: inout MutableSpan<Float>) {
        let (places, weights, constants) = (places.span, weights.span, constants.span)
        for i in row.indices {
            let (p, w) = (places[i], weights[i])
            let top = w.x * plane[Int(p.x)] + w.y * plane[Int(p.y)]
            row[i] = top + w.z * plane[Int(p.z)] + w.w * plane[Int(p.w)] + constants[i]
        }
    }

    @inline(__always)
    func add(_ row: Span<Float>, to plane: inout MutableSpan<Float>) {
        let (places, weights) = (places.span, weights.span)
        for i in row.indices {
            let (p, w) = (places[i], row[i] * weights[i])
            plane[Int(p.x)] += w.x
            plane[Int(p.y)] += w.y
            plane[Int(p.z)] += w.z
            plane[Int(p.w)] += w.w
        }
    }
}
