import Networks
import Tensors

/// Makes commands of a plan, and holds the memory that they work in.
///
/// What they are made of stands beside it: crossings between host and device (`VulkanCrossing`), operators without shaders
/// (`VulkanLoops`), an objective (`VulkanEvaluation`), and numbers that do not change (`VulkanTables`).
final class VulkanRecording {
    let plan: VulkanPlan

    let device: VulkanDevice
    /// Activations, gradients, states and scratch.
    let arena: VulkanMemory
    /// What goes between host and device: one crossing after the other, each from its beginning on.
    let staging: VulkanMemory

    private let tables: VulkanTables
    /// What is being recorded.
    private var parts: [RecordedPart] = []
    private(set) var commands: VulkanCommands

    static let word = MemoryLayout<UInt32>.stride

    /// The bytes of a number on the device.
    private var number: Int { plan.precision == .half ? MemoryLayout<UInt16>.stride : VulkanRecording.word }

    /// - Throws: `EngineError` when the device has no memory for it.
    init(_ plan: VulkanPlan, on device: VulkanDevice) throws {
        (self.plan, self.device) = (plan, device)
        arena = try device.memory(bytes: plan.words * VulkanRecording.word)
        staging = try device.memory(
            bytes: (VulkanRecording.head + plan.mostBrought) * VulkanRecording.word, isOfHost: true)
        commands = try VulkanCommands(device)
        tables = try VulkanTables(of: plan, on: device)
        scale = 1
    }
}

// MARK: - Both ways

extension VulkanRecording {
    /// From the input, which was brought, to the outputs, which are fetched.
    func forward() throws -> [RecordedPart] {
        try begin()
        try upload([place(of: 0)])
        try recordForward(plan.graphSteps)
        try download(plan.outputs.map(place))
        return try end()
    }

    /// From seeds, which were brought in the order of their nodes, to the gradient of the input, which is fetched; nothing where that is zero.
    func backward(from seeds: Set<Graph.NodeID>) throws -> [RecordedPart] {
        try begin()
        try upload(seeds.sorted().map(gradient), times: .seed)
        var written = seeds
        try recordBackward(plan.graphSteps, &written)
        guard written.contains(0) else { return [] }
        try download([gradient(0)], times: .result)
        return try end()
    }

    func begin() throws {
        parts = []
        commands = try VulkanCommands(device)
    }

    func end() throws -> [RecordedPart] {
        try commands.end()
        return parts + [.device(commands)]
    }

    /// Ends what the device does so far, lets the host work, and begins anew.
    func interrupt(_ work: @escaping () throws -> Void) throws {
        try commands.end()
        parts += [.device(commands), .host(work)]
        commands = try VulkanCommands(device)
    }

    /// Steps in order.
    func recordForward(_ steps: Range<Int>) throws {
        for index in steps {
            guard let layer = plan.steps[index].layer else {
                try recordLoops(of: plan.steps[index])
                continue
            }
            for call in layer.forward { try record(call, of: index, accumulates: false) }
        }
    }

    /// Steps in the opposite order, as far as gradients come.
    /// - Parameter written: the nodes whose gradients hold something.
    func recordBackward(_ steps: Range<Int>, _ written: inout Set<Graph.NodeID>) throws {
        for index in steps.reversed() where written.contains(plan.steps[index].node) {
            let step = plan.steps[index]
            guard let layer = step.layer else {
                try recordLoopsBack(of: step, written)
                written.formUnion(step.operands.filter(plan.varies))
                continue
            }
            for (operand, calls) in zip(step.operands, layer.backward) where plan.varies(operand) && !calls.isEmpty {
                let accumulates = !written.insert(operand).inserted
                for call in calls { try record(call, of: index, accumulates: accumulates) }
            }
        }
    }
}

// MARK: - Calls

extension VulkanRecording {
    private func record(_ call: ShaderCall, of step: Int, accumulates: Bool) throws {
        try record(call, accumulates: accumulates) { self.address($0, of: step) }
    }

    /// Records a run of a shader: addresses, whether it adds, and its numbers.
    func record(_ call: ShaderCall, accumulates: Bool, at address: (ShaderCall.Address) -> UInt64) throws {
        let addresses = call.addresses.map(address).flatMap(VulkanRecording.words)
        try commands.run(
            shader(call.shader), call.constants, told: addresses + [accumulates.word] + call.numbers,
            groups: call.groups)
    }

    /// An address as shaders are told it.
    static func words(_ address: UInt64) -> [UInt32] {
        [UInt32(truncatingIfNeeded: address), UInt32(truncatingIfNeeded: address >> 32)]
    }

    /// The shader of a name, for numbers as the device keeps them.
    func shader(_ name: String) -> String { plan.precision == .half ? "half/\(name)" : name }

    private func address(_ address: ShaderCall.Address, of step: Int) -> UInt64 {
        let node = plan.steps[step].node
        let operands = plan.steps[step].operands
        func at(_ place: Int?, each bytes: Int) -> UInt64 {
            guard let place else { preconditionFailure("what a shader reads has a place") }
            return arena.address + UInt64(place * VulkanRecording.word + address.first * bytes)
        }
        switch address.place {
        case .operand(let index): return at(plan.activations[operands[index]], each: number)
        case .output: return at(plan.activations[node], each: number)
        // What nobody asks the gradient of is on its way forward only.
        case .seed: return plan.gradients[node] == nil ? arena.address : at(plan.gradients[node], each: number)
        case .target(let index): return at(plan.gradients[operands[index]], each: number)
        case .state: return at(plan.states[step], each: VulkanRecording.word)
        case .scratch: return at(plan.scratches[step], each: VulkanRecording.word)
        case .room: return at(plan.rooms[step], each: VulkanRecording.word)
        case .table(let index):
            let areNumbers = plan.steps[step].layer?.tables[index].areNumbers ?? false
            return tables.addresses[step][index]
                + UInt64(address.first * (areNumbers ? number : VulkanRecording.word))
        case .nothing: return arena.address
        }
    }
}
