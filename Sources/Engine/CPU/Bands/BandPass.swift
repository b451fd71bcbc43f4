import CPUBridge
import Operators
import Tensors

/// One way through a band program, forward or back: the rows that are in flight.
///
/// A dry one computes nothing, and finds out what memory it takes, and whether parts round as the whole.
struct BandPass {
    private(set) var memory = RingMemory()

    /// The most floats that a layer makes beside them.
    private(set) var beside = 0

    /// Multiply–accumulates, of which rows that are computed with their neighbours each time take some again.
    private(set) var multiplyAdds = 0.0

    /// By step that may redirect its gradient, what there was of that.
    private(set) var findings: [Int: RedirectFinding] = [:]

    private let program: BandProgram
    private let layers: BandLayers
    /// The steps that are taken to redirect their gradient.
    private let redirected: Set<Int>
    /// Whether nothing is computed.
    private let isDry: Bool
    private let rings: UnsafeMutablePointer<Float>
    private let kept: UnsafeMutableRawPointer
    /// By group, the rows that somebody still reads.
    private var chunks: [[BandChunk]]
    /// By group, how far it has come.
    private var fronts: [Int]
    /// What the event at hand uses for itself.
    private var borrowed: [Int] = []

    private var plan: FastPlan { program.plan }

    init(
        _ program: BandProgram, isForward: Bool, rings: UnsafeMutablePointer<Float>, kept: UnsafeMutablePointer<Float>,
        layers: BandLayers, redirected: Set<Int> = [], isDry: Bool = false
    ) {
        self.program = program
        self.layers = layers
        self.redirected = redirected
        self.isDry = isDry
        self.rings = rings
        self.kept = UnsafeMutableRawPointer(kept)
        chunks = program.groups.groups.map { _ in [] }
        fronts = program.groups.groups.map { isForward ? 0 : program.plan.values[$0.root].shape.height }
    }

    /// Floats for as long as the event lasts.
    private mutating func borrow(_ floats: Int) -> UnsafeMutablePointer<Float> {
        let place = memory.take(floats)
        borrowed.append(place)
        return rings + place
    }

    private mutating func giveBack() {
        for place in borrowed { memory.give(place) }
        borrowed = []
    }
}

// MARK: - Forward

extension BandPass {
    /// Computes rows of a group, keeps what is to be kept of them, and shows those of outputs.
    ///
    /// - Parameter picture: writes rows of the picture.
    mutating func forward(
        _ event: BandSchedule.Event, picture: RowsAtWork, show: (FastPlan.ValueID, Range<Int>, Block) -> Void
    ) throws {
        let group = program.groups.groups[event.group]
        let chunk = BandChunk(rows: event.rows, place: memory.take(floats(of: group.root, event.rows.count)))
        for index in group.producers { try run(index, event.rows, into: chunk, picture) }
        for value in program.members(of: event.group) {
            let block = slice(value, of: chunk)
            if let store = program.stores.numbers[value] { put(block.address, event.rows, into: store) }
            if !isDry, plan.outputs.values.contains(value) { show(value, event.rows, block) }
        }
        giveBack()
        fronts[event.group] = event.rows.upperBound
        chunks[event.group].append(chunk)
        retire(event.group) {
            $0.schedule.firstNeeded(of: $1, $2)
        } isOver: {
            $0.rows.upperBound <= $1
        }
    }

    /// Lets go of rows that nobody reads any more.
    private mutating func retire(
        _ group: Int, _ bound: (BandProgram, Int, [Int]) -> Int, isOver: (BandChunk, Int) -> Bool
    ) {
        for other in program.touched(by: group) {
            let bound = bound(program, other, fronts)
            for chunk in chunks[other] where isOver(chunk, bound) { memory.give(chunk.place) }
            chunks[other].removeAll { isOver($0, bound) }
        }
    }

    private mutating func run(
        _ index: Int, _ rows: Range<Int>, into chunk: BandChunk, _ picture: RowsAtWork
    ) throws {
        let step = plan.steps[index]
        let part = program.part(of: index, making: rows)
        var inputs: [Block] = []
        for (place, input) in step.inputs.enumerated() {
            let rows = part.given[place]
            inputs.append(
                step.layer.needs.slices.contains(place)
                    ? slice(input, of: chunk) : input == 0 ? try self.picture(picture, rows) : block(of: input, rows))
        }
        let isWhole = part.made == rows
        let output =
            isWhole
            ? slice(step.output, of: chunk)
            : Block(
                shape: plan.values[step.output].shape.withRows(part.made.count), lanes: plan.lanes,
                address: borrow(floats(of: step.output, part.made.count)))
        let bits = program.bits(of: step.output)
        let noted = step.clip == nil || bits == nil ? nil : borrow((output.count + 31) / 32)
        let store = program.stores.states[index]
        let stateRows = program.stateRows(index, part)
        var state: UnsafeMutablePointer<Float>?
        if let store { state = borrow(store.floats(stateRows.count)) }
        beside = max(beside, step.layer.needs.beside / output.shape.height * part.made.count)
        guard !isDry else {
            count(index, part.made, of: step.output)
            return layers.check(index, step, part)
        }
        let layer = try layers.layer(index, step, part)
        var finish = kernel_finish()
        if let clip = step.clip {
            (finish.clipped, finish.lower, finish.upper) = (true, clip.lowerBound, clip.upperBound)
            finish.passes = noted.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: UInt8.self) }
        }
        try layer.forward(ForwardRun(inputs: inputs, output: output, finish: finish, state: state))
        if let noted, let bits { put(noted, part.made, into: bits) }
        if let state, let store { put(state, stateRows, into: store) }
        if !isWhole { copy(output, part.made, to: slice(step.output, of: chunk), rows, rows) }
    }
}

// MARK: - Backward

extension BandPass {
    /// Computes rows of a group's gradient.
    /// - Parameter give: takes those of the picture's.
    mutating func backward(
        _ event: BandSchedule.Event, seeds: [FastPlan.ValueID: [Tensor]], give: RowsAtWork
    ) throws {
        let group = program.groups.groups[event.group]
        let chunk = BandChunk(rows: event.rows, place: memory.take(floats(of: group.root, event.rows.count)))
        if event.group == 0, group.shares.isEmpty, !isDry { slice(0, of: chunk).clear() }
        for share in group.shares {
            switch share {
            case .clear: if !isDry { slice(group.root, of: chunk).clear() }
            case .seed(let value, let isFirst):
                add(seeds[value] ?? [], to: chunk, value, isFirst: isFirst)
            case .mask(let value):
                let target = target(value, of: chunk, accumulate: false, isMasked: true)
                if !isDry { target.maskInPlace(variant: plan.variant) }
            case .step(let index, let input, let accumulate):
                try add(index, input, to: chunk, accumulate: accumulate)
            }
            giveBack()
        }
        if event.group == 0 {
            if !isDry { try give(event.rows, slice(0, of: chunk)) }
            memory.give(chunk.place)
            fronts[0] = event.rows.lowerBound
        } else {
            fronts[event.group] = event.rows.lowerBound
            chunks[event.group].append(chunk)
        }
        retire(event.group) {
            $0.schedule.endNeeded(of: $1, $2)
        } isOver: {
            $0.rows.lowerBound >= $1
        }
        if !isDry, program.stores.givesBack { release(event) }
    }

    /// Seeds pass their layer's clip like every other share of a gradient.
    private mutating func add(
        _ seeds: [Tensor], to chunk: BandChunk, _ value: FastPlan.ValueID, isFirst: Bool
    ) {
        guard isFirst || plan.outputs.values.contains(value) else { return }
        let isMasked = program.groups.masked.contains(value) && plan.outputs.values.contains(value)
        let target = target(value, of: chunk, accumulate: true, isMasked: isMasked)
        let scratch = isFirst && seeds.count < 2 && !isDry ? nil : borrow(target.block.count)
        guard !isDry else { return }
        var rest = seeds[...]
        if isFirst {
            if let first = rest.popFirst() {
                target.block.fill(from: first.rows(chunk.rows))
            } else {
                target.block.clear()
            }
            target.maskInPlace(variant: plan.variant)
        }
        for seed in rest {
            guard let scratch else { return }
            Block(shape: target.block.shape, lanes: plan.lanes, address: scratch).fill(from: seed.rows(chunk.rows))
            target.take(scratch, variant: plan.variant)
        }
    }

    /// What a step says of its input's gradient.
    private mutating func add(
        _ index: Int, _ input: Int, to chunk: BandChunk, accumulate: Bool
    ) throws {
        let step = plan.steps[index]
        let value = step.inputs[input]
        let isMasked = !step.layer.needs.masks && program.groups.masked.contains(value)
        guard let part = program.part(of: index, givingBack: chunk.rows, to: input) else {
            return leave(chunk.rows, of: chunk, value, accumulate: accumulate, isMasked: isMasked)
        }
        let given = part.given[input]
        let gradient = block(of: step.output, part.made)
        var inputs: [Block] = []
        for (place, input) in step.inputs.enumerated() {
            inputs.append(read(input, part.given[place], if: step.layer.needs.inputs))
        }
        let output = read(step.output, part.made, if: step.layer.needs.output)
        var state: UnsafeMutablePointer<Float>?
        if let store = program.stores.states[index] { state = fetch(program.stateRows(index, part), from: store) }
        let inside = given.clamped(to: chunk.rows)
        let target: GradientTarget
        if given == chunk.rows {
            target = self.target(value, of: chunk, accumulate: accumulate, isMasked: isMasked)
        } else {
            target = staged(value, given, accumulate: accumulate, isMasked: isMasked)
        }
        let height = plan.values[value].shape.height
        let scratch =
            step.layer.needs.scratch > 0 && accumulate
            ? borrow((step.layer.needs.scratch + height - 1) / height * given.count) : nil
        beside = max(beside, step.layer.needs.beside / plan.values[step.output].shape.height * part.made.count)
        if given != chunk.rows, accumulate {
            copy(slice(value, of: chunk), chunk.rows, to: target.block, given, inside)
        }
        if isDry {
            count(index, given, of: value)
            layers.check(index, step, part)
        } else {
            var targets: [GradientTarget?] = step.inputs.map { _ in nil }
            targets[input] = target
            let run = BackwardRun(
                gradient: gradient, inputs: inputs, output: output, targets: targets, state: state, scratch: scratch)
            let layer = try layers.layer(index, step, part)
            if let layer = layer as? any RedirectingLayer {
                findings[index, default: []].formUnion(layer.finding(run))
                layer.backward(run, redirects: redirected.contains(index))
            } else {
                try layer.backward(run)
            }
        }
        guard given != chunk.rows else { return }
        copy(target.block, given, to: slice(value, of: chunk), chunk.rows, inside)
        for rest in [chunk.rows.lowerBound..<inside.lowerBound, inside.upperBound..<chunk.rows.upperBound]
        where !rest.isEmpty {
            leave(rest, of: chunk, value, accumulate: accumulate, isMasked: isMasked)
        }
    }

    /// Rows that a step has no share in: zeros, which the whole adds, too.
    private mutating func leave(
        _ rows: Range<Int>, of chunk: BandChunk, _ value: FastPlan.ValueID, accumulate: Bool, isMasked: Bool
    ) {
        let target = staged(value, rows, accumulate: accumulate, isMasked: isMasked)
        let zeros = borrow(target.block.count)
        guard !isDry else { return }
        if accumulate { copy(slice(value, of: chunk), chunk.rows, to: target.block, rows, rows) }
        zeros.update(repeating: 0, count: target.block.count)
        if value == 0 {
            for i in 0..<target.block.count { target.block.address[i] = (accumulate ? target.block.address[i] : 0) + 0 }
        } else {
            target.take(zeros, variant: plan.variant)
        }
        copy(target.block, rows, to: slice(value, of: chunk), chunk.rows, rows)
    }
}

// MARK: - Blocks

extension BandPass {
    /// Counts what some rows of a step take, forward by its output's and back by its input's.
    private mutating func count(_ index: Int, _ rows: Range<Int>, of value: FastPlan.ValueID) {
        let share = Double(rows.count) / Double(max(plan.values[value].shape.height, 1))
        multiplyAdds += share * Double(plan.steps[index].multiplyAdds)
    }

    private func lanes(of value: FastPlan.ValueID) -> Int { value == 0 ? 1 : plan.lanes }

    private func floats(of value: FastPlan.ValueID, _ rows: Int) -> Int {
        Block.floats(in: plan.values[value].shape.withRows(rows), lanes: lanes(of: value))
    }

    /// A value's rows in a chunk of its group.
    private func slice(_ value: FastPlan.ValueID, of chunk: BandChunk) -> Block {
        let shape = plan.values[value].shape.withRows(chunk.rows.count)
        let first = plan.root(of: value).firstChannel
        return Block(shape: shape, lanes: lanes(of: value), address: rings + chunk.place + first * shape.area)
    }

    /// Rows of the picture, planar.
    private mutating func picture(_ write: RowsAtWork, _ rows: Range<Int>) throws -> Block {
        let part = Block(
            shape: plan.values[0].shape.withRows(rows.count), lanes: 1, address: borrow(floats(of: 0, rows.count)))
        if !isDry { try write(rows, part) }
        return part
    }

    /// Rows of a value, or of its gradient, that are in flight: where they lie, if they were computed together, or brought together.
    private mutating func block(of value: FastPlan.ValueID, _ rows: Range<Int>) -> Block {
        let there = chunks[program.groups.groupOfValue[value]]
        if let chunk = there.first(where: { $0.rows == rows }) { return slice(value, of: chunk) }
        let block = Block(
            shape: plan.values[value].shape.withRows(rows.count), lanes: plan.lanes,
            address: borrow(floats(of: value, rows.count)))
        guard !isDry else { return block }
        for chunk in there where chunk.rows.overlaps(rows) {
            copy(slice(value, of: chunk), chunk.rows, to: block, rows, chunk.rows.clamped(to: rows))
        }
        return block
    }

    /// Copies `common` rows of one block to another; the rows that either has are told by their places in the whole.
    private func copy(
        _ source: Block, _ from: Range<Int>, to destination: Block, _ to: Range<Int>, _ common: Range<Int>
    ) {
        guard !isDry, !common.isEmpty else { return }
        let row = source.shape.width * source.lanes
        copyRows(
            planes: source.blockCount, bytes: common.count * row * 4,
            source.address + (common.lowerBound - from.lowerBound) * row, stride: from.count * row * 4,
            to: destination.address + (common.lowerBound - to.lowerBound) * row, stride: to.count * row * 4)
    }

    /// A gradient to be, with the bits of its rows.
    private mutating func target(
        _ value: FastPlan.ValueID, of chunk: BandChunk, accumulate: Bool, isMasked: Bool
    ) -> GradientTarget {
        GradientTarget(
            block: slice(value, of: chunk), accumulate: accumulate,
            mask: isMasked ? bits(of: value, chunk.rows) : nil)
    }

    /// The same, beside the chunk.
    private mutating func staged(
        _ value: FastPlan.ValueID, _ rows: Range<Int>, accumulate: Bool, isMasked: Bool
    ) -> GradientTarget {
        let block = Block(
            shape: plan.values[value].shape.withRows(rows.count), lanes: lanes(of: value),
            address: borrow(floats(of: value, rows.count)))
        return GradientTarget(
            block: block, accumulate: accumulate, mask: isMasked ? bits(of: value, rows) : nil)
    }
}

// MARK: - What is kept

extension BandPass {
    private mutating func bits(of value: FastPlan.ValueID, _ rows: Range<Int>) -> UnsafePointer<UInt8>? {
        guard let store = program.bits(of: value) else { return nil }
        return UnsafePointer(UnsafeMutableRawPointer(fetch(rows, from: store)).assumingMemoryBound(to: UInt8.self))
    }

    /// Rows of a value that the way back reads; of one that it does not, a block of no numbers.
    private mutating func read(_ value: FastPlan.ValueID, _ rows: Range<Int>, if isRead: Bool) -> Block {
        var address = rings
        if isRead, let store = program.stores.numbers[value] { address = fetch(rows, from: store) }
        return Block(
            shape: plan.values[value].shape.withRows(rows.count), lanes: lanes(of: value), address: address)
    }

    private func put(_ source: UnsafeRawPointer, _ rows: Range<Int>, into store: BandStore) {
        guard !isDry else { return }
        copyRows(
            planes: store.planes, bytes: rows.count * store.row, source, stride: rows.count * store.row,
            to: kept + store.place + rows.lowerBound * store.row, stride: store.rows * store.row)
    }

    /// Gives the system back what was kept of rows whose gradient is done: the picture's gradient comes in its place.
    private func release(_ event: BandSchedule.Event) {
        if let store = program.stores.bits[program.groups.groups[event.group].root] { release(event.rows, of: store) }
        for reading in program.groups.readings[event.group] {
            let step = plan.steps[reading.step]
            guard let store = program.stores.states[reading.step], let rows = step.layer.needs.stateRows else {
                continue
            }
            guard !rows.areOfInput else {
                release(event.rows, of: store)
                continue
            }
            let axis = step.rows.readings[reading.input]
            let first = axis.touching(0..<event.rows.lowerBound, outputs: store.rows).upperBound
            let end = axis.touching(0..<event.rows.upperBound, outputs: store.rows).upperBound
            release(first..<max(first, end), of: store)
        }
    }

    private func release(_ rows: Range<Int>, of store: BandStore) {
        guard !rows.isEmpty else { return }
        for plane in 0..<store.planes {
            let whole = kept + store.place + plane * store.rows * store.row
            // What follows is over, too: so a page that rows share goes with the last of them.
            let end = min(rows.upperBound * store.row + 4096, store.rows * store.row)
            kernel_memory_release(whole + rows.lowerBound * store.row, whole + end)
        }
    }

    private mutating func fetch(_ rows: Range<Int>, from store: BandStore) -> UnsafeMutablePointer<Float> {
        let memory = borrow(store.floats(rows.count))
        if !isDry {
            copyRows(
                planes: store.planes, bytes: rows.count * store.row,
                kept + store.place + rows.lowerBound * store.row, stride: store.rows * store.row,
                to: memory, stride: rows.count * store.row)
        }
        return memory
    }
}

/// Something that is done with rows of the picture, or of its gradient, planar.
typealias RowsAtWork = (Range<Int>, Block) throws -> Void

extension Tensor {
    /// Some rows.
    func rows(_ rows: Range<Int>) -> Tensor {
        rows.count == shape.height ? self : part(Region(rows: rows, columns: 0..<shape.width))
    }
}
