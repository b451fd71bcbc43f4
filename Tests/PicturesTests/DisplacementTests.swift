import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct DisplacementTests {
    static let warps: [Displacement] = [
        .noise(height: 11, width: 15, strength: 0.3, seed: 4), .swirl(height: 11, width: 15, degrees: 200),
        .ripple(height: 11, width: 15, strength: 0.2, wavelength: 0.4, phase: 0.3),
    ]

    @Test(arguments: warps.indices) func transposes(_ index: Int) {
        for edge in AffineViewTests.edges {
            for interpolation in Interpolation.allCases {
                // The picture that is read has another size than the one that is made.
                let error = Adjoints.error(inputs: Shape(channels: 2, height: 9, width: 16)) {
                    $0.warped(by: DisplacementTests.warps[index], edge: edge, interpolation: interpolation)
                } transpose: {
                    $0.adjointOfWarped(
                        by: DisplacementTests.warps[index], height: 9, width: 16, edge: edge,
                        interpolation: interpolation)
                }
                #expect(error < 1e-6)
            }
        }
    }

    @Test(arguments: warps.indices) func noStrengthNoWarp(_ index: Int) {
        let x = Tensor.noise(Shape(channels: 1, height: 11, width: 15), seed: 1)
        #expect(x.warped(by: DisplacementTests.warps[index].scaled(by: 0)) == x)
        #expect(x.warped(by: DisplacementTests.warps[index], edge: .mirror).relativeDistance(to: x) > 0.1)
    }

    @Test func aSwirlTurnsItsMiddleAndLeavesWhatIsFar() {
        let swirl = Displacement.swirl(height: 101, width: 201, degrees: 90, radius: 0.4)
        let row = 50
        // Just right of the middle, what was below comes: a turn counter-clockwise.
        let near = row * 201 + 102
        #expect(swirl.offsets.values[near] < -1 && swirl.offsets.values[101 * 201 + near] > 1)
        #expect(swirl.offsets.values[row * 201 + 5] == 0)
    }

    @Test func ripplesMoveOutwardsWithTheirPhase() {
        let at = { (phase: Float) in
            Displacement.ripple(height: 100, width: 100, strength: 0.02, wavelength: 0.2, phase: phase)
        }
        let (start, half, whole) = (at(0).offsets, at(0.5).offsets, at(1).offsets)
        #expect(whole.relativeDistance(to: start) < 1e-3)
        var sum = start
        sum.add(half)
        #expect(sum.rootMeanSquare < 1e-3)
        // Half a phase later the pattern stands half a wavelength, ten pixels, farther out.
        #expect(abs(half.values[50 * 100 + 85] - start.values[50 * 100 + 75]) < 0.1)
    }
}
