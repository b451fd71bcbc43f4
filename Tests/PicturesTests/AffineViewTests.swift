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

    /// A sheet that leans: the right edge is seen a half nearer than the middle, c + d/(1 + ½).
    @Test func tiltsAreHomographies() {
        let width = 32
        let slope = Tensor(
            shape: Shape(channels: 1, height: 8, width: width), values: (0..<8 * width).map { Float($0 % width) + 0.5 })
        let view = AffineView(of: slope.shape, edge: .clamp).tilted(across: 0.5, down: 0)
        let seen = view.sample(slope)
        for column in [8, 10, 16, 27, 31] {
            let arm = Float(column) + 0.5 - 16
            #expect(abs(seen.values[3 * width + column] - (16 + arm / (1 + arm / 32))) < 0.01)
        }
        // Up and down as well, where the rows are not the same any longer.
        #expect(view.map.after(.identity) == view.map)
        let both = AffineMap.tilt(SIMD2(0.01, -0.02), about: SIMD2(5, 7)).after(
            .rotation(degrees: 30, about: SIMD2(1, 2)))
        let (x, y) = AffineMap.rotation(degrees: 30, about: SIMD2(1, 2))(9, -3)
        let (wanted, found) = (AffineMap.tilt(SIMD2(0.01, -0.02), about: SIMD2(5, 7))(x, y), both(9, -3))
        #expect(abs(wanted.x - found.x) < 1e-4 && abs(wanted.y - found.y) < 1e-4)
        let (tangent, near) = (both.tangent(at: SIMD2(9, -3)), both(9.01, -3))
        #expect(abs(tangent(9.01, -3).x - near.x) < 1e-4 && abs(tangent(9, -3).y - found.y) < 1e-4)
    }

    /// Rows lean by their height, about the middle.
    @Test func shearsLean() {
        let slope = Tensor(
            shape: Shape(channels: 1, height: 9, width: 33), values: (0..<9 * 33).map { Float($0 % 33) })
        let seen = AffineView(of: slope.shape, edge: .clamp).sheared(across: 0.5, down: 0).sample(slope)
        #expect(abs(seen.values[4 * 33 + 16] - 16) < 1e-4)
        #expect(abs(seen.values[8 * 33 + 16] - (16 - 0.5 * 4)) < 1e-4)
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
                whole.sheared(across: 0.4, down: 0.1), whole.tilted(across: 0.4, down: -0.3),
                whole.rotated(degrees: 20).tilted(across: -0.8, down: 0).resized(height: 20, width: 33),
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

/// Eight places at once and band by band is what one after the other is, to the last bit: so it is for any number of threads, too.
extension AffineViewTests {
    /// The four pixels around a place, in order, and their weights; nil past a constant edge.
    private func corners(of view: AffineView, _ row: Int, _ column: Int, _ shape: Shape) -> [(
        pixel: Int?, weight: Float
    )] {
        let (x, y) = view.map(Float(column) + 0.5, Float(row) + 0.5)
        let (left, top) = ((x - 0.5).rounded(.down), (y - 0.5).rounded(.down))
        let (right, below) = (x - 0.5 - left, y - 0.5 - top)
        func pixel(_ place: Int, _ count: Int, _ mode: EdgeMode) -> Int? {
            guard !(0..<count).contains(place) else { return place }
            switch mode {
            case .wrap: return (place % count + count) % count
            case .mirror:
                let rest = (place % (2 * count) + 2 * count) % (2 * count)
                return min(rest, 2 * count - 1 - rest)
            case .clamp: return min(max(place, 0), count - 1)
            case .constant: return nil
            }
        }
        let weights = [(1 - right) * (1 - below), right * (1 - below), (1 - right) * below, right * below]
        return (0..<4).map { corner in
            let y = pixel(Int(top) + corner / 2, shape.height, view.edge.down)
            let x = pixel(Int(left) + corner % 2, shape.width, view.edge.across)
            guard let x, let y else { return (nil, 0) }
            return (y * shape.width + x, weights[corner])
        }
    }

    private static let views: [@Sendable (AffineView) -> AffineView] = [
        { $0 }, { $0.rotated(degrees: 8).scaled(by: 0.85) }, { $0.shifted(right: 3.25, down: -90.5) },
        { $0.cropped(to: Region(rows: 10..<77, columns: 3..<98)).rotated(degrees: -100) },
        { $0.resized(height: 150, width: 31) },
    ]

    @Test(arguments: edges + [.constant(0.5)], views.indices)
    func everyPlaceIsItsFourPixels(_ edge: Edges, _ number: Int) {
        let shape = Shape(channels: 2, height: 131, width: 101)
        var view = Self.views[number](AffineView(of: shape, edge: edge))
        view.antialiases = false
        let picture = Tensor.noise(shape, seed: 3)
        let gradient = Tensor.noise(Shape(channels: 2, height: view.height, width: view.width), seed: 4)
        var (seen, sums) = (Tensor.zeros(gradient.shape), Tensor.zeros(shape))
        for channel in 0..<2 {
            for place in 0..<view.height * view.width {
                let index = channel * view.height * view.width + place
                var value: Float = 0
                var whole: Float = 0
                for (pixel, weight) in corners(of: view, place / view.width, place % view.width, shape) {
                    whole += weight
                    let at = channel * shape.area + (pixel ?? 0)
                    value += weight * picture.values[at]
                    sums.values[at] += weight * gradient.values[index]
                }
                let level: Float = if case .constant(let level) = edge.across { level } else { 0 }
                seen.values[index] = level == 0 ? value : value + level * (1 - whole)
            }
        }
        #expect(view.sample(picture) == seen)
        #expect(view.adjoint(of: gradient, on: shape) == sums)
    }
}
