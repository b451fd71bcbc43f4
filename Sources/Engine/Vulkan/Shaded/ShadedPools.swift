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
