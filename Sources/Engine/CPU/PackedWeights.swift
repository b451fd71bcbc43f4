import CPUBridge
import Networks
import Tensors

/// Numbers of a layer as a kernel wants them.
final class PackedWeights: @unchecked Sendable {
    /// The first of them; they are written once, before anyone else sees them.
    let address: UnsafePointer<Float>
    private let memory: UnsafeMutablePointer<Float>

    /// `count` floats, 64-byte aligned, that `fill` writes.
    /// - Throws: `EngineError.outOfMemory`.
    init(count: Int, fill: (UnsafeMutablePointer<Float>) -> Void) throws {
        guard let memory = kernel_memory_allocate(count) else { throw EngineError.outOfMemory }
        self.memory = memory
        fill(memory)
        address = UnsafePointer(memory)
    }

    /// One number a channel, and zeros up to a whole block.
    convenience init(channels: [Float], lanes: Int) throws {
        let count = (channels.count + lanes - 1) / lanes * lanes
        try self.init(count: count) { floats in
            floats.initialize(repeating: 0, count: count)
            for (index, value) in channels.enumerated() { floats[index] = value }
        }
    }

    deinit { kernel_memory_free(memory) }
}

extension Convolution {
    /// Weights packed by `pack`, once for each `key` and variant of the kernels.
    /// - Parameter isKept: they stay with the weights; otherwise they are the caller's alone, and what stayed is let go of.
    func packed(
        _ key: String, _ variant: kernel_variant, count: Int, isKept: Bool = true,
        _ pack: (_ weights: UnsafePointer<Float>, _ packed: UnsafeMutablePointer<Float>) -> Void
    ) throws -> PackedWeights {
        func made() throws -> PackedWeights {
            try PackedWeights(count: count) { packed in
                weights.values.withUnsafeBufferPointer { if let values = $0.baseAddress { pack(values, packed) } }
            }
        }
        let name = "\(key) \(variant.rawValue)"
        guard isKept else {
            preparations.forget(name)
            return try made()
        }
        return try preparations.value(name, make: made)
    }

    /// The bias in whole blocks.
    func packedBias(_ variant: kernel_variant) throws -> PackedWeights {
        try preparations.value("bias \(variant.rawValue)") {
            try PackedWeights(channels: bias, lanes: Int(kernel_variant_lanes(variant)))
        }
    }
}
