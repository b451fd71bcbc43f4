import Tensors
import TestSupport
import Testing

@Suite struct MatrixProductTests {
    /// Whole tiles, every kind of remainder, and more than one block of each dimension.
    static let sizes = [(1, 1, 1), (4, 8, 8), (5, 3, 9), (3, 300, 17), (70, 2, 261), (67, 513, 10), (2, 0, 3)]

    @Test(arguments: sizes) func againstTheDefinition(_ m: Int, _ k: Int, _ n: Int) {
        let a = Tensor.noise(Shape([m, k]), seed: 1)
        let b = Tensor.noise(Shape([k, n]), seed: 2)
        let expected = Tensor(Shape([m, n])) { c in
            for i in 0..<m {
                for j in 0..<n {
                    c[i * n + j] = Float(
                        (0..<k).reduce(0.0) { $0 + Double(a.values[i * k + $1]) * Double(b.values[$1 * n + j]) })
                }
            }
        }
        #expect(a.product(b).relativeDistance(to: expected) < 1e-6)
        #expect(transposed(a).product(b, transposing: .first).relativeDistance(to: expected) < 1e-6)
        #expect(a.product(transposed(b), transposing: .second).relativeDistance(to: expected) < 1e-6)
    }

    @Test func aGramMatrixIsSymmetric() {
        let features = Tensor.noise(Shape(channels: 13, height: 9, width: 40), seed: 3)
        let gram = features.matrix.product(features.matrix, transposing: .second)
        #expect(gram.shape == Shape([13, 13]))
        #expect(gram == transposed(gram))
    }

    private func transposed(_ a: Tensor) -> Tensor {
        let (rows, columns) = (a.shape.dimensions[0], a.shape.dimensions[1])
        return Tensor(Shape([columns, rows])) { output in
            for i in 0..<rows {
                for j in 0..<columns { output[j * rows + i] = a.values[i * columns + j] }
            }
        }
    }
}
