import Networks
import Tensors
import Testing

@Suite struct WindowTests {
    /// Outputs by counting: a window belongs when it begins on the input or its first margin, and ends on the input or its
    /// last margin, or, in ceil mode, anywhere.
    private func counted(_ input: Int, kernel: Int, stride: Int, pad: Int, ceil: Bool) -> Int {
        var count = 0
        while true {
            let start = count * stride - pad
            let fits = start + kernel <= input + pad
            guard fits || (ceil && start < input && count > 0 && (count - 1) * stride - pad + kernel < input + pad)
            else { return count }
            count += 1
        }
    }

    @Test func explicitMargins() {
        for input in 1...40 {
            for (kernel, stride, pad) in [(1, 1, 0), (2, 2, 0), (3, 2, 0), (3, 2, 1), (3, 1, 1), (5, 3, 2), (7, 2, 3)] {
                for ceil in [false, true] where input + 2 * pad >= kernel {
                    let margin = Extent(pad)
                    let window = Window(
                        kernel: Extent(kernel), stride: Extent(stride),
                        padding: .explicit(before: margin, after: margin), ceilMode: ceil)
                    let axis = window.vertical(over: input)
                    #expect(
                        axis.count == counted(input, kernel: kernel, stride: stride, pad: pad, ceil: ceil),
                        "input \(input), kernel \(kernel), stride \(stride), pad \(pad), ceil \(ceil)")
                }
            }
        }
    }

    /// Margins that cut all of the input away have no room, whatever stands around it; others cut and widen at once.
    @Test(arguments: [(1, -1, 2, 0), (1, -3, 5, 0), (3, -1, -2, 0), (3, 4, -3, 0), (3, -1, -1, 1), (3, 2, -2, 3)])
    func marginsKeepSomething(_ input: Int, _ before: Int, _ after: Int, _ output: Int) {
        let margins = Margins(before: Extent(before), after: Extent(after))
        #expect(margins.shape([Shape(channels: 2, height: input, width: input)]).height == output)
        let across = Margins(before: Extent(height: 0, width: before), after: Extent(height: 0, width: after))
        #expect(across.shape([Shape(channels: 2, height: 4, width: input)]).width == output)
    }

    /// TensorFlow's SAME (tf.nn documentation, "Padding"): ⌈input ÷ stride⌉ outputs, the odd zero goes last.
    @Test(arguments: [
        (224, 3, 2, 112, 0, 1), (225, 3, 2, 113, 1, 1), (7, 5, 1, 7, 2, 2), (112, 5, 2, 56, 1, 2), (5, 1, 2, 3, 0, 0),
    ])
    func same(_ input: Int, _ kernel: Int, _ stride: Int, _ count: Int, _ before: Int, _ after: Int) {
        let window = Window(kernel: Extent(kernel), stride: Extent(stride), padding: .same)
        let axis = window.horizontal(over: input)
        #expect((axis.count, axis.before, axis.after) == (count, before, after))
    }

    @Test func aKernelLargerThanItsInputHasNoOutput() {
        #expect(Window(kernel: Extent(3), stride: Extent(2)).vertical(over: 2).count == 0)
    }
}
