import Dreams
import Pictures
import Tensors

extension WordCase {
    /// A mask, by the opacity that it gives.
    private static func mask(
        _ word: String, _ lua: String, _ canvas: Picture, other: Picture? = nil,
        _ expected: [[Float]], tolerance: Float = 1e-3
    ) -> WordCase {
        WordCase(
            word: word, lua: "r.opacity(\(lua))", canvas: canvas, other: other, expected: .plane(expected),
            tolerance: tolerance)
    }

    /// The greys whose lightness in Oklab is 0, 0.45, 0.5, 0.55 and 1.
    private static let light = Picture.greys([[0, 85.129, 99.086, 113.397, 255]])
    private static let eight = Picture.greys([[Float]](repeating: [Float](repeating: 0, count: 8), count: 4))
    private static let four = Picture.greys([[0, 0, 0, 0]])
    private static let nine = Picture.greys(grid(9) { _, _ in 0 })

    /// Four by four.
    private static let square4 = Picture.greys(grid(4) { _, _ in 0 })
    private static func middle(_ place: Int) -> Float { place == 1 || place == 2 ? 1 : 0 }
    private static let middleSquare = "{ { .25, .25 }, { .75, .25 }, { .75, .75 }, { .25, .75 } }"
    private static let twice =
        "{ { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 1 }, { 0, 0 }, { .25, .25 }, { .75, .25 }, { .75, .75 }, { .25, .75 }, "
        + "{ .25, .25 } }"

    /// A disc two pixels in radius about the middle of eight times four.
    private static let disc: [[Float]] = [
        [0, 0, 0, 1, 1, 0, 0, 0], [0, 0, 1, 1, 1, 1, 0, 0], [0, 0, 1, 1, 1, 1, 0, 0], [0, 0, 0, 1, 1, 0, 0, 0],
    ]
    /// The same two pixels farther left.
    private static let discLeft = disc.map { Array($0[2...]) + [0, 0] }

    /// Masks, by their weights.
    static let masks = [
        // Half at the threshold, and 3t² − 2t³ over the softness.
        mask("r.luminance", "r.luminance { above = 0.5, softness = 0.2 }", light, [[0, 0.15625, 0.5, 0.84375, 1]]),
        mask("r.luminance", "r.luminance { below = 0.5, softness = 0.2 }", light, [[1, 0.84375, 0.5, 0.15625, 0]]),
        mask("r.luminance", "r.luminance { above = 0.52, softness = 0 }", light, [[0, 0, 0, 1, 1]]),
        // Grey, red, and a brown whose chroma is 0.05923.
        mask(
            "r.chroma", "r.chroma { above = 0.05 }", .row(SIMD3(99, 99, 99), SIMD3(255, 0, 0), SIMD3(150, 110, 90)),
            [[0, 1, 0.76443]]),
        mask(
            "r.chroma", "r.chroma { below = 0.05, softness = 0.1 }", .row(SIMD3(255, 0, 0), SIMD3(150, 110, 90)),
            [[0, 0.36306]]),
        // At 1/8, 3/8, 5/8 and 7/8 of the way.
        mask("r.ramp", "r.ramp(0)", four, [[0.04297, 0.31641, 0.68359, 0.95703]]),
        mask("r.ramp", "r.ramp(180)", four, [[0.95703, 0.68359, 0.31641, 0.04297]]),
        mask("r.ramp", "r.ramp(0, 0.25, 0.75)", four, [[0, 0.15625, 0.84375, 1]]),
        mask(
            "r.ramp", "r.ramp(90)", .greys([[0], [0], [0], [0]]), [[0.04297], [0.31641], [0.68359], [0.95703]]),
        mask("r.ellipse", "r.ellipse { width = 0.25, softness = 0 }", eight, disc),
        mask("r.ellipse", "r.ellipse { x = 0.25, width = 0.25, softness = 0 }", eight, discLeft),
        mask(
            "r.ellipse", "r.ellipse { y = 1, width = 0.25, softness = 0 }", eight,
            [[Float]](repeating: [Float](repeating: 0, count: 8), count: 2) + disc[..<2]),
        // The edge is as wide as the radius: half of it lies inside.
        mask(
            "r.ellipse", "r.ellipse { width = 0.25, softness = 1 }", eight,
            [
                [0, 0, 0.40946, 0.79577, 0.79577, 0.40946, 0, 0],
                [0, 0.12, 0.79577, 1, 1, 0.79577, 0.12, 0],
                [0, 0.12, 0.79577, 1, 1, 0.79577, 0.12, 0],
                [0, 0, 0.40946, 0.79577, 0.79577, 0.40946, 0, 0],
            ], tolerance: 0.02),
        mask("r.circle", "r.circle { radius = 0.5, softness = 0 }", eight, disc),
        mask("r.circle", "r.circle { x = 0.25, radius = 0.5, softness = 0 }", eight, discLeft),
        mask(
            "r.polygon", "r.polygon { points = \(middleSquare), softness = 0 }", square4,
            grid(4) { middle($0) * middle($1) }),
        // A triangle has half of the pixels that its long side cuts.
        mask(
            "r.polygon", "r.polygon { points = { { 0, 0 }, { 1, 0 }, { 0, 1 } }, softness = 0 }",
            .greys(grid(2) { _, _ in 0 }), [[1, 0.5], [0.5, 0]]),
        // Round the whole and then, as round, its middle: twice in the middle, which is odd only outside of it.
        mask("r.polygon", "r.polygon { points = \(twice), softness = 0 }", square4, grid(4) { _, _ in 1 }),
        mask(
            "r.polygon", "r.polygon { points = \(twice), rule = 'even-odd', softness = 0 }", square4,
            grid(4) { 1 - middle($0) * middle($1) }),
        // One pixel, whose edge is four pixels wide.
        mask(
            "r.polygon",
            "r.polygon { points = { { 4/9, 4/9 }, { 5/9, 4/9 }, { 5/9, 5/9 }, { 4/9, 5/9 } }, softness = 4/9 }", nine,
            grid(9) { spread($0, $1) }, tolerance: 1e-4),
        mask(
            "picture:mask", "p.other:mask()", four, other: .greys([[255, 0, 113.397, 85.129]]), [[1, 0, 0.55, 0.45]]),
        mask(
            "picture:alpha", "p.other:alpha()", four, other: .greys([[9, 9, 9, 9]]).opaque([[0, 0.25, 0.5, 1]]),
            [[0, 0.25, 0.5, 1]]),
        mask("picture:alpha", "p.other:alpha()", four, other: .greys([[9, 9, 9, 9]]), [[1, 1, 1, 1]]),
        // Red, a red in the shade, an orange 0.08827 away, and green.
        mask(
            "picture:painted", "p.other:painted('#ff0000')", four,
            other: .row(SIMD3(255, 0, 0), SIMD3(200, 0, 0), SIMD3(255, 110, 60), SIMD3(0, 255, 0)),
            [[1, 1, 0.82613, 0]]),
        mask("mask:inverse", "r.ramp(0):inverse()", four, [[0.95703, 0.68359, 0.31641, 0.04297]]),
        mask("mask:inverse", "1 - r.ramp(0)", four, [[0.95703, 0.68359, 0.31641, 0.04297]]),
        mask(
            "mask:feather", "r.circle { radius = 0.05 }:feather(1 / 9)", nine, grid(9) { spread($0, $1) },
            tolerance: 1e-4),
        // Both, and either.
        mask("r.ramp", "r.ramp(0) * r.ramp(180)", four, [[0.04112, 0.2163, 0.2163, 0.04112]]),
        mask("r.ramp", "r.ramp(0) + r.ramp(180)", four, [[0.95703, 0.68359, 0.68359, 0.95703]]),
    ]
}
