import Operators
import Tensors

extension BestMatch: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let (x, y) = (place.operands[0], place.operands[1])
        func call(_ way: Int, to target: Int? = nil) -> ShaderCall {
            ShaderCall(
                "best-match", [way],
                [.operand(0), .operand(1), .output, .seed, target.map { .target($0) } ?? .nothing, .state],
                [x.channels, x.area, y.area],
                groups: way == 0 ? .each(x.area) : .elements(way == 1 ? x.count : y.count))
        }
        return ShaderLayer(
            forward: [call(0)], backward: [[call(1, to: 0)], [call(2, to: 1)]], reads: .operands, state: x.area)
    }
}

extension Gram: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let x = place.operands[0]
        func call(_ isBack: Bool) -> ShaderCall {
            ShaderCall(
                "gram", [isBack], [.operand(0), .output, .seed, isBack ? .target(0) : .nothing], [x.channels, x.area],
                groups: isBack ? .elements(x.count) : .each(place.output.count))
        }
        return ShaderLayer(forward: [call(false)], backward: [[call(true)]], reads: .operands)
    }
}

extension WithoutOutliers: ShadedOperator {
    /// Every position is compared with every other one, so there must not be too many.
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let x = place.operands[0]
        guard x.area <= 1 << 14 else { return nil }
        func call(_ turn: Int) -> ShaderCall {
            ShaderCall(
                "without-outliers", [turn], [.operand(0), .output, .seed, turn == 3 ? .target(0) : .nothing, .state],
                [x.channels, x.area, limit * limit], groups: .elements(turn < 2 ? x.area : x.count))
        }
        return ShaderLayer(forward: [call(0), call(1), call(2)], backward: [[call(3)]], reads: [], state: x.area + 1)
    }
}

extension StrongestChannels: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let (x, by) = (place.operands[0], place.operands[1])
        func call(_ turn: Int) -> ShaderCall {
            let groups: ShaderCall.Groups =
                switch turn {
                case 0: .each(x.channels)
                case 1: .elements(x.channels)
                case 2: .elements(place.output.count)
                default: .elements(x.count)
                }
            return ShaderCall(
                "strongest-channels", [turn],
                [
                    .operand(0), .operand(1), .output, .seed, turn == 3 ? .target(0) : .nothing, .state,
                    ShaderCall.Address(place: .state, first: x.channels),
                ], [x.channels, x.area, by.area, count, isLeast], groups: groups)
        }
        // What ranks has no gradient.
        return ShaderLayer(
            forward: [call(0), call(1), call(2)], backward: [[call(3)], []], reads: [], state: 3 * x.channels)
    }
}

extension TotalVariation: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let x = place.operands[0]
        let parts = min((x.count + 4095) / 4096, 1024)
        let part = (x.count + parts - 1) / parts
        let (straight, across) = neighbours.weights
        func call(_ isBack: Bool) -> ShaderCall {
            ShaderCall(
                "total-variation", [isBack], [.operand(0), .state, .seed, isBack ? .target(0) : .nothing],
                [
                    x.channels, x.height, x.width, part, neighbours == .two ? 2 : 4, straight, across, wraps, beta,
                    TotalVariation.epsilon, unit * beta,
                ], groups: isBack ? .elements(x.count) : .each(parts))
        }
        return ShaderLayer(
            forward: [call(false), .sums([false, 0], .state, .output, [1, parts, 1, 0, unit, parts], .each(1))],
            backward: [[call(true)]], reads: .operands, state: parts)
    }
}
