import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct SceneCutTests {
    private let a = Clouds.paint(width: 160, height: 90, seed: 1)
    private let b = Clouds.paint(width: 160, height: 90, seed: 2)

    private func isCut(_ a: Tensor, _ b: Tensor) -> Bool { SceneCut.lies(between: a, and: b, white: 1) }

    @Test func anotherSceneIsOne() {
        #expect(isCut(a, b))
        #expect(isCut(b, a))
        #expect(SceneCut.lies(between: a.map { $0 * 255 }, and: b.map { $0 * 255 }, white: 255))
        // Out of black, and into it.
        #expect(isCut(Tensor(shape: a.shape, repeating: 0), a))
        #expect(isCut(a, Tensor(shape: a.shape, repeating: 0.5)))
    }

    @Test func whatTheSceneDoesIsNone() {
        #expect(!isCut(a, a))
        // A fade, a flash, a move.
        #expect(!isCut(a, a.map { $0 * 0.3 }))
        #expect(!isCut(a, a.map { min(1, $0 + 0.3) }))
        #expect(!isCut(a, a.rolled(down: 2, right: 5)))
        // Two empty pictures of other colours.
        #expect(!isCut(Tensor(shape: a.shape, repeating: 0), Tensor(shape: a.shape, repeating: 1)))
    }

    @Test func smallAndNarrowPicturesHaveCuts() {
        let thin = Shape(channels: 3, height: 1, width: 400)
        let (left, right) = (Tensor(shape: thin, values: (0..<1200).map { Float($0 % 400) / 400 }), a)
        #expect(!isCut(left, left))
        #expect(isCut(left, left.map { 1 - $0 }))
        #expect(!isCut(right.resized(height: 2, width: 3), right.resized(height: 2, width: 3)))
    }
}
