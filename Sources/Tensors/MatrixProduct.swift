/// Products of matrices, which are tensors of rank 2: rows × columns.
///
///     let gram = features.matrix.product(features.matrix, transposing: .second)     // C × C
///
/// Blocks of both operands are copied into the order in which the innermost loop reads them (Goto and van de Geijn,
/// "Anatomy of high-performance matrix multiplication", 2008). Each element is summed over the inner dimension in
/// order, in runs of 256: the same bits on every run.
extension Tensor {
    /// Which operand of a product is read with rows and columns exchanged.
    public enum Transposed: Sendable {
        /// A·B
        case neither
        /// Aᵀ·B
        case first
        /// A·Bᵀ
        case second
    }

    /// An activation `[1, C, H, W]` as a matrix: C rows of H·W columns.
    public var matrix: Tensor { reshaped(to: Shape([shape.channels, shape.area])) }

    /// The same elements in another shape of the same count.
    public consuming func reshaped(to shape: Shape) -> Tensor { Tensor(shape: shape, values: values) }

    /// self·other, with one of both transposed if asked for.
    public func product(_ other: Tensor, transposing transposed: Transposed = .neither) -> Tensor {
        precondition(shape.rank == 2 && other.shape.rank == 2, "\(shape) and \(other.shape) are not both matrices")
        let first = MatrixReading(of: shape, transposed: transposed == .first)
        let second = MatrixReading(of: other.shape, transposed: transposed == .second)
        precondition(
            first.columns == second.rows,
            "a product of \(first.rows)×\(first.columns) and \(second.rows)×\(second.columns) does not exist")
        let (a, b) = (values.span, other.values.span)
        return Tensor(Shape([first.rows, second.columns])) { c in
            multiply(a, first, b, second, into: &c)
        }
    }
}

/// How a matrix lies in memory, as it is read.
private struct MatrixReading {
    let rows: Int
    let columns: Int
    let rowStride: Int
    let columnStride: Int

    init(of shape: Shape, transposed: Bool) {
        let (height, width) = (shape.dimensions[0], shape.dimensions[1])
        (rows, columns) = transposed ? (width, height) : (height, width)
        (rowStride, columnStride) = transposed ? (1, width) : (width, 1)
    }
}

/// Rows of A that are copied at once, columns of B, and the depth of both: 64 KiB and 256 KiB.
private let rowsOfBlock = 64
private let columnsOfBlock = 256
private let depthOfBlock = 256

private func multiply(
    _ a: Span<Float>, _ first: MatrixReading, _ b: Span<Float>, _ second: MatrixReading,
    into c: inout MutableSpan<Float>
) {
    for k in stride(from: 0, to: first.columns, by: depthOfBlock) {
        let depth = k..<min(k + depthOfBlock, first.columns)
        for j in stride(from: 0, to: second.columns, by: columnsOfBlock) {
            let columns = j..<min(j + columnsOfBlock, second.columns)
            let right = packedColumns(b, second, depth, columns)
            for i in stride(from: 0, to: first.rows, by: rowsOfBlock) {
                let rows = i..<min(i + rowsOfBlock, first.rows)
                let left = packedRows(a, first, rows, depth)
                addProduct(left.span, right.span, depth.count, rows, columns, into: &c, width: second.columns)
            }
        }
    }
}

/// Four rows at a time, each step of the depth one vector; rows that are not there are zero.
private func packedRows(
    _ a: Span<Float>, _ reading: MatrixReading, _ rows: Range<Int>, _ depth: Range<Int>
) -> [SIMD4<Float>] {
    var packed: [SIMD4<Float>] = []
    packed.reserveCapacity((rows.count + 3) / 4 * depth.count)
    let step = reading.rowStride
    for row in stride(from: rows.lowerBound, to: rows.upperBound, by: 4) {
        let count = min(4, rows.upperBound - row)
        for k in depth {
            let i = row * step + k * reading.columnStride
            packed.append(
                count == 4
                    ? SIMD4(a[i], a[i + step], a[i + 2 * step], a[i + 3 * step])
                    : SIMD4(a[i], count > 1 ? a[i + step] : 0, count > 2 ? a[i + 2 * step] : 0, 0))
        }
    }
    return packed
}

/// Eight columns at a time, each step of the depth one vector; columns that are not there are zero.
private func packedColumns(
    _ b: Span<Float>, _ reading: MatrixReading, _ depth: Range<Int>, _ columns: Range<Int>
) -> [SIMD8<Float>] {
    var packed: [SIMD8<Float>] = []
    packed.reserveCapacity((columns.count + 7) / 8 * depth.count)
    let step = reading.columnStride
    for column in stride(from: columns.lowerBound, to: columns.upperBound, by: 8) {
        let count = min(8, columns.upperBound - column)
        for k in depth {
            let i = column * step + k * reading.rowStride
            var vector = SIMD8<Float>.zero
            if count == 8 {
                vector = SIMD8(
                    b[i], b[i + step], b[i + 2 * step], b[i + 3 * step], b[i + 4 * step], b[i + 5 * step],
                    b[i + 6 * step], b[i + 7 * step])
            } else {
                for lane in 0..<count { vector[lane] = b[i + lane * step] }
            }
            packed.append(vector)
        }
    }
    return packed
}

private func addProduct(
    _ left: Span<SIMD4<Float>>, _ right: Span<SIMD8<Float>>, _ depth: Int, _ rows: Range<Int>, _ columns: Range<Int>,
    into c: inout MutableSpan<Float>, width: Int
) {
    for (group, j) in stride(from: columns.lowerBound, to: columns.upperBound, by: 8).enumerated() {
        let b = right.extracting(group * depth..<(group + 1) * depth)
        for (group, i) in stride(from: rows.lowerBound, to: rows.upperBound, by: 4).enumerated() {
            let sums = tile(left.extracting(group * depth..<(group + 1) * depth), b)
            let count = min(8, columns.upperBound - j)
            add(sums.0, count, at: i * width + j, to: &c)
            if i + 1 < rows.upperBound { add(sums.1, count, at: (i + 1) * width + j, to: &c) }
            if i + 2 < rows.upperBound { add(sums.2, count, at: (i + 2) * width + j, to: &c) }
            if i + 3 < rows.upperBound { add(sums.3, count, at: (i + 3) * width + j, to: &c) }
        }
    }
}

/// Four rows by eight columns of the product: as many running sums as the registers hold.
@inline(__always)
private func tile(
    _ a: Span<SIMD4<Float>>, _ b: Span<SIMD8<Float>>
) -> (SIMD8<Float>, SIMD8<Float>, SIMD8<Float>, SIMD8<Float>) {
    var (c0, c1, c2, c3) = (SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero)
    for k in a.indices {
        let (ak, bk) = (a[k], b[k])
        c0 += ak.x * bk
        c1 += ak.y * bk
        c2 += ak.z * bk
        c3 += ak.w * bk
    }
    return (c0, c1, c2, c3)
}

@inline(__always)
private func add(_ sums: SIMD8<Float>, _ count: Int, at start: Int, to c: inout MutableSpan<Float>) {
    guard count == 8 else {
        for lane in 0..<count { c[start + lane] += sums[lane] }
        return
    }
    c.withRun(start..<start + 8) { run in
        // With a constant number of lanes this is one vector addition.
        for lane in 0..<8 { run[lane] += sums[lane] }
    }
}
