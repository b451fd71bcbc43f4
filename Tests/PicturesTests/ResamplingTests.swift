import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct ResamplingTests {
    @Test(arguments: [(3, 4), (50, 70), (100, 33), (1, 1)])
    func aPlainPictureStaysPlain(_ height: Int, _ width: Int) {
        let plain = Tensor(shape: Shape(channels: 2, height: 21, width: 34), repeating: 0.7)
        for filter in [ResampleFilter.bilinear, .lanczos3] {
            let resized = plain.resized(height: height, width: width, filter: filter)
            #expect(resized.shape == Shape(channels: 2, height: height, width: width))
            #expect(resized.values.allSatisfy { abs($0 - 0.7) < 1e-5 })
        }
    }

    @Test func aSlopeStaysASlope() {
        // Away from the borders, a linear picture is reproduced by any normalised symmetric kernel.
        let slope = Tensor(shape: Shape(channels: 1, height: 1, width: 40), values: (0..<40).map { Float($0) + 0.5 })
        for (width, ratio) in [(80, Float(0.5)), (20, 2)] {
            let resized = slope.resized(height: 1, width: width, filter: .bilinear)
            for x in width / 4..<width * 3 / 4 { #expect(abs(resized.values[x] - (Float(x) + 0.5) * ratio) < 1e-3) }
        }
    }

    @Test func downAndUpKeepsASmoothPicture() {
        let sky = Clouds.paint(width: 160, height: 120, seed: 2).resized(height: 30, width: 40)
        let back = sky.resized(height: 90, width: 120).resized(height: 30, width: 40)
        #expect(back.relativeDistance(to: sky) < 0.02)
    }

    @Test func shrinkingDoesNotAlias() {
        // A chessboard of single pixels is grey from afar.
        let board = Tensor(
            shape: Shape(channels: 1, height: 64, width: 64), values: (0..<4096).map { Float(($0 / 64 + $0 % 64) % 2) })
        let small = board.resized(height: 16, width: 16)
        #expect(small.values.allSatisfy { abs($0 - 0.5) < 0.02 })
    }

    @Test(arguments: [(9, 14), (30, 30), (4, 40), (1, 1)]) func transposes(_ height: Int, _ width: Int) {
        for filter in [ResampleFilter.bilinear, .lanczos3] {
            let error = Adjoints.error(inputs: Shape(channels: 2, height: 13, width: 21)) {
                $0.resized(height: height, width: width, filter: filter)
            } transpose: {
                $0.adjointOfResized(fromHeight: 13, width: 21, filter: filter)
            }
            #expect(error < 1e-6)
        }
    }

    @Test func rollingIsUndone() {
        let x = Tensor.noise(Shape(channels: 3, height: 7, width: 11), seed: 1)
        for (down, right) in [(0, 0), (3, -4), (-7, 11), (100, -100)] {
            #expect(x.rolled(down: down, right: right).rolled(down: -down, right: -right) == x)
            let region = Region(rows: 1..<4, columns: 2..<x.shape.width)
            let part = x.part(region, rolledDown: down, right: right)
            #expect(part == x.rolled(down: down, right: right).part(region))
            // Adding is the adjoint of reading.
            let seed = Tensor.noise(part.shape, seed: 9)
            var spread = Tensor.zeros(x.shape)
            spread.add(seed, at: region, rolledDown: down, right: right)
            let (a, b) = (
                Sums.products(part.values.span, seed.values.span), Sums.products(x.values.span, spread.values.span)
            )
            #expect(abs(a - b) < 1e-5 * max(1, abs(a)))
        }
        let row = Tensor(shape: Shape(channels: 1, height: 1, width: 4), values: [1, 2, 3, 4])
        #expect(row.rolled(down: 0, right: 1).values == [4, 1, 2, 3])
    }
}

@Suite struct LaplacianPyramidTests {
    @Test(arguments: [(64, 96), (61, 67), (9, 200), (8, 8)])
    func mergingRestores(_ height: Int, _ width: Int) {
        let x = Tensor.noise(Shape(channels: 3, height: height, width: width), seed: 6)
        let pyramid = LaplacianPyramid(x, levels: 4)
        #expect(pyramid.levels.count >= 2)
        #expect(pyramid.merged().relativeDistance(to: x) < 1e-6)
    }

    @Test(arguments: [(64, 96), (61, 67), (9, 200), (8, 8), (3, 3)])
    func theTransposeOfMerging(_ height: Int, _ width: Int) {
        let picture = Shape(channels: 2, height: height, width: width)
        let shapes = LaplacianPyramid.shapes(of: picture, levels: 4)
        #expect(LaplacianPyramid(.zeros(picture), levels: 4).levels.map(\.shape) == shapes)
        let levels = shapes.enumerated().map { Tensor.noise($1, seed: UInt64($0)) }
        let seed = Tensor.noise(picture, seed: 77)
        let merged = LaplacianPyramid(levels: levels).merged()
        let gradients = LaplacianPyramid.adjointOfMerged(seed, levels: 4).levels
        #expect(gradients.map(\.shape) == shapes)
        let (a, b) = (
            Sums.products(merged.values.span, seed.values.span),
            zip(levels, gradients).reduce(0) { $0 + Sums.products($1.0.values.span, $1.1.values.span) }
        )
        #expect(abs(a - b) < 1e-5 * (Sums.squares(merged.values.span) * Sums.squares(seed.values.span)).squareRoot())
    }

    @Test func aPlainPictureHasNoDetailNotEvenAtItsBorder() {
        let plain = Tensor(shape: Shape(channels: 1, height: 33, width: 47), repeating: 3)
        let pyramid = LaplacianPyramid(plain, levels: 4)
        for band in pyramid.levels.dropLast() { #expect(band.values.allSatisfy { abs($0) < 1e-5 }) }
    }
}
