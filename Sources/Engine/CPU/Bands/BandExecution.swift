package import CPUBridge
package import Networks
package import Tensors

/// A network run in bands of rows: any size at the price of a few rows of every layer, and of what the way back reads.
///
/// Forward from the top of the picture down, every value computes the rows that its inputs allow, each once; of them bits, taps and what
/// a layer's way back reads are kept for the whole picture, and the outputs. Backward goes from the bottom up in the same way: a row of a
/// gradient is computed once, from all the rows that have a share in it. So every number is the very one that `FastExecution` computes,
/// whatever the bands' height. A layer that sees the whole picture waits for it, and bands begin anew behind it. Whether a layer redirects its
/// gradient is known when all of that was seen: it is taken to do as it did in the last step, and where it does not, the way back is gone again.
package final class BandExecution: RowwiseExecution {
    package let outputs: [Graph.NodeID]

    private let program: BandProgram
    private let rings: Arena
    private let kept: Arena
    private let layers = BandLayers()
    /// The steps that redirected their gradient the last time.
    private var redirected: Set<Int> = []

    /// Makes `graph` ready for inputs of this size, as far as `outputs` need it.
    /// - Throws: as `FastExecution`.
    package convenience init(
        graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], variant: kernel_variant = kernel_variant_best(),
        bands: BandSchedule.Bands = .usual
    ) throws {
        let program = try BandProgram(
            graph: graph, height: height, width: width, outputs: outputs, variant: variant, bands: bands)
        try self.init(program, outputs: outputs)
    }

    /// Runs what was planned.
    /// - Throws: `EngineError.outOfMemory`.
    init(_ program: BandProgram, outputs: [Graph.NodeID]) throws {
        self.outputs = outputs
        self.program = program
        rings = try Arena(floats: program.ringFloats)
        kept = try Arena(floats: (program.stores.bytes + 3) / 4)
    }

    /// Fills what memory holds with NaN, so that a test sees who reads what nobody wrote.
    package func poison() {
        rings.memory.update(repeating: .nan, count: program.ringFloats)
        kept.memory.update(repeating: .nan, count: (program.stores.bytes + 3) / 4)
    }

    /// The bytes that rows in flight, and what is kept, take.
    package var arenaBytes: Int { program.arenaBytes }

    /// The layers that wait for all of the picture, and begin bands anew behind them.
    package var barriers: [Graph.NodeID] { program.plan.steps.filter(\.rows.isBarrier).compactMap(\.nodes.last) }

    package func buffer(_ shape: Shape) -> any Buffer { HostBuffer(shape) }

    package func forward(_ input: any Buffer) throws -> [Graph.NodeID: any Buffer] {
        let shape = program.plan.values[0].shape
        try EngineError.check(input: input.shape, is: shape)
        let picture = try input.read()
        return try picture.values.withUnsafeBufferPointer { planar in
            guard let whole = planar.baseAddress else { return [:] }
            let buffers = try compute { rows, part in
                copyRows(
                    planes: shape.channels, bytes: part.shape.area * 4, whole + rows.lowerBound * shape.width,
                    stride: shape.area * 4, to: part.address, stride: part.shape.area * 4)
            }
            return buffers.merging(program.plan.outputs.filter { $0.value == 0 }.mapValues { _ in input }) { $1 }
        }
    }

    package func gradient(_ seeds: [Graph.NodeID: any Buffer]) throws -> any Buffer {
        let shape = program.plan.values[0].shape
        let seedsOfValues = try program.plan.seedsOfValues(seeds)
        let values = try [Float](unsafeUninitializedCapacity: shape.count) { planar, count in
            guard let whole = planar.baseAddress else { return }
            func put(_ rows: Range<Int>, _ part: Block) {
                copyRows(
                    planes: shape.channels, bytes: part.shape.area * 4, part.address, stride: part.shape.area * 4,
                    to: whole + rows.lowerBound * shape.width, stride: shape.area * 4)
            }
            while try !backward(seedsOfValues, put) {}
            count = shape.count
        }
        rest()
        var gradient = Tensor(shape: shape, values: values)
        for seed in seedsOfValues[0] ?? [] { gradient.add(seed) }
        return HostBuffer(gradient)
    }
}

// MARK: - Row by row

extension BandExecution {
    func forward(reading rows: (Range<Int>) throws -> Tensor) throws -> [Graph.NodeID: any Buffer] {
        let buffers = try compute { $1.fill(from: try rows($0)) }
        let height = program.plan.values[0].shape.height
        let inputs = try program.plan.outputs.filter { $0.value == 0 }
            .mapValues { _ in HostBuffer(try rows(0..<height)) as any Buffer }
        return buffers.merging(inputs) { $1 }
    }

    /// As a whole where the way back may have to be gone again.
    func gradient(_ seeds: [Graph.NodeID: any Buffer], giving rows: (Range<Int>, Tensor) throws -> Void) throws {
        guard !program.groups.mayRedirect else {
            return try rows(0..<program.plan.values[0].shape.height, try gradient(seeds).read())
        }
        let seedsOfValues = try program.plan.seedsOfValues(seeds)
        _ = try backward(seedsOfValues) { range, block in
            var part = block.tensor
            for seed in seedsOfValues[0] ?? [] { part.add(seed.rows(range)) }
            try rows(range, part)
        }
        rest()
    }

    /// - Parameter picture: writes rows of the picture.
    private func compute(_ picture: RowsAtWork) throws -> [Graph.NodeID: any Buffer] {
        let plan = program.plan
        var results: [FastPlan.ValueID: Tensor] = [:]
        for value in Set(plan.outputs.values) where value != 0 { results[value] = .zeros(plan.values[value].shape) }
        var pass = BandPass(program, isForward: true, rings: rings.memory, kept: kept.memory, layers: layers)
        for event in program.schedule.forward {
            try pass.forward(event, picture: picture) { value, rows, block in results[value]?.write(block, rows) }
        }
        return plan.outputs.compactMapValues { results[$0].map { HostBuffer($0) } }
    }

    /// Goes back; false where it turns out that some layer redirects its gradient and was taken not to, or the other way round. Those behind the
    /// last such layer were right; of the others nothing is known yet.
    private func backward(_ seeds: [FastPlan.ValueID: [Tensor]], _ give: RowsAtWork) throws -> Bool {
        var pass = BandPass(
            program, isForward: false, rings: rings.memory, kept: kept.memory, layers: layers, redirected: redirected)
        for event in program.schedule.backward { try pass.backward(event, seeds: seeds, give: give) }
        let wrong = program.groups.redirecting.first { index in
            let finding = pass.findings[index] ?? []
            return redirected.contains(index) ? finding.contains(.passing) : finding.asksForRedirection
        }
        guard let wrong else { return true }
        redirected.formSymmetricDifference([wrong])
        return false
    }

    /// Gives the system back what a large execution holds between two steps.
    private func rest() {
        guard program.arenaBytes >= FastProgram.smallestGivenBack else { return }
        kernel_memory_release(rings.memory, rings.memory + program.ringFloats)
        kernel_memory_release(kept.memory, kept.memory + program.stores.bytes / 4)
    }
}

extension BandSchedule.Bands {
    /// What was measured to be the fastest.
    package static let usual = BandSchedule.Bands(picture: 16, floats: 1 << 17)
}

extension Tensor {
    /// Overwrites some rows with those of a block.
    fileprivate mutating func write(_ block: Block, _ rows: Range<Int>) {
        let (shape, part) = (shape, block.tensor)
        values.withUnsafeMutableBufferPointer { planar in
            part.values.withUnsafeBufferPointer { rowsOfIt in
                guard let to = planar.baseAddress, let from = rowsOfIt.baseAddress else { return }
                let bytes = part.shape.area * 4
                copyRows(
                    planes: shape.channels, bytes: bytes, from, stride: bytes,
                    to: to + rows.lowerBound * shape.width, stride: shape.area * 4)
            }
        }
    }
}
