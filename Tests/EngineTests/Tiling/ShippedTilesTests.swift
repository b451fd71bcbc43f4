import Engine
import Networks
import Tensors
import TestSupport
import Testing

/// The installed networks in tiles, at sizes that are no multiple of anything.
@Suite struct ShippedNetworksInTiles {
    @Test(arguments: [
        ("squeezenet", "fire9", 60.0 as Float, Tiling(rows: 3, columns: 4)),
        ("squeezenet", "fire5", 60, Tiling(rows: 2, columns: 5)),
        ("efficientnet-lite0", "block11", 1, Tiling(rows: 3, columns: 2)),
        ("vgg16", "relu4_2", 60, Tiling(rows: 2, columns: 2)),
    ])
    func gradientIsTheWholes(_ name: String, _ layer: String, _ loudness: Float, _ tiling: Tiling) throws {
        let network = try NetworkLibrary.standard.load(name)
        let node = try network.node(named: layer)
        let size = Extent(height: 237, width: 331)
        var x = Tensor.smooth(Shape(channels: 3, height: size.height, width: size.width), seed: 7)
        x.scale(by: loudness)
        let whole = try Backends.fast.prepare(
            network.graph, height: size.height, width: size.width, outputs: [node])
        let activation = try #require(try whole.forward(x)[node])
        let gradient = try whole.gradient([node: activation])
        let tiled = try TiledExecution(
            network.graph, height: size.height, width: size.width, outputs: [node], tiling: tiling,
            backend: Backends.fast)
        #expect(try #require(try tiled.forward(x)[node]).relativeDistance(to: activation) < 1e-5)
        let inTiles = try tiled.gradient([node: activation])
        #expect(inTiles.relativeDistance(to: gradient) < 1e-5)
        #expect(inTiles.seamEnergy(against: gradient, tiling) < 3)
    }
}

extension Tensor {
    /// Noise blurred so that neighbours are alike, as in a photograph.
    static func smooth(_ shape: Shape, seed: UInt64) -> Tensor {
        let noise = Tensor.noise(shape, seed: seed)
        var smooth = noise
        for row in 0..<shape.channels * shape.height {
            for column in 1..<shape.width {
                let i = row * shape.width + column
                smooth.values[i] = 0.8 * smooth.values[i - 1] + 0.6 * noise.values[i]
            }
        }
        return smooth
    }

    /// How much louder the difference to another gradient is within two pixels of a tile's border than elsewhere: the ratio of
    /// mean squares; 1 is no seam at all.
    fileprivate func seamEnergy(against other: Tensor, _ tiling: Tiling) -> Double {
        var difference = self
        difference.add(other, times: -1)
        func isNearBorder(_ place: Int, _ extent: Int, _ count: Int) -> Bool {
            (1..<count).contains { abs(place - $0 * extent / count) <= 2 }
        }
        var (near, far) = ((sum: 0.0, count: 0.0), (sum: 0.0, count: 0.0))
        for (i, value) in difference.values.enumerated() {
            let square = Double(value) * Double(value)
            let (row, column) = (i / shape.width % shape.height, i % shape.width)
            if isNearBorder(row, shape.height, tiling.rows) || isNearBorder(column, shape.width, tiling.columns) {
                near = (near.sum + square, near.count + 1)
            } else {
                far = (far.sum + square, far.count + 1)
            }
        }
        return (near.sum / near.count) / max(far.sum / far.count, 1e-300)
    }
}
