public import Tensors

/// A picture split into bands of detail, each half the size of the one before, and what is left (Burt and Adelson,
/// "The Laplacian pyramid as a compact image code", 1983).
///
///     var pyramid = LaplacianPyramid(gradient, levels: 4)
///     pyramid.levels[0].scale(by: 2)      // finer detail
///     let sharper = pyramid.merged()
///
/// The kernel is the binomial 1 4 6 4 1 of TensorFlow's DeepDream notebook; past the edges the outermost pixels go on,
/// so that a plain area has no detail, not even at its border.
public struct LaplacianPyramid: Sendable {
    /// The bands, finest first, and last what is left: `[1, C, H, W]`, each ⌈half⌉ the size of the one before.
    public var levels: [Tensor]

    /// Splits `picture`, `[1, C, H, W]`, into `bands` bands, or fewer when a side gets shorter than 8; its memory
    /// becomes that of the finest band.
    public init(_ picture: consuming Tensor, levels bands: Int) {
        let count = LaplacianPyramid.shapes(of: picture.shape, levels: bands).count
        levels = []
        var rest = picture
        for _ in 1..<count {
            let smaller = rest.halved()
            rest.add(doubled: smaller, times: -1)
            levels.append(rest)
            rest = smaller
        }
        levels.append(rest)
    }

    /// The picture that the bands make.
    public consuming func merged() -> Tensor {
        var whole = levels.removeLast()
        while var band = levels.popLast() {
            band.add(doubled: whole, times: 1)
            whole = band
        }
        return whole
    }

    /// The transpose of `merged()`: the gradient with respect to each level of a pyramid of `bands` bands, from the one
    /// with respect to the picture, `[1, C, H, W]`.
    public static func adjointOfMerged(_ gradient: Tensor, levels bands: Int) -> LaplacianPyramid {
        var pyramid = LaplacianPyramid(levels: [gradient])
        for shape in shapes(of: gradient.shape, levels: bands).dropFirst() {
            let finer = pyramid.levels[pyramid.levels.count - 1]
            pyramid.levels.append(finer.adjointOfDoubled(height: shape.height, width: shape.width))
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
    public init(levels: [Tensor]) { self.levels = levels }
}

extension Tensor {
    /// Blurred by 1 4 6 4 1 in both directions, and every second pixel kept.
    func halved() -> Tensor { halvedAcross().halvedDown() }

    private func halvedAcross() -> Tensor {
        let width = (shape.width + 1) / 2
        let columns = shape.width
        let input = values.span
        return Tensor(Shape(channels: shape.channels, height: shape.height, width: width)) { output in
            for row in 0..<shape.channels * shape.height {
                let source = row * columns
                for x in 0..<width {
                    let outer = input[source + max(2 * x - 2, 0)] + input[source + min(2 * x + 2, columns - 1)]
                    let inner = input[source + max(2 * x - 1, 0)] + input[source + min(2 * x + 1, columns - 1)]
                    output[row * width + x] = binomial(outer, inner, input[source + 2 * x])
                }
            }
        }
    }

    private func halvedDown() -> Tensor {
        let height = (shape.height + 1) / 2
        let (rows, width) = (shape.height, shape.width)
        let input = values.span
        return Tensor(Shape(channels: shape.channels, height: height, width: width)) { output in
            for row in 0..<shape.channels * height {
                let plane = row / height * rows
                let centre = row % height * 2
                let a = (plane + max(centre - 2, 0)) * width
                let b = (plane + max(centre - 1, 0)) * width
                let c = (plane + centre) * width
                let d = (plane + min(centre + 1, rows - 1)) * width
                let e = (plane + min(centre + 2, rows - 1)) * width
                for x in 0..<width {
                    let outer = input[a + x] + input[e + x]
                    let inner = input[b + x] + input[d + x]
                    output[row * width + x] = binomial(outer, inner, input[c + x])
                }
            }
        }
    }

    private func doubledAcross(to width: Int) -> Tensor {
        let columns = shape.width
        let input = values.span
        return Tensor(Shape(channels: shape.channels, height: shape.height, width: width)) { output in
            for row in 0..<shape.channels * shape.height {
                let source = row * columns
                for x in 0..<width {
                    let here = input[source + x / 2]
                    let next = input[source + min(x / 2 + 1, columns - 1)]
                    let last = input[source + max(x / 2 - 1, 0)]
                    output[row * width + x] = x % 2 == 0 ? onPixel(last, here, next) : betweenPixels(here, next)
                }
            }
        }
    }

    /// Adds a tensor of half the size, in which the same kernel puts a new pixel between every two.
    fileprivate mutating func add(doubled half: Tensor, times factor: Float) {
        let wide = half.doubledAcross(to: shape.width)
        let input = wide.values.span
        let (rows, height, width) = (half.shape.height, shape.height, shape.width)
        let count = shape.channels * height
        var output = values.mutableSpan
        for row in 0..<count {
            let plane = row / height * rows
            let y = row % height
            let above = (plane + max(y / 2 - 1, 0)) * width
            let here = (plane + y / 2) * width
            let below = (plane + min(y / 2 + 1, rows - 1)) * width
            if y % 2 == 0 {
                for x in 0..<width {
                    output[row * width + x] += factor * onPixel(input[above + x], input[here + x], input[below + x])
                }
            } else {
                for x in 0..<width {
                    output[row * width + x] += factor * betweenPixels(input[here + x], input[below + x])
                }
            }
        }
    }
}

/// The transpose of doubling: every new pixel's gradient goes to the old ones that it was made of.
extension Tensor {
    fileprivate func adjointOfDoubled(height: Int, width: Int) -> Tensor {
        undoubledDown(to: height).undoubledAcross(to: width)
    }

    private func undoubledAcross(to width: Int) -> Tensor {
        let columns = shape.width
        let input = values.span
        return Tensor(Shape(channels: shape.channels, height: shape.height, width: width)) { output in
            for row in 0..<shape.channels * shape.height {
                let gradient = input.extracting(row * columns..<(row + 1) * columns)
                output.withRun(row * width..<(row + 1) * width) { output in
                    for x in gradient.indices {
                        let here = x / 2
                        let next = min(here + 1, width - 1)
                        if x % 2 == 0 {
                            output[max(here - 1, 0)] += 0.125 * gradient[x]
                            output[here] += 0.75 * gradient[x]
                            output[next] += 0.125 * gradient[x]
                        } else {
                            output[here] += 0.5 * gradient[x]
                            output[next] += 0.5 * gradient[x]
                        }
                    }
                }
            }
        }
    }

    private func undoubledDown(to height: Int) -> Tensor {
        let (rows, width) = (shape.height, shape.width)
        let input = values.span
        return Tensor(Shape(channels: shape.channels, height: height, width: width)) { output in
            for row in 0..<shape.channels * rows {
                let plane = row / rows * height
                let y = row % rows
                let here = plane + y / 2
                let next = plane + min(y / 2 + 1, height - 1)
                let gradient = input.extracting(row * width..<(row + 1) * width)
                if y % 2 == 0 {
                    output.add(gradient, times: 0.125, at: (plane + max(y / 2 - 1, 0)) * width)
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
