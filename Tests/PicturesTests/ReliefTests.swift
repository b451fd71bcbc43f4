import Pictures
import Tensors
import TestSupport
import Testing

/// What a camera sees of a picture of which is known what is near.
@Suite struct ReliefTests {
    private func relief(_ depth: Float = 0.5, _ near: (_ row: Int, _ column: Int) -> Float) -> Relief {
        let shape = Shape(channels: 1, height: 40, width: 60)
        return Relief(
            near: Tensor(shape: shape, values: (0..<shape.count).map { near($0 / 60, $0 % 60) }), depth: depth)
    }

    private func offsets(_ displacement: Displacement) -> [SIMD2<Float>] {
        let values = displacement.offsets.values
        return (0..<values.count / 2).map { SIMD2(values[$0], values[values.count / 2 + $0]) }
    }

    private func expect(_ displacement: Displacement, _ wanted: SIMD2<Float>, at places: [Int]? = nil) {
        let all = offsets(displacement)
        for place in places ?? Array(all.indices) {
            let error = all[place] - wanted
            #expect((error * error).sum() < 1e-6, "\(place): \(all[place]) for \(wanted)")
        }
    }

    /// One and a half times as far where all is near, half as far where all is far, and as a flat picture in the middle.
    @Test(arguments: [(Float(1), Float(1.5)), (0, 0.5), (0.5, 1), (0.75, 1.25)]) func aPlaneMovesAtItsPace(
        _ near: Float, _ pace: Float
    ) {
        let plane = relief { _, _ in near }
        expect(plane.places(through: .shift(6, -4)), SIMD2(6, -4) * pace)
        expect(plane.places(through: .identity), .zero)
        let flat = relief(0) { _, _ in near }
        expect(flat.places(through: .shift(6, -4)), SIMD2(6, -4))
    }

    /// Twice as near is twice as large a part of the way from the middle of a zoom.
    @Test func aZoomMovesFromItsMiddle() {
        let plane = relief { _, _ in 1 }
        let places = offsets(plane.places(through: .scale(0.8, 0.8, about: SIMD2(30, 20))))
        for (column, row) in [(0, 0), (59, 39), (30, 20), (12, 33)] {
            let wanted = 1.5 * 0.2 * (SIMD2(30, 20) - SIMD2(Float(column) + 0.5, Float(row) + 0.5))
            let error = places[row * 60 + column] - wanted
            #expect((error * error).sum() < 1e-6)
        }
    }

    /// A near square before what is far: where either could be seen it is the square; and it is seen whole, moved by its own pace.
    @Test func whatIsNearHidesWhatIsFar() {
        let square = relief(1) { row, column in (10..<30).contains(row) && (20..<40).contains(column) ? 1 : 0 }
        // With depth 1 what is far stands still, and what is near moves twice as far: by 10 to the left.
        let places = square.places(through: .shift(5, 0))
        let row = 20 * 60
        expect(places, SIMD2(10, 0), at: (12..<28).map { row + $0 })
        expect(places, .zero, at: (0..<8).map { row + $0 } + (42..<60).map { row + $0 })
        // Behind it what nobody has seen is stretched out of what lies beside it.
        let all = offsets(places)
        for column in 30..<40 { #expect((Float(0)...10).contains(all[row + column].x)) }
    }

    /// A pole of two pixels on the way to what is far is not passed over, however far the way is.
    @Test func whatIsThinIsNotPassedOver() {
        let pole = relief(1) { _, column in (30..<32).contains(column) ? 0.75 : 0 }
        let places = pole.places(through: .shift(12, 0))
        // By one and a half times the way.
        expect(places, SIMD2(18, 0), at: [20 * 60 + 12, 20 * 60 + 13])
    }

    /// Between pixels nearness is what lies between them: on an even slope each place has its own.
    @Test func aSlopeIsSeenBetweenItsPixels() {
        let slope = relief { _, column in Float(column) / 60 }
        let all = offsets(slope.places(through: .shift(6, 0)))
        for column in 4..<48 {
            // a = 1 + ½(2(p + 6a − ½)/60 − 1), solved for a.
            let p = Float(column) + 0.5
            let a = (0.5 + (p - 0.5) / 60) / (1 - 6 / 60)
            #expect(abs(all[20 * 60 + column].x - 6 * a) < 1e-3, "\(column)")
        }
    }

    /// Past its edges a picture is its mirror image, and so is what is near of it.
    @Test func edgesAreMirrored() {
        let border = relief { _, column in column < 50 ? 0 : 1 }
        let places = offsets(border.places(through: .shift(20, 0)))
        // From the far side of the mirror image of the border on: clamped it would go on for ever, 30 away.
        #expect((24.0...25.0).contains(places[20 * 60 + 45].x), "\(places[20 * 60 + 45])")
    }

    /// From one view to the next, as between pictures of them: a place keeps what it shows.
    @Test func stepsLeadFromViewToView() {
        let hill = relief(0.7) { row, column in
            let (x, y) = (Float(column - 30) / 30, Float(row - 20) / 20)
            return max(1 - x * x - y * y, 0)
        }
        let earlier = AffineMap.shift(3, -2).after(.scale(0.9, 0.9, about: SIMD2(30, 20)))
        let later = AffineMap.shift(4, -2.5).after(.scale(0.85, 0.85, about: SIMD2(30, 20)))
        let (first, second) = (hill.places(through: earlier), hill.places(through: later))
        let steps = offsets(hill.steps(back: earlier, from: second))
        let (before, now) = (offsets(first), offsets(second))
        var worst: Float = 0
        for row in 8..<32 {
            for column in 12..<48 {
                let here = SIMD2(Float(column) + 0.5, Float(row) + 0.5)
                let there = here + steps[row * 60 + column]
                // What was seen there, between pixels.
                let (x, y) = (Int(there.x - 0.5), Int(there.y - 0.5))
                let (s, t) = (there.x - 0.5 - Float(x), there.y - 0.5 - Float(y))
                func seen(_ row: Int, _ column: Int) -> SIMD2<Float> {
                    SIMD2(Float(column) + 0.5, Float(row) + 0.5) + before[row * 60 + column]
                }
                let upper = seen(y, x) * (1 - s) + seen(y, x + 1) * s
                let lower = seen(y + 1, x) * (1 - s) + seen(y + 1, x + 1) * s
                let error = upper * (1 - t) + lower * t - (here + now[row * 60 + column])
                worst = max(worst, (error * error).sum())
            }
        }
        #expect(worst < 0.01, "\(worst)")
        // From the picture itself they are its places.
        for (step, place) in zip(offsets(hill.steps(back: .identity, from: second)), now) {
            #expect(((step - place) * (step - place)).sum() < 1e-6)
        }
    }
}
