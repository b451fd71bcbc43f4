public import Tensors

/// y = scale·Σ a·b over the parts that both operands have and the output has not: a product of matrices, or of many of them side by side,
/// whatever their rows and columns are of an activation.
///
/// Parts are those of an `Arrangement`. Of a part that all three have there is a product for each of its places; one that the output has is
/// one of its operands' at least. Einstein's notation: `bik,bkj->bij`.
public struct Contraction: WholeOperator, Hashable {
    /// How large the parts are.
    public let sizes: PartSizes
    /// The first operand's.
    public let first: Arrangement
    /// The second's.
    public let second: Arrangement
    /// The output's.
    public let output: Arrangement
    /// What the sums are multiplied by.
    public let scale: Float

    /// A contraction from its parts.
    public init(
        _ sizes: PartSizes, _ first: Arrangement, _ second: Arrangement, to output: Arrangement, scale: Float = 1
    ) {
        let (a, b, y) = (Set(first.parts), Set(second.parts), Set(output.parts))
        precondition(y.isSubset(of: a.union(b)) && a.symmetricDifference(b).isSubset(of: y), "a part is lost")
        (self.sizes, self.first, self.second, self.output, self.scale) = (sizes, first, second, output, scale)
    }
}

extension Contraction {
    public var summary: String { "product" }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        output.shape(try sizes.solved([(first, inputs[0]), (second, inputs[1])]))
    }

    public func multiplyAdds(_ operands: [Shape], _ output: Shape) -> Int {
        guard let sizes = try? sizes.solved([(first, operands[0]), (second, operands[1])]) else { return 0 }
        return sizes.reduce(1) { $0.timesAtMost($1) }
    }

    public var bytes: Int { 0 }
    public var backwardReads: BackwardReads { .operands }

    public func forward(_ operands: [Tensor], to shape: Shape) -> Tensor {
        let matrices = Matrices(self, operands.map(\.shape))
        let (a, b) = (matrices.rows(operands[0]), matrices.columns(operands[1]))
        return matrices.product(a, b, scale, of: (matrices.m, matrices.k, matrices.n), to: output, shape)
    }

    // ∂/∂a = scale·g·bᵀ, ∂/∂b = scale·aᵀ·g
    public func backward(_ seed: Tensor, _ operands: [Tensor], _ y: Tensor, wanted: [Bool]) -> [Tensor?] {
        let matrices = Matrices(self, operands.map(\.shape))
        let (m, k, n) = (matrices.m, matrices.k, matrices.n)
        var result: [Tensor?] = [nil, nil]
        if wanted[0] {
            let (g, b) = (matrices.gathered(seed, output, m + n), matrices.gathered(operands[1], second, n + k))
            result[0] = matrices.product(g, b, scale, of: (m, n, k), to: first, operands[0].shape)
        }
        if wanted[1] {
            let (a, g) = (matrices.gathered(operands[0], first, k + m), matrices.gathered(seed, output, m + n))
            result[1] = matrices.product(a, g, scale, of: (k, m, n), to: second, operands[1].shape)
        }
        return result
    }

    /// What its parts are for, and how large they are.
    private struct Matrices {
        let sizes: [Int]
        let batch: [Int]
        let m: [Int]
        let k: [Int]
        let n: [Int]
        let arrangements: (first: Arrangement, second: Arrangement)

        init(_ contraction: Contraction, _ operands: [Shape]) {
            let (first, second) = (contraction.first, contraction.second)
            guard let sizes = try? contraction.sizes.solved([(first, operands[0]), (second, operands[1])]) else {
                preconditionFailure("\(operands)")
            }
            let (b, y) = (Set(second.parts), Set(contraction.output.parts))
            self.sizes = sizes
            arrangements = (first, second)
            batch = first.parts.filter { b.contains($0) && y.contains($0) }
            m = first.parts.filter { !b.contains($0) }
            k = first.parts.filter { b.contains($0) && !y.contains($0) }
            n = second.parts.filter { !first.parts.contains($0) }
        }

        func rows(_ a: Tensor) -> [Float] { gathered(a, arrangements.first, m + k) }
        func columns(_ b: Tensor) -> [Float] { gathered(b, arrangements.second, k + n) }
        func count(_ parts: [Int]) -> Int { parts.reduce(1) { $0 * sizes[$1] } }

        /// The numbers in the order of the batch and then of these parts.
        func gathered(_ tensor: Tensor, _ arrangement: Arrangement, _ parts: [Int]) -> [Float] {
            let strides = arrangement.strides(sizes)
            let (outer, inner) = (
                Arrangement.offsets(batch, sizes, strides), Arrangement.offsets(parts, sizes, strides)
            )
            let values = tensor.values
            return [Float](unsafeUninitializedCapacity: outer.count * inner.count) { memory, count in
                count = outer.count * inner.count
                var elements = UnsafeMutableBufferPointer(rebasing: memory[..<count]).mutableSpan
                elements.forEachRun(of: inner.count) { index, run in
                    for place in run.indices { run[place] = values[outer[index] + inner[place]] }
                }
            }
        }

        /// The products of matrices that lie one after the other, where an activation has them.
        func product(
            _ a: [Float], _ b: [Float], _ scale: Float, of parts: ([Int], [Int], [Int]), to arrangement: Arrangement,
            _ shape: Shape
        ) -> Tensor {
            let (rows, depth, columns) = (count(parts.0), count(parts.1), count(parts.2))
            let strides = arrangement.strides(sizes)
            let outer = Arrangement.offsets(batch, sizes, strides)
            let inner = Arrangement.offsets(parts.0 + parts.2, sizes, strides)
            return Tensor(unwritten: shape) { y in
                y.share { y in
                    Parallel.inParts(outer.count, each: rows * depth * columns) { range in
                        for index in range {
                            let left = Tensor(
                                shape: Shape([rows, depth]),
                                values: Array(a[index * rows * depth..<(index + 1) * rows * depth]))
                            let right = Tensor(
                                shape: Shape([depth, columns]),
                                values: Array(b[index * depth * columns..<(index + 1) * depth * columns]))
                            let product = left.product(right).values
                            for (place, number) in zip(inner, product) { y[outer[index] + place] = scale * number }
                        }
                    }
                }
            }
        }
    }
}
