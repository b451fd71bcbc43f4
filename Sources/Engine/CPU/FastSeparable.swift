import CPUBridge
import Networks
import Operators
import Tensors

/// Weighted sums of a few inputs, rows and columns each by themselves: resizes of every kind, borders, means of windows of any size.
final class FastSeparable: FastLayer {
    let needs = LayerNeeds(cutsRows: true)

    private let lists: SeparableLists
    private let variant: kernel_variant
    /// The rows that are made, and those that are given.
    private let made: Range<Int>
    private let given: Range<Int>
    private let rows: PackedTaps
    private let rowsBack: PackedTaps

    /// All rows.
    convenience init(_ operation: some SeparableOperator, _ place: FastPlace) {
        let (input, output) = (place.operands[0], place.output)
        self.init(operation.taps(from: input, to: output), from: input, to: output, variant: place.variant)
    }

    /// All rows, by their taps.
    convenience init(
        _ taps: (rows: AxisTaps, columns: AxisTaps), from input: Shape, to output: Shape, variant: kernel_variant
    ) {
        self.init(SeparableLists(taps), made: 0..<output.height, given: 0..<input.height, variant: variant)
    }

    private init(_ lists: SeparableLists, made: Range<Int>, given: Range<Int>, variant: kernel_variant) {
        (self.lists, self.made, self.given, self.variant) = (lists, made, given, variant)
        // Of some rows, those of their taps that are there: one way back reads others than the way forward.
        rows = PackedTaps(lists.rows, made, of: given)
        rowsBack = PackedTaps(lists.rowsBack, given, of: made)
    }

    /// The same for rows that come one after the other.
    var rowStep: RowStep {
        RowStep(readings: [.taps(RowTaps(lists.rows))]) { [lists, variant] part in
            RowLayer(geometry: [part.made.lowerBound, part.given[0].lowerBound]) {
                FastSeparable(lists, made: part.made, given: part.given[0], variant: variant)
            }
        }
    }

    func forward(_ run: ForwardRun) {
        sum(run.inputs[0], rows, lists.columns, to: run.output.address, run.finish)
    }

    // ∂/∂x[q] = Σ g[p]·weight over the p that read q
    func backward(_ run: BackwardRun) {
        guard let target = run.targets[0] else { return }
        sum(run.gradient, rowsBack, lists.columnsBack, to: target.block.address, target.finish)
    }

    private func sum(
        _ source: Block, _ rows: PackedTaps, _ columns: PackedTaps, to destination: UnsafeMutablePointer<Float>,
        _ finish: kernel_finish
    ) {
        var finish = finish
        rows.withAxis { rows in
            columns.withAxis { columns in
                separable_run(
                    variant, Int32(source.blockCount), Int32(source.shape.height), Int32(source.shape.width), rows,
                    columns, source.address, destination, &finish)
            }
        }
    }
}

/// What parts of one layer share.
private final class SeparableLists {
    let rows: AxisTaps
    let rowsBack: AxisTaps
    let columns: PackedTaps
    let columnsBack: PackedTaps

    init(_ taps: (rows: AxisTaps, columns: AxisTaps)) {
        (rows, rowsBack) = (taps.rows, taps.rows.turned)
        columns = PackedTaps(taps.columns, 0..<taps.columns.taps.count, of: 0..<taps.columns.inputs)
        columnsBack = PackedTaps(taps.columns.turned, 0..<taps.columns.inputs, of: 0..<taps.columns.taps.count)
    }
}

/// Taps of one axis, one list after the other, as kernels read them.
private struct PackedTaps {
    private var starts: [Int32] = [0]
    private var indices: [Int32] = []
    private var weights: [Float] = []

    /// Those of some results, as far as they are of some sources, from the first of which they are counted.
    init(_ taps: AxisTaps, _ results: Range<Int>, of sources: Range<Int>) {
        for list in taps.taps[results] {
            for tap in list where sources.contains(tap.index) {
                indices.append(Int32(tap.index - sources.lowerBound))
                weights.append(tap.weight)
            }
            starts.append(Int32(indices.count))
        }
    }

    func withAxis(_ body: (UnsafePointer<separable_axis>) -> Void) {
        starts.withUnsafeBufferPointer { starts in
            indices.withUnsafeBufferPointer { indices in
                weights.withUnsafeBufferPointer { weights in
                    var axis = separable_axis(
                        count: Int32(starts.count - 1), starts: starts.baseAddress, indices: indices.baseAddress,
                        weights: weights.baseAddress)
                    body(&axis)
                }
            }
        }
    }
}

extension Resize: FastOperator {
    func fastLayer(_ place: FastPlace) -> (any FastLayer)? { FastSeparable(self, place) }
}

extension Borders: FastOperator {
    func fastLayer(_ place: FastPlace) -> (any FastLayer)? { FastSeparable(self, place) }
}

extension AdaptivePool: FastOperator {
    /// A mean, or a sum, of windows: over all of it at once, plain loops sum in doubles.
    func fastLayer(_ place: FastPlace) -> (any FastLayer)? {
        reduction == .max || place.output.area == 1 ? nil : FastSeparable(self, place)
    }
}
