import Foundation
import Tensors
import Testing

@Suite struct PowersTests {
    /// Multiples of ⅛, others, and what is beyond them: all are powers.
    @Test(
        arguments: [-1, -0.75, -0.5, -0.375, 0, 0.125, 0.25, 0.6, 0.625, 0.875, 1, 1.25, 2, 2.5, 3, 7, -3] as [Float]
    )
    func powersArePowers(_ power: Float) {
        let x: [Float] = (0..<37).map { 0.001 + Float($0 * $0) * 0.37 }
        var output = [Float](repeating: 0, count: x.count)
        var span = output.mutableSpan
        Powers.write(x.span, to: power, into: &span)
        for (value, x) in zip(output, x) {
            let expected = Float(Foundation.pow(Double(x), Double(power)))
            #expect(abs(value - expected) <= 4e-7 * expected, "\(x)^\(power)")
        }
    }
}
