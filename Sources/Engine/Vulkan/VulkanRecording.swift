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
    /// The words before what goes between host and device: the factors of its crossings.
    private static let head = 64

    /// The bytes of a number on the device.
    private var number: Int { plan.precision == .half ? MemoryLayout<UInt16>.stride : VulkanRecording.word }

    /// - Throws: `EngineError` when the device has no memory for it.
    init(_ plan: VulkanPlan, on device: VulkanDevice) throws {
        (self.plan, self.device) = (plan, device)
        arena = try device.memory(bytes: plan.words * VulkanRecording.word)
        staging = try device.memory(
            bytes: (VulkanRecording.head + plan.mostBrought) * VulkanRecording.word, isOfHost: true)
        commands = try VulkanCommands(device)
        scale = 1
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
                    words += made(table)
                    // Where the next begins, as devices like it.
                    words += [UInt32](repeating: 0, count: (64 - words.count % 64) % 64)
                    tables[index].append(0)
                    continue
                }
                let memory = try kept.preparations.value("\(kept.name) \(device.key) \(plan.precision)") {
                    try device.table(made(table))
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

    /// A table as the device keeps it.
    private func made(_ table: ShaderTable) -> [UInt32] {
        let words = table.make()
        guard table.areNumbers, plan.precision == .half else { return words }
        let halves = words.map { Float16(Float(bitPattern: $0)).bitPattern } + [0]
        return stride(from: 0, to: words.count, by: 2).map { UInt32(halves[$0]) | UInt32(halves[$0 + 1]) << 16 }
    }

    /// What gradients are multiplied by while they are on the device: a power of two, so that it changes no digit of what 16 bits can hold.
    var scale: Float {
        get { staging.bytes.load(fromByteOffset: Factor.seed.rawValue * VulkanRecording.word, as: Float.self) }
        set {
            for (factor, value) in [(Factor.one, 1), (.seed, newValue), (.result, 1 / newValue)] {
                staging.bytes.storeBytes(
                    of: value, toByteOffset: factor.rawValue * VulkanRecording.word, as: Float.self)
            }
        }
    }
}

// MARK: - Both ways

extension VulkanRecording {
    /// From the input, which was brought, to the outputs, which are fetched.
    func forward() throws -> [RecordedPart] {
        try begin()
        try upload([place(of: 0)])
        for (index, step) in plan.steps.enumerated() {
            if let layer = step.layer {
                for call in layer.forward { try record(call, of: index, accumulates: false) }
            } else {
                try recordLoops(of: step)
            }
        }
        try download(plan.outputs.map(place))
        return try end()
    }

    /// From seeds, which were brought in the order of their nodes, to the gradient of the input, which is fetched; nothing where that is zero.
    func backward(from seeds: Set<Graph.NodeID>) throws -> [RecordedPart] {
        try begin()
        try upload(seeds.sorted().map(gradient), times: .seed)
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
        try download([gradient(0)], times: .result)
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
            shader(call.shader), call.constants, told: told + [accumulates ? 1 : 0] + call.numbers, groups: call.groups)
    }

    /// The shader of a name, for numbers as the device keeps them.
    private func shader(_ name: String) -> String { plan.precision == .half ? "half/\(name)" : name }

    private func address(_ address: ShaderCall.Address, of step: Int) throws -> UInt64 {
        let node = plan.steps[step].node
        let operands = plan.steps[step].operands
        func at(_ place: Int?, each bytes: Int) -> UInt64 {
            guard let place else { preconditionFailure("what a shader reads has a place") }
            return arena.address + UInt64(place * VulkanRecording.word + address.first * bytes)
        }
        switch address.place {
        case .operand(let index): return at(plan.activations[operands[index]], each: number)
        case .output: return at(plan.activations[node], each: number)
        case .seed: return at(plan.gradients[node], each: number)
        case .target(let index): return at(plan.gradients[operands[index]], each: number)
        case .state: return at(plan.states[step], each: VulkanRecording.word)
        case .scratch: return at(plan.scratches[step], each: VulkanRecording.word)
        case .table(let index):
            let areNumbers = plan.steps[step].layer?.tables[index].areNumbers ?? false
            return tables[step][index] + UInt64(address.first * (areNumbers ? number : VulkanRecording.word))
        case .nothing: return arena.address
        }
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

    /// What numbers are multiplied by where they cross over, by its place before them.
    private enum Factor: Int {
        /// Nothing.
        case one
        /// Of the gradients that the way back begins with: so large that small ones are not lost in 16 bits.
        case seed
        /// Of the gradient that it ends with.
        case result
    }

    /// Records that what was brought goes to these places, one after the other.
    private func upload(_ pieces: [Piece], times factor: Factor = .one) throws {
        var first = VulkanRecording.head
        for piece in pieces {
            try cross(piece, first, isBack: false, times: factor)
            first += piece.count
        }
    }

    /// Records that what lies there is to be fetched.
    private func download(_ pieces: [Piece], times factor: Factor = .one) throws {
        var first = VulkanRecording.head
        for piece in pieces {
            try cross(piece, first, isBack: true, times: factor)
            first += piece.count
        }
    }

    private func cross(_ piece: Piece, _ first: Int, isBack: Bool, times factor: Factor) throws {
        let (there, here) = (first * VulkanRecording.word, piece.first * VulkanRecording.word)
        guard plan.precision == .half else {
            let (from, to) = isBack ? (arena, staging) : (staging, arena)
            return commands.copy(
                from, isBack ? here : there, to: to, isBack ? there : here, bytes: piece.count * VulkanRecording.word)
        }
        let addresses = [
            staging.address + UInt64(there), arena.address + UInt64(here),
            staging.address + UInt64(factor.rawValue * VulkanRecording.word),
        ]
        try commands.run(
            shader("crossing"), [isBack.word],
            told: addresses.flatMap { [UInt32(truncatingIfNeeded: $0), UInt32(truncatingIfNeeded: $0 >> 32)] }
                + [0, piece.count.word], groups: .elements(piece.count))
    }

    /// Writes tensors, one after the other, where the device looks for them.
    func bring(_ tensors: [Tensor]) {
        var target = staging.bytes + VulkanRecording.head * VulkanRecording.word
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
        var source = UnsafeRawPointer(staging.bytes + VulkanRecording.head * VulkanRecording.word)
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
        try download(step.operands.map(place))
        try interrupt { [unowned self] in
            bring([step.operation.forward(fetch(shapes), to: output)])
        }
        try upload([place(of: step.node)])
    }

    private func recordLoopsBack(of step: VulkanPlan.Step, _ written: Set<Graph.NodeID>) throws {
        let targets = Set(step.operands).sorted()
        let (operands, output) = (step.operands.map { plan.shapes[$0] }, plan.shapes[step.node])
        let sums = targets.map { plan.shapes[$0] }
        let reads = step.operation.backwardReads
        try download(
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
        try upload(targets.map(gradient))
    }
}
