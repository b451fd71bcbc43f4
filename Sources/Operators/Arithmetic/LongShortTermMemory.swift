import Foundation
public import Tensors

/// A long short-term memory (Hochreiter and Schmidhuber, 1997, with Gers et al.'s forget gate): every column is a sequence, which is gone
/// through from row to row.
///
///     z = x + R·h₋            [4·hidden], in the order of ONNX: input gate, output gate, forget gate, candidate
///     c = σ(z_f)·c₋ + σ(z_i)·tanh(z_c),   h = σ(z_o)·tanh(c)            both 0 before the first row
///
/// What is made of the input is made before it, by a convolution of one tap: the operand is `[1, directions·4·hidden, rows, columns]`, the output
/// `[1, directions·hidden, rows, columns]`.
public struct LongShortTermMemory: WholeOperator, Hashable {
    /// `[directions, 4·hidden, hidden]`
    public let recurrent: Tensor
    /// By direction, whether rows are gone through from the last to the first.
    public let isReversed: [Bool]

    /// A memory from its parts.
    public init(recurrent: Tensor, isReversed: [Bool]) {
        let sizes = recurrent.shape.dimensions
        precondition(sizes.count == 3 && sizes[0] == isReversed.count && sizes[1] == 4 * sizes[2], "\(sizes)")
        (self.recurrent, self.isReversed) = (recurrent, isReversed)
    }

    /// The numbers that it remembers, by direction.
    public var hidden: Int { recurrent.shape.dimensions[2] }
}

extension LongShortTermMemory {
    public var summary: String { "lstm \(hidden)" + (isReversed.count > 1 ? "×\(isReversed.count)" : "") }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        guard inputs[0].channels == 4 * hidden * isReversed.count else {
            throw .other("reads \(4 * hidden * isReversed.count) channels, and gets \(inputs[0].channels)")
        }
        return Shape(channels: hidden * isReversed.count, height: inputs[0].height, width: inputs[0].width)
    }

    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int { 4 * hidden * output.count }
    public var bytes: Int { 4 * recurrent.values.count }
    public var backwardReads: BackwardReads { .operands }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        var y = Tensor.zeros(output)
        for sequence in sequences(of: output) {
            let states = states(operands[0], sequence)
            for (step, state) in states.enumerated() {
                let place = sequence.places[step]
                for k in 0..<hidden { y.values[(sequence.direction * hidden + k) * output.area + place] = state.h[k] }
            }
        }
        return y
    }

    // ∂h = g + Rᵀ·∂z₊,  ∂c = ∂h·o·(1 − tanh²c) + f₊·∂c₊;  ∂z follows gate by gate
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        var result = Tensor.zeros(operands[0].shape)
        let area = result.shape.area
        let zeros = [Float](repeating: 0, count: hidden)
        for sequence in sequences(of: seed.shape) {
            let states = states(operands[0], sequence)
            let matrix = sequence.direction * 4 * hidden * hidden
            var (fromLater, memory) = (zeros, zeros)
            for step in states.indices.reversed() {
                let (state, place) = (states[step], sequence.places[step])
                let before = step > 0 ? states[step - 1].c : zeros
                var slopes = [Float](repeating: 0, count: 4 * hidden)
                for k in 0..<hidden {
                    let (i, o, f, candidate) = (
                        state.gates[k], state.gates[hidden + k], state.gates[2 * hidden + k],
                        state.gates[3 * hidden + k]
                    )
                    let shown = Foundation.tanh(state.c[k])
                    let h = seed.values[(sequence.direction * hidden + k) * area + place] + fromLater[k]
                    let c = h * o * (1 - shown * shown) + memory[k]
                    slopes[k] = c * candidate * i * (1 - i)
                    slopes[hidden + k] = h * shown * o * (1 - o)
                    slopes[2 * hidden + k] = c * before[k] * f * (1 - f)
                    slopes[3 * hidden + k] = c * i * (1 - candidate * candidate)
                    memory[k] = c * f
                }
                fromLater = zeros
                for gate in 0..<4 * hidden {
                    result.values[(sequence.direction * 4 * hidden + gate) * area + place] = slopes[gate]
                    for k in 0..<hidden {
                        fromLater[k] += recurrent.values[matrix + gate * hidden + k] * slopes[gate]
                    }
                }
            }
        }
        return [result]
    }

    /// A column, gone through in one direction.
    private struct Sequence {
        let direction: Int
        /// By step, its place among the positions.
        let places: [Int]
    }

    /// What is known after a step.
    private struct State {
        /// The gates and the candidate.
        let gates: [Float]
        let c: [Float]
        let h: [Float]
    }

    private func sequences(of shape: Shape) -> [Sequence] {
        isReversed.indices.flatMap { direction in
            (0..<shape.width).map { column in
                let places = (0..<shape.height).map { $0 * shape.width + column }
                return Sequence(direction: direction, places: isReversed[direction] ? places.reversed() : places)
            }
        }
    }

    private func states(_ x: Tensor, _ sequence: Sequence) -> [State] {
        let (area, matrix) = (x.shape.area, sequence.direction * 4 * hidden * hidden)
        var c = [Float](repeating: 0, count: hidden)
        var h = c
        return sequence.places.map { place in
            var gates = [Float](repeating: 0, count: 4 * hidden)
            for gate in 0..<4 * hidden {
                var z = x.values[(sequence.direction * 4 * hidden + gate) * area + place]
                for k in 0..<hidden { z += recurrent.values[matrix + gate * hidden + k] * h[k] }
                gates[gate] = gate < 3 * hidden ? 1 / (1 + Foundation.exp(-z)) : Foundation.tanh(z)
            }
            for k in 0..<hidden {
                c[k] = gates[2 * hidden + k] * c[k] + gates[k] * gates[3 * hidden + k]
                h[k] = gates[hidden + k] * Foundation.tanh(c[k])
            }
            return State(gates: gates, c: c, h: h)
        }
    }
}
