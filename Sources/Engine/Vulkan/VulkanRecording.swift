import Networks
import Tensors

/// Makes commands of a plan, and holds the memory that they work in.
final class VulkanRecording {
    let plan: VulkanPlan

    private let device: VulkanDevice
    /// Activations, gradients, states and scratch.
    private let arena: VulkanMemory
    /// What goes between host and device: one crossing after the other, each from its beginning on.
    private let staging: VulkanMemory
    /// By step, where its tables lie, and what holds them.
    private var tables: [[UInt64]] = []
    private var holders: [VulkanMemory] = []

    /// What is being recorded.
    private var parts: [RecordedPart] = []
    private var commands: VulkanCommands

    private static let word = MemoryLayout<UInt32>.stride

    /// - Throws: `EngineError` when the device has no memory for it.
    init(_ plan: VulkanPlan, on device: VulkanDevice) throws {
        (self.plan, self.device) = (plan, device)
        arena = try device.memory(bytes: plan.words * VulkanRecording.word)
        staging = try device.memory(bytes: plan.mostBrought * VulkanRecording.word, isOfHost: true)
        commands = try VulkanCommands(device)
        try makeTables()
    }

    /// Weights are kept for every size; the others of all layers lie in one piece.
    private func makeTables() throws {
        var words: [UInt32] = []
        var own: [(step: Int, table: Int, first: Int)] = []
        for (index, step) in plan.steps.enumerated() {
            tables.append([])
            for (number, table) in (step.layer?.tables ?? []).enumerated() {
                guard let kept = table.kept else {
                    own.append((index, number, words.count))
                    words += table.make()
                    // Where the next begins, as devices like it.
                    words += [UInt32](repeating: 0, count: (64 - words.count % 64) % 64)
                    tables[index].append(0)
                    continue
                }
                let memory = try kept.preparations.value("\(kept.name) \(device.key)") {
                    try device.table(table.make())
                }
                holders.append(memory)
                tables[index].append(memory.address)
            }
        }
        guard !words.isEmpty else { return }
        let memory = try device.table(words)
        holders.append(memory)
        for (step, table, first) in own {
            tables[step][table] = memory.address + UInt64(first * VulkanRecording.word)
        }
    }
}

// MARK: - Both ways

extension VulkanRecording {
    /// From the input, which was brought, to the outputs, which are fetched.
    func forward() throws -> [RecordedPart] {
        try begin()
        upload([place(of: 0)])
        for (index, step) in plan.steps.enumerated() {
            if let layer = step.layer {
                for call in layer.forward { try record(call, of: index, accumulates: false) }
            } else {
                try recordLoops(of: step)
            }
        }
        download(plan.outputs.map(place))
        return try end()
    }

    /// From seeds, which were brought in the order of their nodes, to the gradient of the input, which is fetched; nothing where that is zero.
    func backward(from seeds: Set<Graph.NodeID>) throws -> [RecordedPart] {
        try begin()
        upload(seeds.sorted().map(gradient))
        var written = seeds
        for (index, step) in plan.steps.enumerated().reversed() where written.contains(step.node) {
            guard let layer = step.layer else {
                try recordLoopsBack(of: step, written)
                written.formUnion(step.operands)
                continue
            }
            for (operand, calls) in zip(step.operands, layer.backward) {
                let accumulates = !written.insert(operand).inserted
                for call in calls { try record(call, of: index, accumulates: accumulates) }
            }
        }
        guard written.contains(0) else { return [] }
        download([gradient(0)])
        return try end()
    }

    private func begin() throws {
        parts = []
        commands = try VulkanCommands(device)
    }

    private func end() throws -> [RecordedPart] {
        try commands.end()
        return parts + [.device(commands)]
    }

    /// Records a run of a shader: addresses, whether it adds, and its numbers.
    private func record(_ call: ShaderCall, of step: Int, accumulates: Bool) throws {
        var told: [UInt32] = []
        for address in call.addresses {
            let bytes = try self.address(address, of: step)
            told += [UInt32(truncatingIfNeeded: bytes), UInt32(truncatingIfNeeded: bytes >> 32)]
        }
        try commands.run(
            call.shader, call.constants, told: told + [accumulates ? 1 : 0] + call.numbers, groups: call.groups)
    }

    private func address(_ address: ShaderCall.Address, of step: Int) throws -> UInt64 {
        let node = plan.steps[step].node
        let operands = plan.steps[step].operands
        let place: Int?
        switch address.place {
        case .operand(let index): place = plan.activations[operands[index]]
        case .output: place = plan.activations[node]
        case .seed: place = plan.gradients[node]
        case .target(let index): place = plan.gradients[operands[index]]
        case .state: place = plan.states[step]
        case .scratch: place = plan.scratches[step]
        case .table(let index): return tables[step][index] + UInt64(address.first * VulkanRecording.word)
        case .nothing: return arena.address
        }
        guard let place else { preconditionFailure("what a shader reads has a place") }
        return arena.address + UInt64((place + address.first) * VulkanRecording.word)
    }
}

// MARK: - Between host and device

extension VulkanRecording {
    /// Words of the arena.
    private struct Piece {
        let first: Int
        let count: Int
    }

    private func place(of node: Graph.NodeID) -> Piece {
        Piece(first: plan.activations[node] ?? 0, count: plan.shapes[node].count)
    }

    private func gradient(_ node: Graph.NodeID) -> Piece {
        Piece(first: plan.gradients[node] ?? 0, count: plan.shapes[node].count)
    }

    /// Records that what was brought goes to these places, one after the other.
    private func upload(_ pieces: [Piece]) {
        var first = 0
        for piece in pieces {
            commands.copy(
                staging, first * VulkanRecording.word, to: arena, piece.first * VulkanRecording.word,
                bytes: piece.count * VulkanRecording.word)
            first += piece.count
        }
    }

    /// Records that what lies there is to be fetched.
    private func download(_ pieces: [Piece]) {
        var first = 0
        for piece in pieces {
            commands.copy(
                arena, piece.first * VulkanRecording.word, to: staging, first * VulkanRecording.word,
                bytes: piece.count * VulkanRecording.word)
            first += piece.count
        }
    }

    /// Writes tensors, one after the other, where the device looks for them.
    func bring(_ tensors: [Tensor]) {
        var target = staging.bytes
        for tensor in tensors {
            let bytes = tensor.values.count * VulkanRecording.word
            tensor.values.withUnsafeBytes { values in
                if let first = values.baseAddress { target.copyMemory(from: first, byteCount: bytes) }
            }
            target += bytes
        }
    }

    /// What the device has left there, one after the other.
    func fetch(_ shapes: [Shape]) -> [Tensor] {
        var source = UnsafeRawPointer(staging.bytes)
        return shapes.map { shape in
            defer { source += shape.count * VulkanRecording.word }
            let values = [Float](unsafeUninitializedCapacity: shape.count) { values, count in
                if let first = values.baseAddress {
                    UnsafeMutableRawPointer(first).copyMemory(
                        from: source, byteCount: shape.count * VulkanRecording.word)
                }
                count = shape.count
            }
            return Tensor(shape: shape, values: values)
        }
    }
}

// MARK: - Operators without shaders

extension VulkanRecording {
    /// Ends what the device does so far, lets the host work, and begins anew.
    private func interrupt(_ work: @escaping () throws -> Void) throws {
        try commands.end()
        parts += [.device(commands), .host(work)]
        commands = try VulkanCommands(device)
    }

    private func recordLoops(of step: VulkanPlan.Step) throws {
        let shapes = step.operands.map { plan.shapes[$0] }
        let output = plan.shapes[step.node]
        download(step.operands.map(place))
        try interrupt { [unowned self] in
            bring([step.operation.forward(fetch(shapes), to: output)])
        }
        upload([place(of: step.node)])
    }

    private func recordLoopsBack(of step: VulkanPlan.Step, _ written: Set<Graph.NodeID>) throws {
        let targets = Set(step.operands).sorted()
        let (operands, output) = (step.operands.map { plan.shapes[$0] }, plan.shapes[step.node])
        let sums = targets.map { plan.shapes[$0] }
        let reads = step.operation.backwardReads
        download(
            [gradient(step.node)] + targets.filter(written.contains).map(gradient)
                + (reads.contains(.operands) ? step.operands.map(place) : [])
                + (reads.contains(.output) ? [place(of: step.node)] : []))
        try interrupt { [unowned self] in
            let kept = zip(targets, sums).filter { written.contains($0.0) }
            var brought =
                fetch(
                    [output] + kept.map(\.1) + (reads.contains(.operands) ? operands : [])
                        + (reads.contains(.output) ? [output] : []))[...]
            let seed = brought.removeFirst()
            var gradients = Dictionary(uniqueKeysWithValues: kept.map { ($0.0, brought.removeFirst()) })
            let values = operands.map { reads.contains(.operands) ? brought.removeFirst() : .zeros($0) }
            let shares = step.operation.backward(
                seed, values, brought.popFirst() ?? .zeros(output), wanted: operands.map { _ in true })
            for (target, share) in zip(step.operands, shares) {
                guard let share else { continue }
                if gradients[target]?.add(share) == nil { gradients[target] = share }
            }
            bring(zip(targets, sums).map { gradients[$0] ?? .zeros($1) })
        }
        upload(targets.map(gradient))
    }
}
