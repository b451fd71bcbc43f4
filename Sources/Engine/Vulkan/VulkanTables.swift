import Networks

/// The numbers of a plan's layers that do not change: weights are kept for every size, the others of all layers lie in one piece.
struct VulkanTables {
    /// By step, where each of its tables lies.
    private(set) var addresses: [[UInt64]] = []
    /// What holds them.
    private var holders: [VulkanMemory] = []

    /// - Throws: `EngineError` when the device has no memory for them.
    init(of plan: VulkanPlan, on device: VulkanDevice) throws {
        var words: [UInt32] = []
        var own: [(step: Int, table: Int, first: Int)] = []
        for (index, step) in plan.steps.enumerated() {
            addresses.append([])
            for (number, table) in (step.layer?.tables ?? []).enumerated() {
                guard let kept = table.kept else {
                    own.append((index, number, words.count))
                    words += table.made(plan.precision)
                    // Where the next begins, as devices like it.
                    words += [UInt32](repeating: 0, count: (64 - words.count % 64) % 64)
                    addresses[index].append(0)
                    continue
                }
                let memory = try kept.preparations.value("\(kept.name) \(device.key) \(plan.precision)") {
                    try device.table(table.made(plan.precision))
                }
                holders.append(memory)
                addresses[index].append(memory.address)
            }
        }
        guard !words.isEmpty else { return }
        let memory = try device.table(words)
        holders.append(memory)
        for (step, table, first) in own {
            addresses[step][table] = memory.address + UInt64(first * MemoryLayout<UInt32>.stride)
        }
    }
}

extension ShaderTable {
    /// The words as a device keeps them.
    fileprivate func made(_ precision: Precision) -> [UInt32] {
        let words = make()
        guard areNumbers, precision == .half else { return words }
        let halves = words.map { Float16(Float(bitPattern: $0)).bitPattern } + [0]
        return stride(from: 0, to: words.count, by: 2).map { UInt32(halves[$0]) | UInt32(halves[$0 + 1]) << 16 }
    }
}
