import Operators
import Tensors

// MARK: - Weighted sums of a few

extension SeparableOperator {
    /// By lists of who reads whom.
    func taps(_ place: ShaderPlace) -> ShaderLayer? {
        let (input, output) = (place.operands[0], place.output)
        let lists = taps(from: input, to: output)
        return .taps(rows: lists.rows, columns: lists.columns, from: input, to: output, empty: empty)
    }
}

extension ShaderLayer {
    /// Weighted sums by the lists of rows and columns, turned round for the way back.
    fileprivate static func taps(
        rows: AxisTaps, columns: AxisTaps, from input: Shape, to output: Shape, empty: Float = 0
    ) -> ShaderLayer {
        func table(_ taps: AxisTaps) -> ShaderTable {
            let words = taps.taps.count + 1 + 2 * taps.taps.reduce(0) { $0 + $1.count }
            return ShaderTable(words: words) {
                var starts: [UInt32] = [0]
                for list in taps.taps { starts.append(starts[starts.count - 1] + UInt32(list.count)) }
                return starts + taps.taps.flatMap { $0.flatMap { [$0.index.word, $0.weight.word] } }
            }
        }
        func call(_ from: Shape, _ to: Shape, isBack: Bool) -> ShaderCall {
            ShaderCall(
                "taps", [],
                [
                    isBack ? .seed : .operand(0), isBack ? .target(0) : .output, .table(isBack ? 2 : 0),
                    .table(isBack ? 3 : 1),
                ], [to.count, from.height, from.width, to.height, to.width, isBack ? 0 : empty],
                groups: .elements(to.count))
        }
        return ShaderLayer(
            forward: [call(input, output, isBack: false)], backward: [[call(output, input, isBack: true)]], reads: [],
            tables: [rows, columns, rows.turned, columns.turned].map(table))
    }
}

extension Resize: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? { taps(place) }
}

extension Halving: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? { taps(place) }
}

extension Doubling: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? { taps(place) }
}

extension Margins: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? { taps(place) }
}

extension Borders: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? { taps(place) }
}

extension RegionOperator {
    /// What lies in the rectangle: margins of less than nothing around it.
    func cut(_ place: ShaderPlace) -> ShaderLayer? {
        let (input, rectangle) = (place.operands[0], region(of: place.operands[0]))
        return Margins(
            before: Extent(height: -rectangle.rows.lowerBound, width: -rectangle.columns.lowerBound),
            after: Extent(
                height: rectangle.rows.upperBound - input.height, width: rectangle.columns.upperBound - input.width)
        ).shaded(place)
    }
}

extension WeightedChannels: ShadedOperator {
    /// As if channels were rows, and positions columns.
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let (channels, area) = (place.operands[0].channels, place.output.area)
        let sum = AxisTaps([weights.map { (index: $0.index, weight: $0.factor) }], inputs: channels)
        let each = AxisTaps((0..<area).map { [(index: $0, weight: 1)] }, inputs: area)
        return .taps(
            rows: sum, columns: each, from: Shape(channels: 1, height: channels, width: area),
            to: Shape(channels: 1, height: 1, width: area))
    }
}

// MARK: - Runs of numbers

extension ShaderCall {
    /// Lines of numbers copied, or added, to another place.
    ///
    /// - Parameters:
    ///   - steps: from line to line, of the source and of the result.
    ///   - width: how much of each line is written; `lead` zeros, the run, and zeros again.
    static func runs(
        _ from: Address, _ to: Address, lines: Int, steps: (Int, Int), width: Int, lead: Int = 0, run: Int
    ) -> ShaderCall {
        ShaderCall(
            "runs", [], [from, to], [lines, steps.0, steps.1, width, lead, run], groups: .elements(lines * width))
    }
}

extension StopGradient: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let count = place.output.count
        return ShaderLayer(
            forward: [.runs(.operand(0), .output, lines: 1, steps: (0, 0), width: count, run: count)], backward: [[]],
            reads: [])
    }
}

extension Concatenation: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        var layer = ShaderLayer(forward: [], backward: [], reads: [])
        var first = 0
        for (index, operand) in place.operands.enumerated() {
            let count = operand.count
            func call(_ from: ShaderCall.Address, _ to: ShaderCall.Address) -> ShaderCall {
                .runs(from, to, lines: 1, steps: (0, 0), width: count, run: count)
            }
            layer.forward.append(call(.operand(index), .output(from: first)))
            layer.backward.append([call(.seed(from: first), .target(index))])
            first += count
        }
        return layer
    }
}

extension TokenJoin: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        var layer = ShaderLayer(forward: [], backward: [], reads: [])
        let (lines, line) = (place.output.channels, place.output.area)
        var (first, next) = (0, 0)
        for part in parts {
            let (area, from): (Int, ShaderCall.Address)
            switch part {
            case .operand:
                (area, from) = (place.operands[next].area, .operand(next))
                layer.backward.append([
                    .runs(.seed(from: first), .target(next), lines: lines, steps: (line, area), width: area, run: area)
                ])
                next += 1
            case .tokens(let tokens):
                (area, from) = (tokens.shape.area, .table(layer.tables.count))
                layer.tables.append(
                    ShaderTable(words: tokens.values.count, areNumbers: true) { tokens.values.map(\.bitPattern) })
            }
            layer.forward.append(
                .runs(from, .output(from: first), lines: lines, steps: (area, line), width: area, run: area))
            first += area
        }
        return layer
    }
}

extension TokenSelection: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let (input, output) = (place.operands[0], place.output)
        let first = first(of: input)
        return ShaderLayer(
            forward: [
                .runs(
                    .operand(0, from: first), .output, lines: output.channels, steps: (input.area, output.area),
                    width: output.area, run: output.area)
            ],
            backward: [
                [
                    .runs(
                        .seed, .target(0), lines: output.channels, steps: (output.area, input.area), width: input.area,
                        lead: first, run: output.area)
                ]
            ], reads: [])
    }
}

// MARK: - Other orders

extension ChannelSelection: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let (input, output) = (place.operands[0], place.output)
        var readers = [[Int]](repeating: [], count: input.channels)
        for (index, channel) in indices.enumerated() { readers[channel].append(index) }
        func table(_ lists: [[Int]]) -> ShaderTable {
            ShaderTable(words: lists.count + 1 + lists.reduce(0) { $0 + $1.count }) {
                var starts = [0]
                for list in lists { starts.append(starts[starts.count - 1] + list.count) }
                return (starts + lists.joined()).map(\.word)
            }
        }
        func call(_ from: ShaderCall.Address, _ to: ShaderCall.Address, _ count: Int, _ list: Int) -> ShaderCall {
            ShaderCall("selection", [], [from, to, .table(list)], [count, output.area], groups: .elements(count))
        }
        return ShaderLayer(
            forward: [call(.operand(0), .output, output.count, 0)],
            backward: [[call(.seed, .target(0), input.count, 1)]], reads: [],
            tables: [table(indices.map { [$0] }), table(readers)])
    }
}

extension ShaderCall {
    /// Positions and channels changed for each other.
    fileprivate static func blocks(
        _ from: Address, _ to: Address, from wide: Shape, to made: Shape, way: Int, block: Extent = Extent(1),
        steps: [Int] = [0, 0, 0]
    ) -> ShaderCall {
        let sides: [any ShaderNumber] = [
            made.count, wide.height, wide.width, made.height, made.width, block.height, block.width,
        ]
        return ShaderCall("blocks", [way], [from, to], sides + steps, groups: .elements(made.count))
    }
}

extension SpaceToDepth: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let (wide, deep) = (place.operands[0], place.output)
        return ShaderLayer(
            forward: [.blocks(.operand(0), .output, from: wide, to: deep, way: 0, block: block)],
            backward: [[.blocks(.seed, .target(0), from: deep, to: wide, way: 1, block: block)]], reads: [])
    }
}

extension DepthToSpace: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let (deep, wide) = (place.operands[0], place.output)
        return ShaderLayer(
            forward: [.blocks(.operand(0), .output, from: deep, to: wide, way: 1, block: block)],
            backward: [[.blocks(.seed, .target(0), from: wide, to: deep, way: 0, block: block)]], reads: [])
    }
}

extension Transposition: ShadedOperator {
    func shaded(_ place: ShaderPlace) -> ShaderLayer? {
        let (input, output) = (place.operands[0], place.output)
        let inverse = [0, 1, 2].map { order.firstIndex(of: $0) ?? 0 }
        func steps(_ shape: Shape, _ order: [Int]) -> [Int] { order.map { [shape.area, shape.width, 1][$0] } }
        return ShaderLayer(
            forward: [.blocks(.operand(0), .output, from: input, to: output, way: 2, steps: steps(input, order))],
            backward: [[.blocks(.seed, .target(0), from: output, to: input, way: 2, steps: steps(output, inverse))]],
            reads: [])
    }
}
