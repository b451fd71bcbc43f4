import Dreams
import Pictures
import Tensors
import TestSupport
import Testing

/// What a step does beside the network.
@Suite struct StepTests {
    private var shape: Shape { Shape(channels: 3, height: 61, width: 83) }

    /// What is left to be done is done in one pass, and no more than once.
    @Test func aDirectionIsFinishedInOnePass() {
        let gradient = Tensor.noise(shape, seed: 1)
        let penalties = Tensor.noise(shape, seed: 2)
        let mask = Tensor.noise(Shape(channels: 1, height: 61, width: 83), seed: 3)
        var expected = gradient
        expected.scale(by: 0.5)
        expected.add(penalties)
        for i in expected.values.indices { expected.values[i] *= mask.values[i % mask.values.count] }
        var direction = Direction(gradient)
        (direction.factor, direction.penalties, direction.mask) = (0.5, penalties, mask)
        direction.finish()
        #expect(direction.gradient == expected && direction.isFinished)
        #expect(direction.finished() == expected)
    }

    /// A dream through views that transforms leave where they are is the dream without these.
    @Test func viewsThatStayChangeNothing() throws {
        func dream(_ transforms: [Transform]) throws -> Tensor {
            try Small.render(
                Small.recipe(
                    Small.ascent {
                        $0.transforms = transforms
                        $0.jitter = .constant(7)
                    })
            ).0.colours
        }
        #expect(
            try dream([.init("random_scale", ["factors": [1]]), .init("random_rotate", ["angles": [0]])]) == dream([]))
    }

    /// The way back goes through the planes that the way here kept, or through new ones: it is one gradient.
    @Test(arguments: [
        Parameterization("pixels", ["space": "oklab"]), .init("fourier"),
        .init("pyramid", ["levels": 3, "space": "linear"]), .init("phase"),
    ])
    func whatIsKeptChangesNoGradient(_ parameterization: Parameterization) {
        var levels = Clouds.paint(width: 40, height: 30, seed: 2)
        levels.scale(by: 255)
        let state = parameterization.state(of: levels)
        var trace: Tensor?
        let canvas = state.canvas(keeping: &trace)
        #expect(canvas == state.canvas() && trace != nil)
        let gradient = Tensor.noise(levels.shape, seed: 4)
        #expect(state.pullBack(gradient, trace: trace) == state.pullBack(gradient))
    }
}

extension StepTests {
    /// A step along what is not finished, within bounds, is what its passes are one after the other, for every optimizer and at every step.
    @Test(arguments: Optimizer.names) func oneStepIsOnePass(_ name: String) {
        let start = Tensor.noise(shape, seed: 5)
        var (apart, together) = ([start], start)
        var (first, second) = (OptimizerState(Optimizer(name)), OptimizerState(Optimizer(name)))
        let mask = Tensor.noise(Shape(channels: 1, height: 61, width: 83), seed: 3)
        for step in 0..<3 {
            var direction = Direction(.noise(shape, seed: UInt64(10 + step)))
            (direction.factor, direction.mask) = (0.3, mask)
            first.step(&apart, along: [direction.finished()], size: 0.1)
            apart[0].clamp(to: -1...1)
            second.step(&together, along: direction, within: -1...1, size: 0.1)
            #expect(together == apart[0], "step \(step)")
        }
        #expect(together.values.contains(1) && together.values.contains(-1) && together != start)
    }
}
