import Dreams
import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Operations that look at neighbours, on canvases whose sides meet.
@Suite struct WrappedOperationTests {
    private static func operations(_ wrap: Wrap) -> [CanvasOperation] {
        [
            .init("blur", ["radius": 0.03, "wrap": .text(wrap.rawValue)]),
            .init("sharpen", ["radius": 0.02, "amount": 0.4, "wrap": .text(wrap.rawValue)]),
            .init("resize", ["factor": 1.5, "wrap": .text(wrap.rawValue)]),
            .init("resize", ["factor": 0.5, "wrap": .text(wrap.rawValue)]),
        ]
    }

    /// Half contrast, so that nothing that is sharpened reaches black or white.
    private static let photo: Tensor = Small.photo.colours.map { 0.3 + 0.4 * $0 }

    /// How much it matters to an operation where the picture begins: the larger side rolled by `right`, the other by `down`.
    private func dependence(_ operation: CanvasOperation, down: Int, right: Int) throws -> Double {
        func result(_ colours: Tensor) throws -> Tensor {
            try Small.render(Small.recipe([.canvas(operation)]), on: Picture(colours: colours)).0.colours
        }
        let plain = try result(Self.photo)
        let rolled = try result(Self.photo.rolled(down: down, right: right))
        let factor = Float(plain.shape.width) / Float(Self.photo.shape.width)
        func scaled(_ count: Int) -> Int { -Int(Float(count) * factor) }
        return rolled.rolled(down: scaled(down), right: scaled(right)).relativeDistance(to: plain)
    }

    @Test(arguments: 0..<4) func tilesHaveNoBorder(_ index: Int) throws {
        let (tile, panorama, picture) = (
            Self.operations(.both)[index], Self.operations(.horizontal)[index], Self.operations(.none)[index]
        )
        #expect(try dependence(tile, down: 20, right: 44) < 1e-5)
        #expect(try dependence(panorama, down: 0, right: 44) < 1e-5)
        #expect(try dependence(panorama, down: 20, right: 0) > 1e-4)
        #expect(try dependence(picture, down: 0, right: 44) > 1e-4)
    }

    /// Where nothing is transparent, nothing is more than that, however the canvas is moved: four weights may add up to a little more than 1.
    @Test(
        arguments: [
            ("ripple", ["amount": 0.1725512, "wavelength": 4.0]), ("ripple", ["amount": 0.03, "wavelength": 0.2]),
            ("swirl", ["angle": 77.0]), ("warp", ["amount": 0.2]), ("rotate", ["angle": 33.0]),
            ("zoom", ["factor": 1.37]),
            ("zoom", ["factor": 0.41]),
        ] as [(String, [String: WordValue])])
    func opacityIsAtMostWhole(_ name: String, _ options: [String: WordValue]) throws {
        for opacity: Float in [1, 0] {
            var picture = Small.photo
            picture.alpha = Tensor(shape: Shape(channels: 1, height: 80, width: 120), repeating: opacity)
            let recipe = Small.recipe([.canvas(CanvasOperation(name, options))])
            let alpha = try #require(try Small.render(recipe, on: picture).0.alpha)
            #expect(alpha.values.allSatisfy { (0...1).contains($0) && abs($0 - opacity) < 1e-5 })
        }
    }

    /// What is seen past the edges of a tile, when it is turned, made smaller or pushed, is the tile again: the same as in the middle of nine
    /// of them.
    @Test(arguments: [
        (
            CanvasOperation("zoom", ["factor": 0.6, "wrap": "both"]), CanvasOperation("zoom", ["factor": 0.6])
        ),
        (.init("rotate", ["angle": 25, "wrap": "both"]), .init("rotate", ["angle": 25])),
    ])
    func tilesGoOnPastTheirEdges(_ wrapped: CanvasOperation, _ plain: CanvasOperation) throws {
        func result(_ operation: CanvasOperation, _ colours: Tensor) throws -> Tensor {
            try Small.render(Small.recipe([.canvas(operation)]), on: Picture(colours: colours)).0.colours
        }
        let tile = Self.photo
        let (height, width) = (tile.shape.height, tile.shape.width)
        var nine = Tensor.zeros(Shape(channels: 3, height: 3 * height, width: 3 * width))
        for row in 0..<3 {
            for column in 0..<3 {
                nine.add(
                    tile,
                    at: Region(
                        rows: row * height..<(row + 1) * height, columns: column * width..<(column + 1) * width),
                    rolledDown: 0, right: 0)
            }
        }
        let middle = Region(rows: height..<2 * height, columns: width..<2 * width)
        let wanted = try result(plain, nine).part(middle)
        #expect(try result(wrapped, tile).relativeDistance(to: wanted) < 1e-4)
        #expect(try result(plain, tile).relativeDistance(to: wanted) > 1e-2)
    }

    /// A warped tile is a tile: nothing jumps where its sides meet.
    @Test(
        arguments: [
            ("warp", ["amount": 0.1, "wavelength": 0.37]),
            ("swirl", ["angle": 140, "radius": 0.9, "x": 0.1, "y": 0.7]),
            ("ripple", ["amount": 0.08, "wavelength": 0.31, "x": 0.2, "y": 0.4]),
        ] as [(String, [String: WordValue])])
    func warpedTilesAreTiles(_ warp: String, _ options: [String: WordValue]) throws {
        // A smooth tile: what jumps is the warp.
        let (height, width) = (80, 120)
        let tile = Tensor(Shape(channels: 3, height: height, width: width)) { output in
            for i in output.indices {
                let (row, column) = (i / width % height, i % width)
                let (y, x) = (2 * Float.pi * Float(row) / Float(height), 2 * Float.pi * Float(column) / Float(width))
                output[i] = 0.5 + 0.2 * sin(x + Float(i / (height * width))) * cos(y)
            }
        }
        /// The largest step between neighbours in a direction: across the seam, and anywhere else.
        func jumps(_ picture: Tensor, down: Int, right: Int) -> (seam: Float, inside: Float) {
            var next = picture.rolled(down: -down, right: -right)
            next.add(picture, times: -1)
            var (seam, inside) = (Float(0), Float(0))
            for i in next.values.indices {
                let (row, column) = (i / width % height, i % width)
                let isSeam = down == 1 ? row == height - 1 : column == width - 1
                if isSeam { seam = max(seam, abs(next.values[i])) } else { inside = max(inside, abs(next.values[i])) }
            }
            return (seam, inside)
        }
        func result(_ wrap: Wrap) throws -> Tensor {
            let bent = CanvasOperation(warp, options.merging(["wrap": .text(wrap.rawValue)]) { $1 })
            return try Small.render(Small.recipe([.canvas(bent)]), on: Picture(colours: tile)).0.colours
        }
        for (down, right) in [(1, 0), (0, 1)] {
            let (seam, inside) = jumps(try result(.both), down: down, right: right)
            #expect(seam <= 1.1 * inside, "\(warp) \(down): \(seam) \(inside)")
        }
        let torn = jumps(try result(.none), down: 0, right: 1)
        #expect(torn.seam > 1.5 * torn.inside, "\(warp): \(torn)")
        // A panorama meets left and right.
        let panorama = jumps(try result(.horizontal), down: 0, right: 1)
        #expect(panorama.seam <= 1.1 * panorama.inside, "\(warp): \(panorama)")
    }

    /// A mask that ends at one side is soft on the other one, where both are one.
    @Test func feathersGoAround() throws {
        func alpha(_ wrap: Wrap) throws -> Float {
            let ramp = Mask("ramp", ["angle": 0, "from": 0.8, "to": 0.81])
            let mask = Mask("feather", ["self": .mask(ramp), "radius": 0.06, "wrap": .text(wrap.rawValue)])
            let picture = try Small.render(Small.recipe([.canvas(.init("opacity", ["mask": .mask(mask)]))])).0
            return try #require(picture.alpha).values[40 * 120]
        }
        #expect(try alpha(.none) < 0.01)
        #expect(try alpha(.horizontal) > 0.4)
        #expect(try alpha(.both) > 0.4)
    }
}
