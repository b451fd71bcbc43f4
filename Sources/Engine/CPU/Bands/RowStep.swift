import CPUBridge
import Operators
import Tensors

/// Some rows of a step's output, and the rows of its inputs that they are computed from, or that get a gradient.
struct RowPart {
    let made: Range<Int>
    /// By input.
    let given: [Range<Int>]
}

/// How a step of a plan is computed a few rows at a time, to the very bits of the whole.
struct RowStep {
    /// By input, which of its rows the output's are made of.
    let readings: [RowReading]
    /// How many neighbouring rows, of the output forward and of the input backward, share their rounding, counted from the first.
    let grain: Int
    /// The rows, forward or back, that are worth a call.
    var fewest = 1
    /// The layer of some rows.
    let part: (RowPart) -> RowLayer

    /// - Parameter readings: one that sees everything makes a barrier of the step.
    init(readings: [RowReading], grain: Int = 1, fewest: Int = 1, part: @escaping (RowPart) -> RowLayer) {
        let isBarrier = readings.contains(where: \.isBarrier)
        self.readings = isBarrier ? readings.map { _ in .map(.everything) } : readings
        self.grain = isBarrier ? 1 : grain
        self.fewest = fewest
        self.part = part
    }

    /// A layer that computes any rows as they come.
    init(anyRows layer: any FastLayer, inputs: Int) {
        self.init(readings: Array(repeating: .map(.same), count: inputs)) { _ in RowLayer(geometry: []) { layer } }
    }

    /// The same, where no rows can be told from the others.
    var barrier: RowStep { RowStep(readings: readings.map { _ in .map(.everything) }, part: part) }

    /// Whether no rows of it can be told from the others.
    var isBarrier: Bool { readings.contains(where: \.isBarrier) }
}

/// A layer to be made, and the numbers, beside how many rows it makes of how many, that tell it from others of its step.
struct RowLayer {
    let geometry: [Int]
    /// Whether its numbers are to the last bit those of the whole: asked while planning.
    var roundsAsWhole: () -> Bool = { true }
    let make: () throws -> any FastLayer
}

extension OperatorPart {
    /// Whole rows.
    init(operands: [Shape], output: Shape, _ part: RowPart) {
        self.init(
            operands: operands, output: output,
            made: Region(rows: part.made, columns: 0..<output.width),
            given: zip(operands, part.given).map { Region(rows: $1, columns: 0..<$0.width) })
    }
}

extension RowStep {
    /// The rows of an operator, by its kernels or by its loops.
    init(_ operation: any Operator, _ place: FastPlace) {
        let maps = operation.axisMaps(of: place.operands, to: place.output)
        self.init(readings: maps.map { .map($0.rows) }) { part in
            let own = operation.part(OperatorPart(operands: place.operands, output: place.output, part))
            let there = FastPlace(
                operands: zip(place.operands, part.given).map { $0.withRows($1.count) },
                output: place.output.withRows(part.made.count), clips: place.clips, variant: place.variant)
            // In plain loops, sums over the channels of a single position run along memory, and are rounded otherwise.
            let isAlone = there.output.area == 1 && place.output.area > 1
            return RowLayer(
                geometry: own.geometry,
                roundsAsWhole: { !isAlone || (try? FastPlan.layer(of: own, there))?.runsPlainLoops != true },
                make: { try FastPlan.layer(of: own, there) })
        }
    }
}
