import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct SymmetryTests {
    @Test func halvesAreKeptAndMirrored() {
        let x = Tensor(shape: Shape(channels: 1, height: 2, width: 3), values: [1, 2, 3, 4, 5, 6])
        #expect(x.mirrored(keeping: .left).values == [1, 2, 1, 4, 5, 4])
        #expect(x.mirrored(keeping: .right).values == [3, 2, 3, 6, 5, 6])
        #expect(x.mirrored(keeping: .top).values == [1, 2, 3, 1, 2, 3])
        #expect(x.mirrored(keeping: .bottom).values == [4, 5, 6, 4, 5, 6])
    }

    @Test(arguments: [1, 4, 6]) func aKaleidoscopeLooksTheSameTurned(_ segments: Int) {
        let picture = Clouds.paint(width: 81, height: 81, seed: 2).blurred(sigma: 2)
        let seen = picture.kaleidoscope(segments: segments)
        let view = AffineView(of: seen.shape, edge: .clamp)
        let disc = MaskPlanes.ellipse(width: 81, height: 81, radii: SIMD2(0.45, 0.45))
        func within(_ picture: Tensor) -> Tensor {
            var planes = picture
            for i in planes.values.indices { planes.values[i] *= disc.values[i % 6561] }
            return planes
        }
        let turned = view.rotated(degrees: 360 / Float(segments)).sample(seen)
        #expect(within(turned).relativeDistance(to: within(seen)) < 0.02)
        // It begins upwards: the axis of one mirror.
        #expect(within(view.flippedAcross().sample(seen)).relativeDistance(to: within(seen)) < 0.02)
        #expect(within(picture).relativeDistance(to: within(seen)) > 0.03)
    }

    @Test(arguments: [(40, 60), (41, 59)]) func aSeamlessTileFitsItself(_ height: Int, _ width: Int) {
        var picture = ColourRamp([SIMD3(0, 0, 0.2), SIMD3(0.8, 0.7, 0.5)]).linear(
            width: width, height: height, degrees: 30)
        picture.add(Clouds.paint(width: width, height: height, seed: 5), times: 0.2)
        let tile = picture.seamless()
        func jump(_ picture: Tensor, down: Int, right: Int) -> Double {
            // Across the edge, compared with between neighbours in general.
            let next = picture.rolled(down: -down, right: -right)
            let edge =
                down == 1
                ? Region(rows: height - 1..<height, columns: 0..<width)
                : Region(rows: 0..<height, columns: width - 1..<width)
            return next.part(edge).relativeDistance(to: picture.part(edge)) / next.relativeDistance(to: picture)
        }
        for (down, right) in [(1, 0), (0, 1)] {
            #expect(jump(tile, down: down, right: right) < 2)
            #expect(jump(picture, down: down, right: right) > 4)
        }
        let panorama = picture.seamless(down: false)
        #expect(jump(panorama, down: 0, right: 1) < 2 && jump(panorama, down: 1, right: 0) > 4)
        let column = Region(rows: 0..<height, columns: width / 2..<width / 2 + 1)
        #expect(panorama.part(column).relativeDistance(to: picture.part(column)) < 1e-6)
        // The middle is the picture's.
        let middle = Region(rows: height / 2 - 4..<height / 2 + 4, columns: width / 2 - 4..<width / 2 + 4)
        #expect(tile.part(middle).relativeDistance(to: picture.part(middle)) < 1e-6)
    }
}
