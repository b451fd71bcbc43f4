import Dreams
import Pictures
import Tensors
import TestSupport
import Testing

/// Operations that look at neighbours, on canvases whose sides meet.
@Suite struct WrappedOperationTests {
    private static func operations(_ wrap: Wrap) -> [CanvasOperation] {
        [
            .blur(radius: 0.03, wrap: wrap), .sharpen(radius: 0.02, amount: 0.4, wrap: wrap),
            .resize(factor: 1.5, wrap: wrap), .resize(factor: 0.5, wrap: wrap),
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
}
