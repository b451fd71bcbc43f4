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

    /// Rows are resized like columns, however many there are.
    @Test(arguments: [1, 7, 8, 9, 31]) func rowsAreColumns(_ height: Int) {
        let rows = Tensor.noise(Shape(channels: 3, height: height, width: 23), seed: 6)
        func turned(_ x: Tensor) -> Tensor {
            var result = Tensor.zeros(Shape(channels: 3, height: x.shape.width, width: x.shape.height))
            for i in x.values.indices {
                let (row, column) = (i / x.shape.width, i % x.shape.width)
                let (channel, y) = (row / x.shape.height, row % x.shape.height)
                result.values[(channel * x.shape.width + column) * x.shape.height + y] = x.values[i]
            }
            return result
        }
        for width in [9, 60] {
            let across = rows.resized(height: height, width: width)
            let down = turned(rows).resized(height: width, width: height)
            #expect(across.relativeDistance(to: turned(down)) < 1e-6)
        }
    }

    /// What a network takes of levels: planes in another order, scaled, within bounds, of a rectangle of the shifted picture; and the way back.
    @Test(arguments: [(0, 0), (3, -4), (100, -7)]) func rectanglesAreReadInOnePass(_ down: Int, _ right: Int) {
        var x = Tensor.noise(Shape(channels: 3, height: 7, width: 11), seed: 1)
        let planes = (0..<3).map { PlaneScaling(source: 2 - $0, factor: Float($0 + 1), offset: 0.25) }
        let back = (0..<3).map { PlaneScaling(source: 2 - $0, factor: Float(3 - $0)) }
        // Within the picture, all of it, and farther than it reaches.
        for region in [
            Region(rows: 1..<4, columns: 2..<11), Region(allOf: x.shape), Region(rows: -9..<16, columns: -5..<30),
        ] {
            let part = x.part(region, rolledDown: down, right: right, scaled: planes, within: -0.5...0.75)
            var clamped = x
            clamped.clamp(to: -0.5...0.75)
            let plain = clamped.part(region, rolledDown: down, right: right).scaled(planes)
            #expect(part == plain)
            let seed = Tensor.noise(part.shape, seed: 9)
            var spread = Tensor.zeros(x.shape)
            spread.add(seed, at: region, rolledDown: down, right: right, scaled: back)
            let linear = x.part(
                region, rolledDown: down, right: right,
                scaled: planes.map { PlaneScaling(source: $0.source, factor: $0.factor) }, within: -100...100)
            let (there, here) = (
                Sums.products(linear.values.span, seed.values.span), Sums.products(x.values.span, spread.values.span)
            )
            #expect(abs(there - here) < 1e-4 * (abs(there) + 1))
        }
        x.values[3] = .nan
        let all = Region(allOf: x.shape)
        #expect(!x.part(all, rolledDown: down, right: right, scaled: planes, within: 0...1).isFinite)
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

    /// A tile at another size is a tile: as what lies in the middle of nine of them.
    @Test(arguments: [(37, 41), (48, 20), (60, 90), (24, 24), (7, 3)])
    func tilesAreResizedAsPatterns(_ height: Int, _ width: Int) {
        let tile = Tensor.noise(Shape(channels: 3, height: 40, width: 36), seed: 8)
        let (rows, columns) = (height..<2 * height, width..<2 * width)
        let whole = Region(rows: rows, columns: columns)
        for filter in [ResampleFilter.lanczos3, .bilinear] {
            func resized(_ edge: Edges) -> Tensor {
                tile.resized(height: height, width: width, filter: filter, edge: edge)
            }
            let nine = tile.part(Region(rows: -40..<80, columns: -36..<72), rolledDown: 0, right: 0)
                .resized(height: 3 * height, width: 3 * width, filter: filter).part(whole)
            #expect(resized(.wrap).relativeDistance(to: nine) < 1e-5)
            // Top and bottom are borders of a panorama.
            let three = tile.part(Region(rows: 0..<40, columns: -36..<72), rolledDown: 0, right: 0)
                .resized(height: height, width: 3 * width, filter: filter)
                .part(Region(rows: 0..<height, columns: columns))
            #expect(resized(Edges(across: .wrap, down: .clamp)).relativeDistance(to: three) < 1e-5)
            #expect(resized(.wrap).relativeDistance(to: resized(.clamp)) > 1e-3)
            // What is mirrored at its edges is its middle among its mirror images.
            let twice = AffineView(of: tile.shape, edge: .mirror)
                .cropped(to: Region(rows: -40..<80, columns: -36..<72)).sample(tile)
                .resized(height: 3 * height, width: 3 * width, filter: filter).part(whole)
            #expect(resized(.mirror).relativeDistance(to: twice) < 1e-5)
        }
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

    /// A pyramid of a tile knows no edge: moved by whole pixels of its coarsest level, it is the moved pyramid.
    @Test func pyramidsOfTiles() {
        let tile = Tensor.noise(Shape(channels: 2, height: 48, width: 64), seed: 9)
        func bands(_ x: Tensor, _ edge: Edges) -> Tensor {
            var pyramid = LaplacianPyramid(x, levels: 3, edge: edge)
            pyramid.levels[1].scale(by: 3)
            return pyramid.merged()
        }
        func moved(_ x: Tensor, _ times: Int) -> Tensor { x.rolled(down: 16 * times, right: 24 * times) }
        for (edge, isTile) in [(Edges.wrap, true), (.clamp, false), (.mirror, false)] {
            let distance = moved(bands(moved(tile, 1), edge), -1).relativeDistance(to: bands(tile, edge))
            #expect(isTile ? distance < 1e-6 : distance > 1e-2, "\(edge): \(distance)")
        }
        // The way back, at sides of any length.
        for edge in [Edges.wrap, .mirror, Edges(across: .wrap, down: .clamp)] {
            let picture = Shape(channels: 1, height: 19, width: 30)
            let levels = LaplacianPyramid.shapes(of: picture, levels: 2).enumerated().map {
                Tensor.noise($1, seed: UInt64($0))
            }
            let seed = Tensor.noise(picture, seed: 7)
            let merged = LaplacianPyramid(levels: levels, edge: edge).merged()
            let gradients = LaplacianPyramid.adjointOfMerged(seed, levels: 2, edge: edge).levels
            let forth = Sums.products(merged.values.span, seed.values.span)
            let back = zip(levels, gradients).reduce(0.0) {
                $0 + Sums.products($1.0.values.span, $1.1.values.span)
            }
            #expect(abs(forth - back) < 1e-4 * max(1, abs(forth)))
            #expect(LaplacianPyramid(seed, levels: 3, edge: edge).merged().relativeDistance(to: seed) < 1e-6)
        }
    }
}
