import Operators
import Tensors

extension MaxPool: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let (input, output) = (place.operands[0], place.output)
        func call(_ isBack: Bool) -> ShaderCall {
            let count = isBack ? input.count : output.count
            return ShaderCall(
                "max-pool", [isBack], [.operand(0), .output, .state, .seed, isBack ? .target(0) : .nothing],
                [
                    count, input.height, input.width, output.height, output.width, window.kernel.height,
                    window.kernel.width, window.stride.height, window.stride.width, window.dilation.height,
                    window.dilation.width, window.vertical(over: input.height).before,
                    window.horizontal(over: input.width).before,
                ], groups: .elements(count))
        }
        return ShaderLayer(forward: [call(false)], backward: [[call(true)]], reads: [], state: output.count)
    }
}

extension AveragePool: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? { taps(place) }
}

extension AdaptivePool: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        guard reduction != .max else { return nil }
        // Of one window an invocation for each number would be too few.
        if rows == 1, columns == 1 { return overPositions(isMean: reduction == .mean).shaded(place) }
        return taps(place)
    }
}

private func overPositions(isMean: Bool) -> Reduction { Reduction(isMean ? .mean : .sum, over: .positions) }

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
        case .max: return nil
        }
        let isMean = kind == .mean || kind == .meanSquare
        let results = place.output.count
        func call(_ isBack: Bool) -> ShaderCall {
            ShaderCall(
                "reduction", [isBack, way], [.operand(0), .output, .seed, isBack ? .target(0) : .nothing],
                [results, numbers, step, resultStep, isMean ? 1 / Float(numbers) : Float(1)],
                groups: isBack ? .elements(x.count) : .each(results))
        }
        return ShaderLayer(
            forward: [call(false)], backward: [[call(true)]],
            reads: way == 0 ? [] : way == 1 ? .operands : [.operands, .output])
    }
}
