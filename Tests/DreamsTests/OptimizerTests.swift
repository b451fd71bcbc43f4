import Dreams
import Tensors
import Testing

/// What optimizers make of gradients, by hand.
@Suite struct OptimizerTests {
    /// Two numbers after each of some steps with these gradients.
    private func path(_ optimizer: Optimizer, size: Float, _ gradients: [[Float]]) -> [[Float]] {
        var state = OptimizerState(optimizer)
        var x = [Tensor.zeros(Shape([2]))]
        return gradients.map {
            state.step(&x, along: [Tensor(shape: Shape([2]), values: $0)], size: size)
            return x[0].values
        }
    }

    private func expect(_ optimizer: Optimizer, size: Float, _ gradients: [[Float]], _ expected: [[Float]]) {
        let found = path(optimizer, size: size, gradients)
        for (a, b) in zip(found.joined(), expected.joined()) { #expect(abs(a - b) < 1e-5, "\(optimizer): \(found)") }
        #expect(found.joined().count == expected.joined().count)
    }

    @Test func ascentGoesWhereTheGradientDoes() {
        expect(.ascent, size: 2, [[1, -3], [0.5, 0]], [[2, -6], [3, -6]])
    }

    /// The second step has half of the first one in it.
    @Test func momentumKeepsGoing() {
        expect(.init("momentum", ["inertia": 0.5]), size: 1, [[1, -2], [1, 0]], [[1, -2], [2.5, -3]])
    }

    /// The first step is the step size, whatever the gradient; then m̂ = (0.09 + 0.1·g)/0.19 and v̂ = (0.000999 + 0.001·g²)/0.001999.
    @Test func adamDividesBySize() {
        expect(.init("adam"), size: 1, [[1, -40], [0, -40]], [[1, -1], [1 + 0.4736842 / 0.7069299, -2]])
    }

    /// Of the same gradients m̂ is 0.9·m/(1 − 0.9²) + 0.1·g/(1 − 0.9) at the first step: 0.4736842 + 1.
    @Test func nadamLooksAhead() {
        expect(.init("nadam"), size: 1, [[1, -40]], [[1.4736842, -1.4736842]])
    }

    /// Every number moves by the step size. The second gradient is not strong enough to turn the first number, whose moment is 0.01 then,
    /// and turns the second.
    @Test func lionStepsByTheSignOfAMoment() {
        expect(
            .init("lion"), size: 0.5, [[1, 1], [-0.08, -0.1], [0, 0]], [[0.5, 0.5], [1, 0], [1.5, 0.5]])
        expect(.init("lion"), size: 0.5, [[0, -1e-20]], [[0, -0.5]])
    }

    /// Without a curvature it steps by the step size on average.
    @Test func lbfgsIsCutToItsStep() {
        expect(.init("lbfgs"), size: 1, [[3, -1]], [[1.5, -0.5]])
    }
}
