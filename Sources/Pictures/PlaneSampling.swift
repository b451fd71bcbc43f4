import Tensors

/// Reading planes between their pixels, and its transpose.
///
/// Coordinates are in pixels from the upper left corner of the picture; pixel (row r, column c) has its centre at
/// x = c + ½, y = r + ½.
struct PlaneSampling {
    let edge: Edges
    var interpolation = Interpolation.bilinear

    /// `[1, C, height, width]`: the planes of `[1, C, H, W]` where `place` says, row by row.
    @inline(__always)
    func sample(
        _ planes: Tensor, height: Int, width: Int,
        at place: @Sendable (_ row: Int, _ column: Int) -> (x: Float, y: Float)
    ) -> Tensor {
        switch interpolation {
        case .bilinear: sample(planes, BilinearTap.self, height, width, place)
        case .cubic: sample(planes, CubicTap.self, height, width, place)
        }
    }

    /// The transpose of `sample`, of its linear part when the edge is a constant: `gradient` is of what was sampled,
    /// the result `[1, C, height, width]` of the picture.
    @inline(__always)
    func scatter(
        _ gradient: Tensor, height: Int, width: Int,
        at place: @Sendable (_ row: Int, _ column: Int) -> (x: Float, y: Float)
    ) -> Tensor {
        switch interpolation {
        case .bilinear: scatter(gradient, BilinearTap.self, height, width, place)
        case .cubic: scatter(gradient, CubicTap.self, height, width, place)
        }
    }

    @inline(__always)
    private func sample<T: Tap>(
        _ planes: Tensor, _: T.Type, _ height: Int, _ width: Int,
        _ place: @Sendable (_ row: Int, _ column: Int) -> (x: Float, y: Float)
    ) -> Tensor {
        let (shape, level) = (planes.shape, edge.level)
        let grid = PixelGrid(height: shape.height, width: shape.width, edge: edge)
        let source = planes.values.span
        return Tensor(unwritten: Shape(channels: shape.channels, height: height, width: width)) { output in
            output.share { output in
                Parallel.inParts(height, each: width * shape.channels) { rows in
                    var line = [T](repeating: .none, count: width)
                    for row in rows {
                        var taps = line.mutableSpan
                        fill(&taps, grid) { place(row, $0) }
                        for channel in 0..<shape.channels {
                            let plane = source.extracting(channel * shape.area..<(channel + 1) * shape.area)
                            let first = (channel * height + row) * width
                            let taps = line.span
                            output.withRun(first..<first + width) { line in
                                for i in line.indices { line[i] = taps[i].read(plane, level: level) }
                            }
                        }
                    }
                }
            }
        }
    }

    @inline(__always)
    private func scatter<T: Tap>(
        _ gradient: Tensor, _: T.Type, _ height: Int, _ width: Int,
        _ place: @Sendable (_ row: Int, _ column: Int) -> (x: Float, y: Float)
    ) -> Tensor {
        let (rows, columns) = (gradient.shape.height, gradient.shape.width)
        let grid = PixelGrid(height: height, width: width, edge: edge)
        let source = gradient.values.span
        let channels = gradient.shape.channels
        // Each plane is one thread's: the taps of some rows are made first, by all.
        let atOnce = 32
        var taps = [T](repeating: .none, count: atOnce * columns)
        return Tensor(Shape(channels: channels, height: height, width: width)) { output in
            for first in stride(from: 0, to: rows, by: atOnce) {
                let lines = first..<min(first + atOnce, rows)
                var all = taps.mutableSpan
                all.forEachRun(of: columns) { line, taps in
                    if first + line < rows { fill(&taps, grid) { place(first + line, $0) } }
                }
                let taps = taps.span
                output.forEachRun(of: height * width) { channel, plane in
                    for row in lines {
                        let start = (channel * rows + row) * columns
                        let gradient = source.extracting(start..<start + columns)
                        let taps = taps.extracting((row - first) * columns..<(row - first + 1) * columns)
                        for i in gradient.indices { taps[i].add(gradient[i], to: &plane) }
                    }
                }
            }
        }
    }

    /// All planes of a picture share the taps of a row.
    @inline(__always)
    private func fill<T: Tap>(
        _ taps: inout MutableSpan<T>, _ grid: PixelGrid, _ place: (_ column: Int) -> (x: Float, y: Float)
    ) {
        for column in taps.indices {
            let (x, y) = place(column)
            taps[column] = T(grid, x, y)
        }
    }
}
