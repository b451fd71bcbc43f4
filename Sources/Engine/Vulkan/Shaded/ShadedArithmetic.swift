import Operators
import Tensors

extension Arithmetic: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let calls = ArithmeticShaders(kind: self, a: place.operands[0], b: place.operands[1], output: place.output)
        return ShaderLayer(
            forward: [calls.call(.forward, .operand(0), .operand(1))],
            backward: [
                [calls.call(.left, .operand(0), .operand(1))], [calls.call(.right, .operand(0), .operand(1))],
            ], reads: backwardReads)
    }
}

extension ConstantArithmetic: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        kind.shaders.with(numbers, place)
    }
}

extension PositionTable: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        Arithmetic.add.with(table(for: place.output), place)
    }
}

extension ConstantArithmetic.Kind {
    fileprivate var shaders: Arithmetic { self == .add ? .add : .multiply }
}

extension Arithmetic {
    /// With numbers that are part of the network.
    fileprivate func with(_ numbers: Tensor, _ place: ShaderPlace) -> ShaderLayer? {
        let calls = ArithmeticShaders(kind: self, a: place.operands[0], b: numbers.shape, output: place.output)
        return ShaderLayer(
            forward: [calls.call(.forward, .operand(0), .table(0))],
            backward: [[calls.call(.left, .operand(0), .table(0))]], reads: [],
            tables: [ShaderTable(words: numbers.values.count, areNumbers: true) { numbers.values.map(\.bitPattern) }])
    }
}

/// Calls of the shader that takes two operands.
private struct ArithmeticShaders {
    enum Way: Int {
        case forward, left, right
    }

    let kind: Arithmetic
    let a: Shape
    let b: Shape
    let output: Shape

    func call(_ way: Way, _ first: ShaderCall.Address, _ second: ShaderCall.Address) -> ShaderCall {
        let own = way == .right ? b : a
        let sums = way != .forward && own != output
        let number = Arithmetic.allCases.firstIndex(of: kind) ?? 0
        return ShaderCall(
            "arithmetic", [number, way.rawValue, sums],
            [first, second, .output, .seed, way == .forward ? .nothing : .target(way == .left ? 0 : 1)],
            [output.channels, output.height, output.width] + steps(a) + steps(b),
            groups: sums ? .each(own.count) : .elements(output.count))
    }

    /// How far elements lie apart, 0 along a dimension of 1.
    private func steps(_ shape: Shape) -> [Int] {
        [
            shape.channels == 1 ? 0 : shape.area, shape.height == 1 ? 0 : shape.width, shape.width == 1 ? 0 : 1,
        ]
    }
}
