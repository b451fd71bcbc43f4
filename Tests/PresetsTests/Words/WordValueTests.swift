import Dreams
import Foundation
import Networks
import Pictures
import Recipes
import Tensors
import TestSupport
import Testing

/// Words by exact values: what stages, masks and penalties do to a few pixels, worked out by hand from the reference, with signs and sides.
@Suite struct WordValueTests {
    @Test(arguments: WordCase.operations)
    func operations(_ example: WordCase) throws {
        let picture = try example.picture(example.lua)
        let found = example.word == "r.opacity" ? picture.alpha : picture.colours.map { $0 * 255 }
        let error = try example.error(of: #require(found))
        #expect(error < example.tolerance, "\(found.map { "\($0.values)" } ?? "")")
    }

    @Test(arguments: WordCase.masks)
    func masks(_ example: WordCase) throws {
        let found = try #require(try example.picture(example.lua).alpha)
        #expect(example.error(of: found) < example.tolerance, "\(found.values)")
    }

    @Test(arguments: WordCase.penalties)
    func penalties(_ example: WordCase) throws {
        let found = try example.values(of: example.lua)
        #expect(found.count == 1)
        #expect(abs(found[0] - example.expected.values[0]) < example.tolerance, "\(found)")
    }

    /// Words that have values elsewhere, and where.
    private static let elsewhere = [
        "r.warp": "warpsPushAsFarAsTheySay", "r.swirl": "swirlsTurnClockwise", "r.ripple": "ripplesMoveToAndFro",
        "net:where": "aClassIsWhereItIsSeen", "r.saliency": "peopleLookWhereTheHeadSays",
        "tensor:importance": "whatCountsIsWhereTheGradientIs",
        "r.random_colours": "coloursAreChangedChannelByChannel",
        "r.random_affine": "affineViewsStretchTurnAndLean", "r.random_perspective": "perspectivesLeanAway",
        "r.random_shift": "shiftsReachAsFarAsTheySay",
        "r.random_scale": "scalesEnlarge", "r.random_rotate": "rotationsTurn", "r.random_crop": "cropsAreSquares",
        "r.random_flip": "halfOfTheViewsAreMirrored", "r.random_noise": "noiseIsAsStrongAsItSays",
        "r.view_pad": "paddingIsABorder", "r.view_blur": "viewsAreBlurred",
        "r.momentum": "momentumKeepsGoing", "r.adam": "adamDividesBySize", "r.nadam": "nadamLooksAhead",
        "r.lion": "lionStepsByTheSignOfAMoment", "r.lbfgs": "lbfgsIsCutToItsStep", "r.pixels": "startsAtThePicture",
        "r.fourier": "startsAtThePicture", "r.pyramid": "startsAtThePicture", "r.phase": "startsAtThePicture",
    ]

    /// What is said to be elsewhere is there.
    @Test func elsewhereIsSomewhere() throws {
        let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../..").standardizedFileURL
        let files = try #require(
            FileManager.default.enumerator(at: root.appendingPathComponent("Tests"), includingPropertiesForKeys: nil))
        let tests = try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
        for (word, test) in Self.elsewhere { #expect(tests.contains("func \(test)("), "\(word) has no \(test)") }
    }

    /// A word without a case fails here: the reference knows all of them.
    @Test func everyWordHasItsValues() throws {
        let reference = try LanguageReference(.shipped).markdown
        let known = Set((WordCase.operations + WordCase.masks + WordCase.penalties).map(\.word))
        let sections = [
            ("How a stage climbs", 17), ("Stages without the network", 20), ("Masks", 11), ("Penalties", 6),
        ]
        for (section, least) in sections {
            let words = Self.words(of: section, in: reference)
            #expect(words.count >= least)
            for word in words where !known.contains(word) {
                #expect(Self.elsewhere[word] != nil, "\(word) is applied by no case in Tests/PresetsTests/Words")
            }
        }
    }

    private static func words(of section: String, in reference: String) -> [String] {
        let lines = reference.split(separator: "\n")
        guard let start = lines.firstIndex(of: "## \(section)") else { return [] }
        return lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }
            .filter { $0.hasPrefix("### ") }.map { String($0.dropFirst(4)) }
    }

    // MARK: - On ramps, where what is seen says where it came from

    private static let size = 40

    /// A picture whose levels are the place from the left, or from the top, and what some stages make of it.
    private func places(_ stages: String, _ down: Bool) throws -> Tensor {
        let ramp = WordCase(
            word: "", lua: stages, canvas: .greys(grid(Self.size) { 0.5 + 5 * Float(down ? $0 : $1) }),
            expected: .number(0))
        // Of one plane, in pixels.
        let colours = try ramp.picture(stages).colours.map { ($0 * 255 - 0.5) / 5 }
        return colours
    }

    /// Compares where each pixel came from with where it should have, inside of a circle about the middle.
    private func expect(
        _ stages: String, within radius: Float, from place: (SIMD2<Float>) -> SIMD2<Float>,
        centre: SIMD2<Float> = SIMD2(20, 20)
    ) throws {
        for down in [false, true] {
            let found = try places(stages, down)
            var moved: Float = 0
            for row in 0..<Self.size {
                for column in 0..<Self.size {
                    let arm = SIMD2(Float(column), Float(row)) + 0.5 - centre
                    guard (arm * arm).sum() < radius * radius else { continue }
                    let source = centre + place(arm) - 0.5
                    let error = abs(found.values[row * Self.size + column] - (down ? source.y : source.x))
                    #expect(error < 0.02, "\(stages): row \(row), column \(column)")
                    moved = max(moved, abs(place(arm).x - arm.x))
                }
            }
            #expect(moved > 0.5)
        }
    }

    /// Three petals: a wedge of 60° from 30° on, and its reflections.
    @Test func kaleidoscopesFold() throws {
        try expect("r.kaleidoscope(3, 30)", within: 18) { arm in
            let turn = (atan2(arm.y, arm.x) * 180 / .pi - 30 + 720).truncatingRemainder(dividingBy: 120)
            let angle = (30 + min(turn, 120 - turn)) * .pi / 180
            return (arm * arm).sum().squareRoot() * SIMD2(cos(angle), sin(angle))
        }
    }

    /// By 90° in the middle, and by a quarter of that half-way to the radius: what is seen there comes from farther counter-clockwise.
    @Test func swirlsTurnClockwise() throws {
        func turned(_ arm: SIMD2<Float>) -> SIMD2<Float> {
            let rest = max(0, 1 - (arm * arm).sum().squareRoot() / 16)
            let angle = Float.pi / 2 * rest * rest
            return SIMD2(arm.x * cos(angle) + arm.y * sin(angle), arm.y * cos(angle) - arm.x * sin(angle))
        }
        try expect("r.swirl(90, 0.4)", within: 18, from: turned)
        try expect("r.swirl { angle = 90, radius = 0.4, x = 0.45 }", within: 17, from: turned, centre: SIMD2(18, 20))
    }

    /// To and from the middle by two pixels, in rings eight apart; less than a ring from the middle there is less room.
    @Test func ripplesMoveToAndFro() throws {
        try expect("r.ripple(0.05, 0.2)", within: 17) { arm in
            let distance = (arm * arm).sum().squareRoot()
            let length = 2 * min(1, distance / 8) * sin(2 * .pi * distance / 8)
            return arm * (1 + length / distance)
        }
    }

    /// Noise has no exact values but 0: twice the amount is twice as far, and no pixel goes much farther than it.
    @Test func warpsPushAsFarAsTheySay() throws {
        let still = try places("r.warp(0, 0.5)", false)
        func offsets(_ amount: Float) throws -> [Float] {
            let moved = try places("r.warp(\(amount), 0.5)", false)
            // Without the rim, where the picture is mirrored.
            return (8..<Self.size - 8).flatMap { row in
                (8..<Self.size - 8).map { moved.values[row * Self.size + $0] - still.values[row * Self.size + $0] }
            }
        }
        let (once, twice) = (try offsets(0.05), try offsets(0.1))
        #expect(zip(once, twice).allSatisfy { abs(2 * $0 - $1) < 0.02 })
        let most = twice.map(abs).max() ?? 0
        #expect(most > 1 && most <= 2 * 0.1 * Float(Self.size))
        #expect(once.contains { $0 > 0.2 } && once.contains { $0 < -0.2 })
        #expect(still.values[5 * Self.size + 7] == 7 || abs(still.values[5 * Self.size + 7] - 7) < 1e-3)
    }

    /// The map of a class is 1 where it is surest, 0 where there is none, and a power of itself where it is sharper; also of a network
    /// that takes the mean over all positions before its last layer.
    @Test(arguments: ["squeezenet", "efficientnet-lite0"])
    func aClassIsWhereItIsSeen(_ name: String) throws {
        let cat = try Picture.read(contentsOf: Shelf.folder + "/guides/cat.jpg").resized(height: 160, width: 240)
        func weights(_ lua: String) throws -> Tensor {
            let example = WordCase(word: "", lua: lua, canvas: cat, expected: .number(0))
            let network = try Shelf.network(name)
            return try #require(try example.picture("r.opacity(\(lua))", with: network).alpha)
        }
        let (map, sharp) = (try weights("net:where('Egyptian cat')"), try weights("net:where('Egyptian cat', 4)"))
        let most = map.values.max() ?? 0
        #expect(most > 0.9 && most <= 1 && (map.values.min() ?? 1) >= 0)
        #expect(sharp.mean < 0.8 * map.mean && sharp.mean > 0)
        #expect((sharp.values.max() ?? 0) > 0.8)
        // The head fills the middle, and none of it is at the left edge.
        let middle = map.part(Region(rows: 40..<120, columns: 90..<170)).mean
        #expect(middle > 1.5 * map.part(Region(rows: 0..<160, columns: 0..<20)).mean)
    }
}
