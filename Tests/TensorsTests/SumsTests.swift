import Tensors
import Testing

@Suite struct SumsTests {
    @Test func sixteenMillionOnesAreCounted() {
        // In single precision the count would stop at 2²⁴.
        let ones = [Float](repeating: 1, count: 1 << 24 + 3)
        #expect(Sums.sum(ones.span) == Double(ones.count))
        #expect(Sums.squares(ones.span) == Double(ones.count))
    }

    @Test(arguments: 0...17)
    func everyTailIsSummed(_ count: Int) {
        let x = (0..<count).map { Float($0) - 5 }
        let y = (0..<count).map { Float(2 * $0 + 1) }
        #expect(Sums.sum(x.span) == x.reduce(0.0) { $0 + Double($1) })
        #expect(Sums.absolute(x.span) == x.reduce(0.0) { $0 + Double(abs($1)) })
        #expect(Sums.squares(x.span) == x.reduce(0.0) { $0 + Double($1 * $1) })
        #expect(Sums.products(x.span, y.span) == zip(x, y).reduce(0.0) { $0 + Double($1.0 * $1.1) })
    }

    /// Pieces are summed by several threads, none is left out, and none is summed twice.
    @Test(arguments: [1 << 15, 1 << 15 + 1, 100_003]) func manyAreSummedInPieces(_ count: Int) {
        let x = (0..<count).map { Float($0 % 13) - 5 }
        let y = (0..<count).map { Float($0 % 7) }
        #expect(Sums.sum(x.span) == x.reduce(0.0) { $0 + Double($1) })
        #expect(Sums.absolute(x.span) == x.reduce(0.0) { $0 + Double(abs($1)) })
        #expect(Sums.squares(x.span) == x.reduce(0.0) { $0 + Double($1 * $1) })
        #expect(Sums.products(x.span, y.span) == zip(x, y).reduce(0.0) { $0 + Double($1.0 * $1.1) })
    }

    @Test func momentsOfATensor() {
        let x = Tensor(shape: Shape([4]), values: [-3, 1, -1, 3])
        #expect(x.sum == 0)
        #expect(x.mean == 0)
        #expect(x.meanAbsolute == 2)
        #expect(x.rootMeanSquare == Float(5).squareRoot())
        #expect(Tensor.zeros(Shape([0])).mean == 0)
    }
}
