import Dreams
import Pictures
import Tensors

extension WordCase {
    /// A penalty, by its number.
    private static func penalty(
        _ word: String, _ lua: String, _ canvas: Picture, other: Picture? = nil, _ expected: Float
    ) -> WordCase {
        WordCase(
            word: "r." + word, lua: lua, canvas: canvas, other: other, expected: .number(expected),
            tolerance: max(1e-3 * abs(expected), 1e-4))
    }

    private static let step = Picture.greys([[100, 110], [130, 150]])
    private static let (own, ink) = (SIMD3<Float>(150, 110, 90), SIMD3<Float>(30, 60, 120))

    /// Penalties, by their numbers. Every plane counts, and there are three.
    static let penalties = [
        // 10² + 30², 40² and 20², in each plane, divided by 255; around the edges each counts twice.
        penalty("tv", "r.tv { wraps = false }", step, 3 * 3000 / 255),
        penalty("tv", "r.tv()", step, 3 * 6000 / 255),
        penalty("tv", "r.tv { beta = 1, wraps = false }", step, 3 * (31.6228 + 40 + 20 + 0.0316)),
        // ⅔(10² + 30²) + ⅙·50², ⅔·40² + ⅙·20² and ⅔·20²
        penalty("tv", "r.tv { neighbours = 'four', wraps = false }", step, 3 * 2483.333 / 255),
        // Half of the way from grey to black or white, in two pixels of three planes.
        penalty("lp", "r.lp()", .greys([[191.75, 64.25]]), 127.5 / 6 * 6 / 64),
        penalty("lp", "r.lp(2)", .greys([[191.75, 64.25]]), 127.5 / 2 * 6 / 4),
        // A pixel of 100 levels less what is left of it when it is blurred.
        penalty(
            "roughness", "r.roughness(1)", .greys(grid(9) { $0 == 4 && $1 == 4 ? 150 : 50 }),
            3 / 255
                * grid(9) {
                    let rest = ($0 == 4 && $1 == 4 ? 100 : 0) - 100 * spread($0, $1)
                    return rest * rest
                }.joined().reduce(0, +)),
        // Ten levels from grey: twelve pixels at the border count 27/32, the four inside 5/32.
        penalty("busy_border", "r.busy_border(0.5)", .greys(grid(4) { _, _ in 138 }), 0.03 * 3 * 100 * 10.75),
        penalty("busy_border", "r.busy_border(0.5)", .greys(grid(4) { _, _ in 128 }), 0),
        // The squared distance in Oklab, for the only pixel that there is.
        penalty("colour_drift", "r.colour_drift(p.other)", .row(own), other: .row(SIMD3(80, 120, 160)), 90.493),
        penalty("colour_drift", "r.colour_drift(r.input())", .row(own), 0),
        penalty("off_palette", "r.off_palette { colours = { '#1e3c78', '#a0643c' } }", .row(own, ink), 1.51398),
    ]
}
