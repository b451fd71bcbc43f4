import Dreams
import Pictures
import Tensors

extension WordCase {
    /// An operation on greys.
    private static func greys(
        _ word: String, _ arguments: String, _ canvas: [[Float]], _ expected: [[Float]], tolerance: Float = 0.02
    ) -> WordCase {
        WordCase(
            word: "r." + word, lua: "r.\(word)\(arguments)", canvas: .greys(canvas), expected: .greys(expected),
            tolerance: tolerance)
    }

    /// An operation on some colours.
    private static func row(
        _ word: String, _ lua: String, _ canvas: SIMD3<Float>..., other: Picture? = nil, gives: SIMD3<Float>...,
        tolerance: Float = 0.1
    ) -> WordCase {
        WordCase(
            word: "r." + word, lua: lua, canvas: Picture(colours: Tensor.row(canvas).map { $0 / 255 }), other: other,
            expected: .row(gives), tolerance: tolerance)
    }

    /// Ten times the row, and the column.
    private static let four = grid(4) { Float(10 * $0 + $1) }
    private static let three = grid(3) { Float(10 * $0 + $1) }
    private static let wide: [[Float]] = [[0, 1, 2, 3], [10, 11, 12, 13], [20, 21, 22, 23]]
    private static let across = grid(4) { Float(10 * $1) }
    private static let down = grid(4) { row, _ in Float(10 * row) }

    /// Stages without the network, by what they do to a few pixels.
    static let operations = moves + blends + matches + tones + finish + filters

    private static let moves = [
        greys("shift", "(0.25, 0)", wide, [[3, 0, 1, 2], [13, 10, 11, 12], [23, 20, 21, 22]]),
        greys("shift", "(0, 1 / 3)", wide, [[20, 21, 22, 23], [0, 1, 2, 3], [10, 11, 12, 13]]),
        greys("shift", "(-0.25, -1 / 3)", wide, [[11, 12, 13, 10], [21, 22, 23, 20], [1, 2, 3, 0]]),
        greys("mirror", "('left')", wide, [[0, 1, 1, 0], [10, 11, 11, 10], [20, 21, 21, 20]]),
        greys("mirror", "('right')", wide, [[3, 2, 2, 3], [13, 12, 12, 13], [23, 22, 22, 23]]),
        greys("mirror", "('top')", wide, [[0, 1, 2, 3], [10, 11, 12, 13], [0, 1, 2, 3]]),
        greys("mirror", "('bottom')", wide, [[20, 21, 22, 23], [10, 11, 12, 13], [20, 21, 22, 23]]),
        // Two petals, of a quarter and its mirror image each: the one right of and below the middle is seen four times.
        greys(
            "kaleidoscope", "(2)", four, [[33, 32, 32, 33], [23, 22, 22, 23], [23, 22, 22, 23], [33, 32, 32, 33]]),
        // From 90°, which is down: the quarter left of and below it.
        greys(
            "kaleidoscope", "(2, 90)", four,
            [[30, 31, 31, 30], [20, 21, 21, 20], [20, 21, 21, 20], [30, 31, 31, 30]]),
        greys(
            "kaleidoscope", "(2, 180)", four, [[0, 1, 1, 0], [10, 11, 11, 10], [10, 11, 11, 10], [0, 1, 1, 0]]),
        greys(
            "kaleidoscope", "{ segments = 2, x = 0.25 }", four,
            [[31, 31, 32, 33], [21, 21, 22, 23], [21, 21, 22, 23], [31, 31, 32, 33]]),
        // At its ends a row is what is half a width away; from half of the border on it is what it was. Another row has no part in it.
        greys(
            "seamless", "{ border = 0.5, wrap = 'horizontal' }",
            [[0, 10, 20, 30, 40, 50, 60, 70], [5, 15, 25, 35, 45, 55, 65, 75]],
            [[40, 30, 20, 30, 40, 50, 40, 30], [45, 35, 25, 35, 45, 55, 45, 35]]),
        greys("seamless", "(0.5)", four, [[22, 21, 22, 21], [12, 11, 12, 11], [22, 21, 22, 21], [12, 11, 12, 11]]),
        greys("zoom", "(2)", across, [[Float]](repeating: [7.5, 12.5, 17.5, 22.5], count: 4)),
        greys("zoom", "(2, 0)", across, [[Float]](repeating: [0, 2.5, 7.5, 12.5], count: 4)),
        greys("zoom", "{ factor = 2, y = 1 }", down, [17.5, 22.5, 27.5, 30].map { [$0, $0, $0, $0] }),
        greys("rotate", "(90)", three, [[20, 10, 0], [21, 11, 1], [22, 12, 2]]),
        greys("rotate", "(-90)", three, [[2, 12, 22], [1, 11, 21], [0, 10, 20]]),
        greys("resize", "(2)", [[70, 70]], [[70, 70, 70, 70], [70, 70, 70, 70]]),
    ]

    private static let (below, above) = (SIMD3<Float>(51, 102, 204), SIMD3<Float>(204, 76.5, 25.5))

    /// The formulas of W3C's "Compositing and blending", worked out.
    private static let blends =
        ([
            ("normal", [204, 76.5, 25.5]), ("multiply", [40.8, 30.6, 20.4]), ("screen", [214.2, 147.9, 209.1]),
            ("overlay", [81.6, 61.2, 163.2]), ("soft-light", [88.944, 77.52, 171.36]),
            ("hard-light", [173.4, 61.2, 40.8]), ("lighten", [204, 102, 204]), ("darken", [51, 76.5, 25.5]),
            ("difference", [153, 25.5, 178.5]), ("add", [255, 178.5, 229.5]), ("subtract", [0, 25.5, 178.5]),
            ("colour", [192.78, 65.28, 14.28]), ("luminosity", [62.22, 113.22, 215.22]),
        ] as [(String, SIMD3<Float>)]).map { mode, result in
            row("blend", "r.blend(p.other, '\(mode)')", below, other: .row(above), gives: result, tolerance: 0.02)
        } + [
            // What is too light goes towards grey, so that the light stays.
            row(
                "blend", "r.blend(p.other, 'colour')", SIMD3(229.5, 229.5, 51), other: .row(SIMD3(255, 0, 0)),
                gives: SIMD3(255, 190.521, 190.521)),
            row(
                "blend", "r.blend(p.other, 'normal', 0.25)", below, other: .row(above),
                gives: SIMD3(89.25, 95.625, 159.375)),
            row(
                "blend", "r.blend { picture = p.other, mask = r.ramp(0, 0.5, 0.5), opacity = 0.5 }", below, below,
                other: .row(above, above), gives: below, SIMD3(127.5, 89.25, 114.75)),
        ]

    private static let (own, cool) = (SIMD3<Float>(150, 110, 90), SIMD3<Float>(80, 120, 160))

    private static let matches = [
        // The mean goes from 120 to 80, the deviation from 21.602 to 24.495.
        WordCase(
            word: "r.match_colours", lua: "r.match_colours(p.other, 'srgb')", canvas: .greys([[100, 110, 150]]),
            other: .greys([[50, 80, 110]]), expected: .greys([[57.322, 68.661, 114.017]])),
        row("match_colours", "r.match_colours(p.other)", own, other: .row(cool), gives: cool),
        row(
            "match_colours", "r.match_colours(p.other, 'ab')", own, other: .row(cool),
            gives: SIMD3(83.894, 124.038, 164.262)),
        row("match_colours", "r.tone { gamma = 2 }, r.match_colours()", own, gives: own),
        // The least becomes the least, the second the second.
        WordCase(
            word: "r.match_histogram", lua: "r.match_histogram(p.other, 'srgb')",
            canvas: .greys([[20, 0, 30, 10]]), other: .greys([[200, 5, 100, 15]]),
            expected: .greys([[100, 5, 200, 15]]), tolerance: 0.1),
        // As many as there are of each: half of the canvas is dark, and a quarter of the picture.
        WordCase(
            word: "r.match_histogram", lua: "r.match_histogram(p.other, 'srgb')",
            canvas: .greys([[20, 20, 40, 40, 60, 60, 60, 60]]), other: .greys([[10, 10, 90, 90, 240, 240, 240, 240]]),
            expected: .greys([[10, 10, 90, 90, 240, 240, 240, 240]]), tolerance: 0.1),
        row("match_histogram", "r.match_histogram(p.other)", own, other: .row(cool), gives: cool),
        row(
            "match_histogram", "r.match_histogram(p.other, 'ab')", own, other: .row(cool),
            gives: SIMD3(83.894, 124.038, 164.262)),
        row("match_histogram", "r.tone { gamma = 2 }, r.match_histogram()", own, gives: own),
        row(
            "keep_luminance", "r.keep_luminance(p.other)", own, other: .row(cool),
            gives: SIMD3(145.799, 106.057, 86.162)),
        row(
            "keep_colour", "r.keep_colour(p.other)", own, other: .row(cool), gives: SIMD3(83.894, 124.038, 164.262)),
        row("keep_colour", "r.tone { saturation = 0 }, r.keep_colour()", own, gives: own),
    ]

    private static let tones = [
        row(
            "palette", "r.palette { '#1e3c78', '#a0643c' }", own, SIMD3(40, 60, 110), gives: SIMD3(160, 100, 60),
            SIMD3(30, 60, 120)),
        row(
            "palette", "r.palette({ '#1e3c78', '#a0643c' }, 0.5)", own, SIMD3(30, 60, 120),
            gives: SIMD3(155.129, 105.178, 75.766), SIMD3(30, 60, 120)),
        row(
            "tone", "r.tone { exposure = 1 }", SIMD3(10, 60, 110), gives: SIMD3(18.048, 84.787, 151.529),
            tolerance: 0.02),
        row(
            "tone", "r.tone { exposure = -1 }", SIMD3(10, 60, 110), gives: SIMD3(5, 41.431, 78.889),
            tolerance: 0.02),
        row("tone", "r.tone { contrast = 1.5 }", SIMD3(60, 127.5, 200), gives: SIMD3(26.25, 127.5, 236.25)),
        row("tone", "r.tone { contrast = 4 }", SIMD3(60, 127.5, 200), gives: SIMD3(0, 127.5, 255)),
        row("tone", "r.tone { gamma = 2 }", SIMD3(16, 64, 255), gives: SIMD3(63.875, 127.75, 255)),
        row("tone", "r.tone { saturation = 0.5 }", own, gives: SIMD3(135.788, 115.505, 105.576)),
        row("tone", "r.tone { saturation = 1.5 }", own, gives: SIMD3(163.241, 103.572, 72.819)),
        row("tone", "r.tone { saturation = 0 }", own, gives: SIMD3(120.224, 120.224, 120.224)),
        // In this order.
        row(
            "tone", "r.tone { exposure = 1, contrast = 1.5, gamma = 2 }", SIMD3(60, 60, 60),
            gives: SIMD3(127.179, 127.179, 127.179)),
    ]

    /// Of (0.2, 0.1), (0.4, 0.4), (0.6, 0.9), (0.8, 0.9), worked out by the article's equations: level at its ends and where two are alike.
    private static let bend = "{ { 0.2, 0.1 }, { 0.4, 0.4 }, { 0.6, 0.9 }, { 0.8, 0.9 } }"

    private static let finish = [
        greys(
            "curve", "(\(bend))", [[10.2, 51, 76.5, 102, 127.5, 178.5, 250]],
            [[25.5, 25.5, 60.5625, 102, 178.5, 229.5, 229.5]]),
        greys("curve", "({ { 0, 1 }, { 1, 0 } }, 'lightness')", [[0, 255]], [[255, 0]]),
        row("curve", "r.curve({ { 0, 1 }, { 1, 0 } }, 'red')", SIMD3(55, 20, 30), gives: SIMD3(200, 20, 30)),
        row("curve", "r.curve({ { 0, 1 }, { 1, 0 } }, 'green')", SIMD3(55, 20, 30), gives: SIMD3(55, 235, 30)),
        row("curve", "r.curve({ { 0, 1 }, { 1, 0 } }, 'blue')", SIMD3(55, 20, 30), gives: SIMD3(55, 20, 225)),
        // The light of the corners is halved: what a pixel has less of, its way from the middle says.
        greys("vignette", "(1, 0)", [[100, 100, 100, 100]], [[76.012, 95.231, 95.231, 76.012]]),
        greys("vignette", "(-1, 0.5)", [[100, 100, 100, 100]], [[115.189, 100, 100, 115.189]]),
        greys("grain", "(0.5)", [[0, 255, 0]], [[0, 255, 0]]),
        greys("grain", "(0)", wide, wide),
        greys("local_contrast", "(1, 0.5)", [[0, 255], [255, 0]], [[0, 255], [255, 0]]),
        greys("local_contrast", "(0)", wide, wide),
        row(
            "local_contrast", "r.local_contrast(-1, 0.5)", SIMD3(99, 99, 99), SIMD3(99, 99, 99),
            gives: SIMD3(99, 99, 99), SIMD3(99, 99, 99)),
    ]

    private static let filters = [
        greys("blur", "(1 / 9)", grid(9) { $0 == 4 && $1 == 4 ? 250 : 0 }, grid(9) { 250 * spread($0, $1) }),
        greys(
            "sharpen", "(1 / 9, 2)", grid(9) { $0 == 4 && $1 == 4 ? 130 : 100 },
            grid(9) { ($0 == 4 && $1 == 4 ? 190 : 100) - 60 * spread($0, $1) }),
        WordCase(
            word: "r.opacity", lua: "r.opacity(r.ramp(0, 0.5, 0.5))", canvas: .greys([[10, 20, 30, 40]]),
            expected: .plane([[0, 0, 1, 1]]), tolerance: 1e-5),
    ]
}
