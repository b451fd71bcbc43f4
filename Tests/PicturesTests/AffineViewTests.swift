import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct AffineViewTests {
    static let edges: [Edges] = [
        .wrap, .mirror, .clamp, .constant(0), Edges(across: .wrap, down: .mirror), Edges(across: .clamp, down: .wrap),
    ]

    @Test(arguments: edges) func theIdentityChangesNothing(_ edge: Edges) {
        let x = Tensor.noise(Shape(channels: 2, height: 5, width: 7), seed: 1)
        var view = AffineView(of: x.shape, edge: edge)
        for interpolation in Interpolation.allCases {
            view.interpolation = interpolation
            #expect(view.sample(x).relativeDistance(to: x) < 1e-6)
        }
    }

    @Test func wholeShiftsAreRolls() {
        let x = Tensor.noise(Shape(channels: 2, height: 5, width: 7), seed: 2)
        let view = AffineView(of: x.shape, edge: .wrap).shifted(right: -9, down: 3)
        #expect(view.sample(x).relativeDistance(to: x.rolled(down: 3, right: -9)) < 1e-5)
    }

    @Test func edgesAreWhatTheirNamesSay() {
        let x = Tensor(shape: Shape(channels: 1, height: 1, width: 3), values: [1, 2, 3])
        for interpolation in Interpolation.allCases {
            func padded(_ edge: Edges) -> [Float] {
                var view = AffineView(of: x.shape, edge: edge).cropped(to: Region(rows: 0..<1, columns: -4..<7))
                view.interpolation = interpolation
                return view.sample(x).values
            }
            #expect(padded(.wrap) == [3, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1])
            #expect(padded(.mirror) == [3, 3, 2, 1, 1, 2, 3, 3, 2, 1, 1])
            #expect(padded(.clamp) == [1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3])
            #expect(padded(.constant(9)) == [9, 9, 9, 9, 1, 2, 3, 9, 9, 9, 9])
        }
    }

    @Test func quarterTurnsAndFlips() {
        let x = Tensor(shape: Shape(channels: 1, height: 2, width: 2), values: [1, 2, 3, 4])
        let view = AffineView(of: x.shape, edge: .clamp)
        func near(_ view: AffineView, _ expected: [Float]) -> Bool {
            zip(view.sample(x).values, expected).allSatisfy { abs($0 - $1) < 1e-4 }
        }
        #expect(near(view.rotated(degrees: 90), [2, 4, 1, 3]))
        #expect(near(view.flippedAcross(), [2, 1, 4, 3]))
        #expect(near(view.flippedDown(), [3, 4, 1, 2]))
        #expect(near(view.rotated(degrees: 90).flippedAcross(), [4, 2, 3, 1]))
    }

    @Test func stepsAreDoneToWhatIsSeen() {
        // A slope is reproduced exactly, so that places can be read off it.
        let slope = Tensor(
            shape: Shape(channels: 1, height: 9, width: 60), values: (0..<540).map { Float($0 % 60) + 0.5 })
        let view = AffineView(of: slope.shape, edge: .clamp).cropped(to: Region(rows: 2..<6, columns: 20..<30))
        #expect(abs(view.sample(slope).values[0] - 20.5) < 1e-4)
        // Twice as large about its middle, 25: the first pixel's centre is now at 25 − 4.5/2.
        #expect(abs(view.scaled(by: 2).sample(slope).values[0] - 22.75) < 1e-4)
        // Moved by four after that: what was at the fifth pixel is at the ninth.
        let moved = view.scaled(by: 2).shifted(right: 4, down: 0).sample(slope)
        #expect(abs(moved.values[8] - 24.75) < 1e-4)
        #expect(view.padded(by: 3).width == 16)
        #expect(abs(view.padded(by: 3).sample(slope).values[3] - 20.5) < 1e-4)
    }

    @Test func undoing() throws {
        let map = AffineMap.rotation(degrees: 20, about: SIMD2(3, 4)).after(.scale(2, 0.5, about: SIMD2(1, 1)))
        let inverse = try #require(map.inverse)
        let (x, y) = map(7, -2)
        let back = inverse(x, y)
        #expect(abs(back.x - 7) < 1e-4 && abs(back.y + 2) < 1e-4)
        #expect(abs(map.largestStretch - 2) < 1e-5)
        #expect(AffineMap.scale(0, 1, about: .zero).inverse == nil)
    }

    @Test func shrinkingDoesNotAlias() {
        let board = Tensor(
            shape: Shape(channels: 1, height: 64, width: 64), values: (0..<4096).map { Float(($0 / 64 + $0 % 64) % 2) })
        var view = AffineView(of: board.shape, edge: .mirror).resized(height: 17, width: 17)
        #expect(view.sample(board).values.allSatisfy { abs($0 - 0.5) < 0.02 })
        view.antialiases = false
        #expect(view.sample(board).values.contains { abs($0 - 0.5) > 0.2 })
    }

    @Test(arguments: edges) func transposes(_ edge: Edges) {
        for shape in [Shape(channels: 2, height: 9, width: 14), Shape(channels: 1, height: 1, width: 5)] {
            let whole = AffineView(of: shape, edge: edge)
            let views = [
                whole.rotated(degrees: 33).scaled(by: 1.3).shifted(right: 2.4, down: -7.1),
                whole.padded(by: 5).rotated(degrees: -70), whole.flippedAcross().resized(height: 4, width: 5),
                whole.cropped(to: Region(rows: -20..<3, columns: 2..<40)).scaled(across: 0.4, down: 3),
            ]
            for (var view) in views {
                for interpolation in Interpolation.allCases {
                    view.interpolation = interpolation
                    let error = Adjoints.error(inputs: shape) {
                        view.sample($0)
                    } transpose: {
                        view.adjoint(of: $0, on: shape)
                    }
                    #expect(error < 1e-6)
                }
            }
        }
    }

    @Test func cubicsKeepDetailOverManyResamplings() {
        let detail = Noise.white.planes(1, height: 64, width: 64, seed: 3).blurred(sigma: 1.5, edge: .wrap)
        func turnedAround(_ interpolation: Interpolation) -> Double {
            var view = AffineView(of: detail.shape, edge: .wrap).shifted(right: 0.5, down: 0.25)
            view.interpolation = interpolation
            let there = (0..<4).reduce(detail) { seen, _ in view.sample(seen) }
            return there.relativeDistance(to: detail.rolled(down: 1, right: 2))
        }
        #expect(turnedAround(.cubic) < 0.4 * turnedAround(.bilinear))
        // A cubic reproduces a parabola, of which a bilinear mean cuts the corners.
        let parabola = Tensor(
            shape: Shape(channels: 1, height: 1, width: 20), values: (0..<20).map { Float($0 * $0) })
        var view = AffineView(of: parabola.shape, edge: .clamp).shifted(right: -0.5, down: 0)
        view.interpolation = .cubic
        let between = view.sample(parabola).values
        for x in 2..<17 { #expect(abs(between[x] - (Float(x) + 0.5) * (Float(x) + 0.5)) < 1e-3) }
    }

    @Test func placesThatAreNoNumbersAreRead() {
        let x = Tensor.noise(Shape(channels: 1, height: 3, width: 3), seed: 3)
        for scale in [Float.nan, .infinity, 1e-30] {
            #expect(AffineView(of: x.shape, edge: .wrap).scaled(by: scale).sample(x).shape == x.shape)
        }
    }
}
