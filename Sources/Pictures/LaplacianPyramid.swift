public import Tensors

/// A picture split into bands of detail, each half the size of the one before, and what is left (Burt and Adelson,
/// "The Laplacian pyramid as a compact image code", 1983).
///
///     var pyramid = LaplacianPyramid(gradient, levels: 4)
///     pyramid.levels[0].scale(by: 2)      // finer detail
///     let sharper = pyramid.merged()
///
/// The kernel is the binomial 1 4 6 4 1 of TensorFlow's DeepDream notebook. Past the edges there are pixels, the outermost
/// ones unless it is said otherwise, so that a plain area has no detail, not even at its border. Between the ends of a
/// wrapping side of odd length two pixels of the next level lie as near as neighbours of this one do.
public struct LaplacianPyramid: Sendable {
    /// The bands, finest first, and last what is left: `[1, C, H, W]`, each ⌈half⌉ the size of the one before.
    public var levels: [Tensor]
    /// What is seen past the edges of every level; not a constant.
    public let edge: Edges

    /// Splits `picture`, `[1, C, H, W]`, into `bands` bands, or fewer when a side gets shorter than 8; its memory
    /// becomes that of the finest band.
    public init(_ picture: consuming Tensor, levels bands: Int, edge: Edges = .clamp) {
        precondition(edge.showPixels, "a pyramid has pixels past its edges")
        self.edge = edge
        let count = LaplacianPyramid.shapes(of: picture.shape, levels: bands).count
        levels = []
        var rest = picture
        for _ in 1..<count {
            let smaller = rest.halved(edge)
            rest.add(doubled: smaller, times: -1, edge)
            levels.append(rest)
            rest = smaller
        }
        levels.append(rest)
    }

    /// The picture that the bands make.
    public consuming func merged() -> Tensor {
        var whole = levels.removeLast()
        while var band = levels.popLast() {
            band.add(doubled: whole, times: 1, edge)
            whole = band
        }
        return whole
    }

    /// The transpose of `merged()`: the gradient with respect to each level of a pyramid of `bands` bands, from the one
    /// with respect to the picture, `[1, C, H, W]`.
    public static func adjointOfMerged(_ gradient: Tensor, levels bands: Int, edge: Edges = .clamp) -> LaplacianPyramid
    {
        var pyramid = LaplacianPyramid(levels: [gradient], edge: edge)
        for shape in shapes(of: gradient.shape, levels: bands).dropFirst() {
            let finer = pyramid.levels[pyramid.levels.count - 1]
            pyramid.levels.append(finer.adjointOfDoubled(height: shape.height, width: shape.width, edge))
        }
        return pyramid
    }

    /// The shapes of the levels of a picture's pyramid.
    public static func shapes(of picture: Shape, levels bands: Int) -> [Shape] {
        var shapes = [picture]
        while shapes.count <= bands, let last = shapes.last, min(last.height, last.width) >= 8 {
            shapes.append(Shape(channels: last.channels, height: (last.height + 1) / 2, width: (last.width + 1) / 2))
        }
        return shapes
    }

    /// A pyramid of given levels, whose shapes are those of `shapes(of:levels:)`.
    public init(levels: [Tensor], edge: Edges = .clamp) {
        precondition(edge.showPixels, "a pyramid has pixels past its edges")
        (self.levels, self.edge) = (levels, edge)
    }
}

extension Tensor {
    /// Blurred by 1 4 6 4 1 in both directions, and every second pixel kept; plane by plane, so that little is held between.
    func halved(_ edge: Edges = .clamp) -> Tensor {
        let (height, width) = ((shape.height + 1) / 2, (shape.width + 1) / 2)
        return Tensor(unwritten: Shape(channels: shape.channels, height: height, width: width)) { output in
            for channel in 0..<shape.channels {
                let across = halvedAcross(edge.across, plane: channel)
                output.withRun(channel * height * width..<(channel + 1) * height * width) {
                    across.halveDown(edge.down, into: &$0)
                }
            }
        }
    }

    private func halvedAcross(_ edge: EdgeMode, plane: Int) -> Tensor {
        let width = (shape.width + 1) / 2
        let (columns, first) = (shape.width, plane * shape.area)
        let input = values.span
        return Tensor(unwritten: Shape(channels: 1, height: shape.height, width: width)) { row, output in
            let source = input.extracting(first + row * columns..<first + (row + 1) * columns)
            for x in output.indices {
                let (a, b) = (edge.pixel(2 * x - 2, of: columns), edge.pixel(2 * x - 1, of: columns))
                let (d, e) = (edge.pixel(2 * x + 1, of: columns), edge.pixel(2 * x + 2, of: columns))
                output[x] = binomial(source[a] + source[e], source[b] + source[d], source[2 * x])
            }
        }
    }

    /// Of one plane.
    private func halveDown(_ edge: EdgeMode, into plane: inout MutableSpan<Float>) {
        let (rows, width) = (shape.height, shape.width)
        let input = values.span
        plane.forEachRun(of: width) { row, output in
            let centre = row * 2
            func line(_ y: Int) -> Range<Int> {
                let first = edge.pixel(y, of: rows) * width
                return first..<first + width
            }
            let a = input.extracting(line(centre - 2))
            let b = input.extracting(line(centre - 1))
            let c = input.extracting(line(centre))
            let d = input.extracting(line(centre + 1))
            let e = input.extracting(line(centre + 2))
            for x in output.indices { output[x] = binomial(a[x] + e[x], b[x] + d[x], c[x]) }
        }
    }

    private func doubledAcross(to width: Int, _ edge: EdgeMode, plane: Int) -> Tensor {
        let (columns, first) = (shape.width, plane * shape.area)
        let input = values.span
        return Tensor(unwritten: Shape(channels: 1, height: shape.height, width: width)) { row, output in
            let source = input.extracting(first + row * columns..<first + (row + 1) * columns)
            for x in output.indices {
                let here = source[x / 2]
                let next = source[edge.pixel(x / 2 + 1, of: columns)]
                let last = source[edge.pixel(x / 2 - 1, of: columns)]
                output[x] = x % 2 == 0 ? onPixel(last, here, next) : betweenPixels(here, next)
            }
        }
    }

    /// Adds a tensor of half the size, in which the same kernel puts a new pixel between every two; plane by plane.
    fileprivate mutating func add(doubled half: Tensor, times factor: Float, _ edge: Edges) {
        let (width, area) = (shape.width, shape.area)
        var output = values.mutableSpan
        for channel in 0..<half.shape.channels {
            let wide = half.doubledAcross(to: width, edge.across, plane: channel)
            output.withRun(channel * area..<(channel + 1) * area) { wide.addDown(to: &$0, times: factor, edge.down) }
        }
    }

    /// Adds this plane, as wide and half as high, to one.
    private func addDown(to plane: inout MutableSpan<Float>, times factor: Float, _ edge: EdgeMode) {
        let (rows, width) = (shape.height, shape.width)
        let input = values.span
        plane.forEachRun(of: width) { y, output in
            func line(_ y: Int) -> Range<Int> {
                let first = edge.pixel(y, of: rows) * width
                return first..<first + width
            }
            let above = input.extracting(line(y / 2 - 1))
            let here = input.extracting(line(y / 2))
            let below = input.extracting(line(y / 2 + 1))
            if y % 2 == 0 {
                for x in output.indices { output[x] += factor * onPixel(above[x], here[x], below[x]) }
            } else {
                for x in output.indices { output[x] += factor * betweenPixels(here[x], below[x]) }
            }
        }
    }
}

/// The transpose of doubling: every new pixel's gradient goes to the old ones that it was made of.
extension Tensor {
    fileprivate func adjointOfDoubled(height: Int, width: Int, _ edge: Edges) -> Tensor {
        undoubledDown(to: height, edge.down).undoubledAcross(to: width, edge.across)
    }

    private func undoubledAcross(to width: Int, _ edge: EdgeMode) -> Tensor {
        let columns = shape.width
        let input = values.span
        return Tensor(Shape(channels: shape.channels, height: shape.height, width: width)) { row, output in
            let gradient = input.extracting(row * columns..<(row + 1) * columns)
            for x in gradient.indices {
                let here = x / 2
                let next = edge.pixel(here + 1, of: width)
                if x % 2 == 0 {
                    output[edge.pixel(here - 1, of: width)] += 0.125 * gradient[x]
                    output[here] += 0.75 * gradient[x]
                    output[next] += 0.125 * gradient[x]
                } else {
                    output[here] += 0.5 * gradient[x]
                    output[next] += 0.5 * gradient[x]
                }
            }
        }
    }

    private func undoubledDown(to height: Int, _ edge: EdgeMode) -> Tensor {
        let (rows, width) = (shape.height, shape.width)
        let input = values.span
        return Tensor(Shape(channels: shape.channels, height: height, width: width)) { output in
            for row in 0..<shape.channels * rows {
                let plane = row / rows * height
                let y = row % rows
                let here = plane + y / 2
                let next = plane + edge.pixel(y / 2 + 1, of: height)
                let gradient = input.extracting(row * width..<(row + 1) * width)
                if y % 2 == 0 {
                    output.add(gradient, times: 0.125, at: (plane + edge.pixel(y / 2 - 1, of: height)) * width)
                    output.add(gradient, times: 0.75, at: here * width)
                    output.add(gradient, times: 0.125, at: next * width)
                } else {
                    output.add(gradient, times: 0.5, at: here * width)
                    output.add(gradient, times: 0.5, at: next * width)
                }
            }
        }
    }
}

/// 1 4 6 4 1 ÷ 16
@inline(__always)
private func binomial(_ outer: Float, _ inner: Float, _ centre: Float) -> Float {
    (outer + 4 * inner + 6 * centre) * 0.0625
}

/// The kernel's taps that meet old pixels at an even place: 1 6 1 ÷ 8.
@inline(__always)
private func onPixel(_ before: Float, _ here: Float, _ after: Float) -> Float {
    (before + 6 * here + after) * 0.125
}

/// And at an odd one: 4 4 ÷ 8.
@inline(__always)
private func betweenPixels(_ here: Float, _ after: Float) -> Float {
    (here + after) * 0.5
}
