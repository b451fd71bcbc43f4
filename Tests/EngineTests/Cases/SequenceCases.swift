import Networks
import Tensors
import TestSupport

/// What goes through sequences.
extension Case {
    static let sequences: [Case] = [
        sequence("rows from the first to the last", hidden: 3, [false]),
        sequence("rows both ways", hidden: 2, [false, true]),
        sequence("rows from the last, one number", hidden: 1, [true]),
    ]

    private static func sequence(_ name: String, hidden: Int, _ isReversed: [Bool]) -> Case {
        let shape = Shape([isReversed.count, 4 * hidden, hidden])
        let memory = LongShortTermMemory(recurrent: Tensor.noise(shape, seed: 5), isReversed: isReversed)
        return chain(name, 5, 4, [convolution(4 * hidden * isReversed.count, 3, kernel: 3), memory, .tanh])
    }
}
