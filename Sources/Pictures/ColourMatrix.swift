public import Tensors

/// A linear change of three colours: a matrix that every pixel is multiplied by.
///
///     let rgb = ColourMatrix.decorrelated.applied(to: planes)              // [1, 3, H, W]
///     let gradient = ColourMatrix.decorrelated.transposed.applied(to: g)   // back on the planes
public struct ColourMatrix: Hashable, Sendable {
    /// The rows, each of which makes one plane of the result.
    public var rows: [SIMD3<Float>] { [first, second, third] }

    private let first, second, third: SIMD3<Float>

    /// A matrix from its three rows.
    public init(_ first: SIMD3<Float>, _ second: SIMD3<Float>, _ third: SIMD3<Float>) {
        (self.first, self.second, self.third) = (first, second, third)
    }

    /// Red, green and blue from planes that vary independently in photographs, brightness first: the square root of the
    /// colours' correlation in ImageNet, scaled so that the longest column has length 1 (Lucid,
    /// `optvis/param/color.py`).
    public static let decorrelated: ColourMatrix = {
        let matrix = ColourMatrix(SIMD3(0.26, 0.09, 0.02), SIMD3(0.27, 0, -0.05), SIMD3(0.27, -0.09, 0.03))
        let columns = matrix.transposed.rows
        let longest = columns.map { ($0 * $0).sum().squareRoot() }.max() ?? 1
        return ColourMatrix(matrix.rows[0] / longest, matrix.rows[1] / longest, matrix.rows[2] / longest)
    }()

    /// The planes that `decorrelated` makes colours from.
    public static let decorrelating: ColourMatrix = {
        guard let inverse = decorrelated.inverse else { preconditionFailure("no colours become one") }
        return inverse
    }()

    /// Rows and columns exchanged: carries gradients back.
    public var transposed: ColourMatrix {
        ColourMatrix(
            SIMD3(rows[0].x, rows[1].x, rows[2].x), SIMD3(rows[0].y, rows[1].y, rows[2].y),
            SIMD3(rows[0].z, rows[1].z, rows[2].z))
    }

    /// The matrix that undoes this one; nil when colours become one.
    public var inverse: ColourMatrix? {
        let columns = [cross(rows[1], rows[2]), cross(rows[2], rows[0]), cross(rows[0], rows[1])]
        let determinant = (rows[0] * columns[0]).sum()
        guard determinant.isFinite, abs(determinant) > 1e-12 else { return nil }
        return ColourMatrix(columns[0] / determinant, columns[1] / determinant, columns[2] / determinant).transposed
    }

    /// `[1, 3, H, W]`, every pixel multiplied.
    public func applied(to picture: consuming Tensor) -> Tensor {
        picture.mapColours(times)
    }

    /// One colour multiplied.
    @inline(__always)
    func times(_ colour: SIMD3<Float>) -> SIMD3<Float> {
        SIMD3((first * colour).sum(), (second * colour).sum(), (third * colour).sum())
    }
}

/// Eight colours at once.
typealias EightColours = (SIMD8<Float>, SIMD8<Float>, SIMD8<Float>)

extension ColourMatrix {
    /// Eight colours multiplied.
    @inline(__always)
    func times(_ colours: EightColours) -> EightColours {
        (sum(first, colours), sum(second, colours), sum(third, colours))
    }

    @inline(__always)
    private func sum(_ row: SIMD3<Float>, _ colours: EightColours) -> SIMD8<Float> {
        colours.0 * row.x + colours.1 * row.y + colours.2 * row.z
    }
}

private func cross(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> SIMD3<Float> {
    SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

extension Tensor {
    /// `[1, 3, H, W]`, each pixel's three values passed through `body`.
    @inline(__always)
    consuming func mapColours(_ body: @Sendable (SIMD3<Float>) -> SIMD3<Float>) -> Tensor {
        mapPixels { _, colour in body(colour) }
    }

    /// The same of two pictures of one size, in the memory of this one.
    @inline(__always)
    consuming func mapPixels(
        with other: Tensor, _ body: @Sendable (_ own: SIMD3<Float>, _ other: SIMD3<Float>) -> SIMD3<Float>
    ) -> Tensor {
        let area = other.shape.area
        let x = other.values.span
        return mapPixels { i, colour in body(colour, SIMD3(x[i], x[area + i], x[2 * area + i])) }
    }

    /// The same with the pixel's number.
    @inline(__always)
    consuming func mapPixels(_ body: @Sendable (_ pixel: Int, SIMD3<Float>) -> SIMD3<Float>) -> Tensor {
        precondition(shape.rank == 4 && shape.channels == 3, "\(shape) has not three colours")
        var mapped = self
        let area = mapped.shape.area
        var planes = mapped.values.mutableSpan
        planes.share { planes in
            Parallel.inParts(area, each: 3) { range in
                for i in range {
                    let colour = body(i, SIMD3(planes[i], planes[area + i], planes[2 * area + i]))
                    planes[i] = colour.x
                    planes[area + i] = colour.y
                    planes[2 * area + i] = colour.z
                }
            }
        }
        return mapped
    }

    /// `[1, 3, H, W]`, every eight neighbours' values passed through `body`, with those of another picture of one size.
    @inline(__always)
    consuming func mapEight(
        with other: Tensor, _ body: @Sendable (_ own: EightColours, _ other: EightColours) -> EightColours
    ) -> Tensor {
        precondition(shape.rank == 4 && shape.channels == 3 && other.shape == shape, "\(shape) and \(other.shape)")
        let x = other.values.span
        return mapEight { range, own in
            let i = range.lowerBound
            let area = x.count / 3
            let rest = range.count
            return body(
                own,
                (
                    x.extracting(i..<i + rest).eight(from: 0), x.extracting(area + i..<area + i + rest).eight(from: 0),
                    x.extracting(2 * area + i..<2 * area + i + rest).eight(from: 0)
                ))
        }
    }

    /// `[1, 3, H, W]`, every eight neighbours' values passed through `body`, with their places: fewer at the end of a part.
    @inline(__always)
    consuming func mapEight(_ body: @Sendable (_ pixels: Range<Int>, EightColours) -> EightColours) -> Tensor {
        precondition(shape.rank == 4 && shape.channels == 3, "\(shape) has not three colours")
        var mapped = self
        let area = mapped.shape.area
        var planes = mapped.values.mutableSpan
        planes.share { planes in
            Parallel.inParts(area, each: 3) { range in
                let (start, end) = (range.lowerBound, range.upperBound)
                planes.withRun(start..<end) { first in
                    planes.withRun(area + start..<area + end) { second in
                        planes.withRun(2 * area + start..<2 * area + end) { third in
                            for i in stride(from: 0, to: first.count, by: 8) {
                                let pixels = start + i..<min(start + i + 8, end)
                                let colours = body(
                                    pixels, (first.eight(from: i), second.eight(from: i), third.eight(from: i)))
                                first.write(colours.0, from: i)
                                second.write(colours.1, from: i)
                                third.write(colours.2, from: i)
                            }
                        }
                    }
                }
            }
        }
        return mapped
    }
}
