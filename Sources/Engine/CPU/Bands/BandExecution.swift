package import CPUBridge
package import Networks
package import Tensors

/// A network run in bands of rows: any size at the price of a few rows of every layer, and of what the way back reads.
///
/// Forward from the top of the picture down, every value computes the rows that its inputs allow, each once; of them bits, taps and what
/// a layer's way back reads are kept for the whole picture, and the outputs. Backward goes from the bottom up in the same way: a row of a
/// gradient is computed once, from all the rows that have a share in it. So every number is the very one that `FastExecution` computes,
/// whatever the bands' height. A layer that sees the whole picture waits for it, and bands begin anew behind it.
package final class BandExecution: Execution {
    package let outputs: [Graph.NodeID]

    private let program: BandProgram
    private let rings: Arena
    private let kept: Arena
    private let layers = BandLayers()

    /// Makes `graph` ready for inputs of this size, as far as `outputs` need it; nil where there is no way to cut it into bands
    /// (`BandProgram`).
    /// - Throws: as `FastExecution`.
    package convenience init?(
        graph: Graph, height: Int, width: Int, outputs: [Graph.NodeID], variant: kernel_variant = kernel_variant_best(),
        bands: BandSchedule.Bands = .usual
    ) throws {
        let program = try BandProgram(
            graph: graph, height: height, width: width, outputs: outputs, variant: variant, bands: bands)
        guard let program else { return nil }
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

    package func buffer(_ shape: Shape) -> any Buffer { HostBuffer(shape) }

    package func forward(_ input: any Buffer) throws -> [Graph.NodeID: any Buffer] {
        let plan = program.plan
        try EngineError.check(input: input.shape, is: plan.values[0].shape)
        let picture = try input.read()
        var results: [FastPlan.ValueID: Tensor] = [:]
        for value in Set(plan.outputs.values) where value != 0 { results[value] = .zeros(plan.values[value].shape) }
        try picture.values.withUnsafeBufferPointer { planar in
            guard let address = planar.baseAddress else { return }
            var pass = BandPass(
                program, isForward: true, rings: rings.memory, kept: kept.memory, layers: layers)
            for event in program.schedule.forward {
                try pass.forward(event, picture: address) { value, rows, block in
                    results[value]?.write(block, rows)
                }
            }
        }
        var buffers: [Graph.NodeID: any Buffer] = [:]
        for (node, value) in plan.outputs {
            if value == 0 {
                buffers[node] = input
            } else if let result = results[value] {
                buffers[node] = HostBuffer(result)
            }
        }
        return buffers
    }

    package func gradient(_ seeds: [Graph.NodeID: any Buffer]) throws -> any Buffer {
        let plan = program.plan
        let shape = plan.values[0].shape
        let seedsOfValues = try plan.seedsOfValues(seeds)
        let values = try [Float](unsafeUninitializedCapacity: shape.count) { planar, count in
            guard let result = planar.baseAddress else { return }
            var pass = BandPass(
                program, isForward: false, rings: rings.memory, kept: kept.memory, layers: layers)
            for event in program.schedule.backward {
                try pass.backward(event, seeds: seedsOfValues, into: result)
            }
            count = shape.count
        }
        var gradient = Tensor(shape: shape, values: values)
        for seed in seedsOfValues[0] ?? [] { gradient.add(seed) }
        return HostBuffer(gradient)
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
