import Foundation
import Pictures
import Tensors
import Testing

@Suite struct DitheringTests {
    private func written(_ levels: [Float], width: Int) throws -> [Float] {
        let shape = Shape(channels: 3, height: levels.count / width, width: width)
        let picture = Picture(colours: Tensor(shape: shape, values: levels + levels + levels).map { $0 / 255 })
        let decoded = try Picture(try picture.encoded(as: .png, path: "x"), path: "x")
        let area = shape.area
        #expect(decoded.colours.values[..<area] == decoded.colours.values[area..<2 * area], "grey stays grey")
        return decoded.colours.values[..<area].map { ($0 * 255).rounded() }
    }

    /// A ramp from one level to the next: every block of 8×8 has its mean, where rounding would make two flat halves.
    @Test func betweenLevelsTheMeanIsKept() throws {
        let (width, height) = (256, 64)
        let ramp = (0..<width * height).map { 100 + Float($0 % width) / Float(width) }
        let levels = try written(ramp, width: width)
        for top in stride(from: 0, to: height, by: 8) {
            for left in stride(from: 0, to: width, by: 8) {
                var (meant, found): (Float, Float) = (0, 0)
                for y in top..<top + 8 {
                    for x in left..<left + 8 {
                        meant += ramp[y * width + x] / 64
                        found += levels[y * width + x] / 64
                    }
                }
                #expect(abs(meant - found) < 0.08, "at \(left), \(top)")
            }
        }
    }

    /// What came as 8 bits goes as it came, whatever rounding has done to it on its way.
    @Test func levelsStay() throws {
        let levels = (0..<256 * 16).map { Float($0 % 256) }
        #expect(try written(levels, width: 256) == levels)
        #expect(try written(levels.map { $0 + 0.005 }, width: 256) == levels)
        #expect(try written(levels.map { $0 - 0.005 }, width: 256) == levels)
    }
}
