import Operators
import Tensors

extension Reduction: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let x = place.operands[0]
        // Numbers of a result, the step between them, and the step between results.
        let (numbers, step, resultStep) =
            switch axes {
            case .all: (x.count, 1, 0)
            case .channels: (x.channels, x.area, 1)
            case .positions: (x.area, 1, x.area)
            }
        let way: Int
        switch kind {
        case .mean, .sum: way = 0
        case .meanSquare, .sumSquares: way = 1
        case .norm: way = 2
        case .max: return largest(place, numbers: numbers, step: step, resultStep: resultStep)
        }
        let factor: Float = kind == .mean || kind == .meanSquare ? 1 / Float(numbers) : 1
        let results = place.output.count
        var layer = ShaderLayer(
            forward: [
                .sums(
                    [false, way], .operand(0), .output, [results, numbers, step, resultStep, factor, x.count],
                    .each(results))
            ],
            backward: [
                [
                    .sums(
                        [true, way], .operand(0), .output, [results, numbers, step, resultStep, factor, x.count],
                        .elements(x.count))
                ]
            ], reads: way == 0 ? [] : way == 1 ? .operands : [.operands, .output])
        // One group would be alone with a large layer: many sum parts of it, and one their sums.
        if axes == .all, way < 2, x.count > Reduction.most {
            let parts = min((x.count + Reduction.most - 1) / Reduction.most, 1024)
            let part = (x.count + parts - 1) / parts
            layer.state = parts
            layer.forward = [
                .sums([false, way], .operand(0), .state, [parts, part, 1, part, factor, x.count], .each(parts)),
                .sums([false, 0], .state, .output, [1, parts, 1, 0, Float(1), parts], .each(1)),
            ]
        }
        return layer
    }

    private func largest(_ place: ShaderPlace, numbers: Int, step: Int, resultStep: Int) -> ShaderLayer {
        let (x, results) = (place.operands[0], place.output.count)
        func call(_ isBack: Bool) -> ShaderCall {
            ShaderCall(
                "largest", [isBack], [.operand(0), .output, .seed, isBack ? .target(0) : .nothing, .state],
                [results, numbers, step, resultStep], groups: isBack ? .elements(x.count) : .each(results))
        }
        return ShaderLayer(forward: [call(false)], backward: [[call(true)]], reads: [], state: results)
    }

    /// The most numbers that one group sums by itself.
    private static let most = 4096
}

extension ShaderCall {
    /// Sums; the numbers are results, numbers of each, their step, that of results, the factor, and how many numbers there are.
    static func sums(
        _ constants: [any ShaderNumber], _ x: Address, _ y: Address, _ numbers: [any ShaderNumber], _ groups: Groups
    ) -> ShaderCall {
        ShaderCall(
            "reduction", constants, [x, y, .seed, constants[0].word == 0 ? .nothing : .target(0)], numbers,
            groups: groups)
    }
}
