import Dreams
import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

/// Transforms by exact values: what a network that is nothing but glass sees of a canvas of some pixels.
@Suite struct TransformValueTests {
    /// 32 pixels square, five levels brighter from column to column.
    private static let ramp = WordCase(
        word: "", lua: "", canvas: .greys(grid(32) { Float(5 * $1) }), expected: .number(0))

    private func views(_ transform: String, of objective: String, count: Int = 1, on canvas: WordCase = ramp) throws
        -> [Float]
    {
        try canvas.values(of: "net:layer('seen'):\(objective)", "steps = \(count), transforms = { \(transform) }")
    }

    /// The level at a place of the view, in the middle of its rows; places are fractions.
    private func level(_ x: Float) -> String { "channel(0):neuron { x = \(x), y = 0.5 }:mean()" }

    @Test func theGlassIsClear() throws {
        #expect(try Self.ramp.values(of: "net:layer('seen'):mean()") == [77.5])
        #expect(try Self.ramp.values(of: "net:layer('seen'):\(level(0.25))") == [40])
    }

    /// Of the place in the middle, to the left and to the right alike.
    @Test func shiftsReachAsFarAsTheySay() throws {
        let levels = try views("r.random_shift(4)", of: level(0.5), count: 100)
        let shifts = levels.map { ($0 - 80) / 5 }
        #expect(shifts.allSatisfy { abs($0) <= 4.001 })
        #expect(shifts.contains { $0 > 3 } && shifts.contains { $0 < -3 })
        #expect(Set(shifts).count > 50)
    }

    /// About the middle, which lies between the columns 15 and 16: at 2 half as far from it, at ½ twice.
    @Test func scalesEnlarge() throws {
        // Column 24 is 8.5 columns from the middle.
        #expect(abs(try views("r.random_scale { 2 }", of: level(0.75))[0] - 5 * (15.5 + 4.25)) < 0.01)
        #expect(abs(try views("r.random_scale { 0.8 }", of: level(0.6))[0] - 5 * (15.5 + 3.5 / 0.8)) < 0.3)
        let levels = try views("r.random_scale { 1, 2 }", of: level(0.75), count: 60)
        let near = levels.filter { abs($0 - 98.75) < 0.01 }.count
        #expect(near > 15 && near < 45 && levels.filter { abs($0 - 120) < 0.01 }.count == 60 - near)
    }

    /// Column 24 of row 16, half a row below the middle, is seen from 90° further: what was below it, or above.
    @Test func rotationsTurn() throws {
        let down = WordCase(
            word: "", lua: "", canvas: .greys(grid(32) { row, _ in Float(5 * row) }), expected: .number(0))
        let (up, back) = (
            try views("r.random_rotate { 90 }", of: level(0.75), on: down)[0],
            try views("r.random_rotate { -90 }", of: level(0.75), on: down)[0]
        )
        #expect(abs(up - 5 * (15.5 + 8.5)) < 0.01, "\(up)")
        #expect(abs(back - 5 * (15.5 - 8.5)) < 0.01, "\(back)")
    }

    /// Half of the shorter side, in the middle; brought to its size.
    @Test func cropsAreSquares() throws {
        let crop = "r.random_crop { fraction = 0.5, spread = 0, side = 32 }"
        // The columns 8 to 23, twice as wide: the first and the last two lie a quarter inside and outside of them.
        #expect(abs(try views(crop, of: "mean()")[0] - 77.5) < 0.3)
        #expect(abs(try views(crop, of: level(0.75))[0] - 5 * (15.5 + 4.25)) < 0.01)
        let anywhere = try views("r.random_crop { fraction = 0.5, side = 32 }", of: level(0.5), count: 100)
        let middles = anywhere.map { $0 / 5 }
        #expect(middles.allSatisfy { $0 > 7.5 && $0 < 24.5 })
        #expect(middles.contains { $0 < 10 } && middles.contains { $0 > 22 })
    }

    @Test func halfOfTheViewsAreMirrored() throws {
        let levels = try views("r.random_flip()", of: level(0.25), count: 60)
        // Column 8, or the one that is as far from the other side.
        let mirrored = levels.filter { abs($0 - 115) < 0.01 }.count
        #expect(mirrored > 15 && mirrored < 45)
        #expect(levels.filter { abs($0 - 40) < 0.01 }.count == 60 - mirrored)
    }

    @Test func noiseIsAsStrongAsItSays() throws {
        let plain = WordCase(word: "", lua: "", canvas: .greys(grid(48) { _, _ in 128 }), expected: .number(0))
        let mean = try views("r.random_noise(20)", of: "mean()", count: 4, on: plain)
        #expect(mean.allSatisfy { abs($0 - 128) < 1.5 } && Set(mean).count == 4)
        let square = try plain.values(
            of: "(net:layer('seen') - 128):square():mean()", "steps = 1, transforms = { r.random_noise(20) }")
        #expect(abs(square[0].squareRoot() - 20) < 1)
    }

    /// 32² pixels of the canvas among 40².
    @Test func paddingIsABorder() throws {
        let grey = try views("r.view_pad(4, 0.5)", of: "mean()")[0]
        #expect(abs(grey - (77.5 * 1024 + 127.5 * 576) / 1600) < 0.01)
        let white = try views("r.view_pad(4, 1)", of: "mean()")[0]
        #expect(abs(white - (77.5 * 1024 + 255 * 576) / 1600) < 0.01)
        #expect(abs(try views("r.view_pad(4, 1)", of: level(0.5))[0] - 80) < 0.01)
    }

    @Test func viewsAreBlurred() throws {
        let spot = WordCase(
            word: "", lua: "", canvas: .greys(grid(9) { $0 == 4 && $1 == 4 ? 200 : 0 }), expected: .number(0))
        func seen(_ x: Float) throws -> Float { try views("r.view_blur(1)", of: level(x), on: spot)[0] }
        #expect(abs(try seen(0.5) - 200 * spread(4, 4)) < 0.01)
        #expect(abs(try seen(0.65) - 200 * spread(4, 5)) < 0.01)
    }

    /// Each channel by itself, within its bounds; what is seen goes back as it came: times the factor.
    @Test func coloursAreChangedChannelByChannel() throws {
        let grey = WordCase(word: "", lua: "", canvas: .greys(grid(8) { _, _ in 228 }), expected: .number(0))
        func seen(_ transform: String, _ channel: Int, steps: Int = 40) throws -> [Float] {
            try views(transform, of: "channel(\(channel)):mean()", count: steps, on: grey)
        }
        let shifted = try seen("r.random_colours(0.2, 0)", 0)
        #expect(shifted.allSatisfy { abs($0 - 228) < 51.01 } && Set(shifted).count > 30)
        #expect(shifted.contains { $0 > 255 } && shifted.contains { $0 < 200 })
        #expect(try seen("r.random_colours(0.2, 0)", 2) != shifted)
        let factors = try seen("r.random_colours(0, 0.7)", 1).map { ($0 - 128) / 100 }
        #expect(factors.allSatisfy { $0 > exp(-0.701) && $0 < exp(0.701) })
        #expect(factors.contains { $0 < 0.7 } && factors.contains { $0 > 1.4 })
        // One step of 64 along the gradient of the mean: each pixel of the channel rises by the factor.
        var value: Float = 0
        let stage = """
            r.stage { maximize = net:layer('seen'):channel(1):mean(), octaves = { count = 1 }, steps = 1, step_size = 640,
              jitter = 0, gradient = "none", balance = false, transforms = { r.random_colours(0, 0.7) } }
            """
        let risen = try grey.picture(stage) { value = $0.objective }
        let factor = (value - 128) / 100
        #expect(abs(255 * risen.colours.values[64] - 228 - 10 * factor) < 0.02)
        #expect(abs(255 * risen.colours.values[0] - 228) < 0.01)
    }

    /// What is half-way to the right edge comes from between as far as a stretch and a turn may bring it.
    @Test func affineViewsStretchTurnAndLean() throws {
        let stretched = try views("r.random_affine { turn = 0, stretch = 0.3, shear = 0 }", of: level(0.75), count: 60)
        let factors = stretched.map { 8.5 / ($0 / 5 - 15.5) }
        #expect(factors.allSatisfy { $0 > exp(-0.301) && $0 < exp(0.301) })
        #expect(factors.contains { $0 < 0.85 } && factors.contains { $0 > 1.2 })
        // A turn by 90° at most shows in the middle of the right what is as far away in any direction.
        let turned = try views("r.random_affine { turn = 90, stretch = 0, shear = 0 }", of: level(0.75), count: 60)
        #expect(turned.contains { $0 / 5 < 17 } && turned.contains { $0 / 5 > 23.5 })
        #expect(turned.allSatisfy { $0 / 5 > 14.9 && $0 / 5 < 24.1 })
        let leaning = try views("r.random_affine { turn = 0, stretch = 0, shear = 0.5 }", of: corner, count: 60)
        let most = 0.5 * 8.5 * 5
        #expect(leaning.allSatisfy { abs(Double($0) - 80) < most + 3 } && Set(leaning).count > 50)
        #expect(leaning.contains { abs($0 - 80) > 10 })
    }

    /// Of the middle of a row near the lower side.
    private let corner = "channel(0):neuron { x = 0.5, y = 0.76 }:mean()"

    /// Straight lines stay straight, and one side comes nearer: half-way to it, by at most half of the strength each way.
    @Test func perspectivesLeanAway() throws {
        let levels = try views("r.random_perspective(0.6)", of: level(0.75), count: 60)
        let nearer = levels.map { 8.5 / ($0 / 5 - 15.5) }
        // 8 pixels of 16, half of the way to the edge, which is nearer by ±0.3.
        #expect(nearer.allSatisfy { abs($0 - 1) < 0.3 * 8.5 / 16 + 0.02 })
        #expect(nearer.contains { $0 < 0.93 } && nearer.contains { $0 > 1.07 })
        let still = try views("r.random_perspective(0)", of: level(0.75), count: 3)
        #expect(still.allSatisfy { abs($0 - 120) < 1e-3 })
    }
}
