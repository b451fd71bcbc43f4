import Synchronization
import VulkanBridge

/// An open device: its memory, its shaders, and what is recorded for it. Any thread may use it.
final class VulkanDevice: @unchecked Sendable {
    let facts: ComputeDevice

    fileprivate let pointer: OpaquePointer
    private let system: VulkanSystem
    /// By shader and its constants; they live as long as the device.
    private let pipelines = Mutex<[Pipeline: Made]>([:])
    private let lost = Mutex(false)

    private struct Pipeline: Hashable {
        let shader: String
        let constants: [UInt32]
    }

    private struct Made: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    /// - Throws: `EngineError.deviceFailed`.
    init(_ facts: ComputeDevice, of system: VulkanSystem) throws {
        if let lack = facts.lack { throw EngineError.deviceFailed(name: facts.name, reason: lack) }
        var message = [CChar](repeating: 0, count: vulkan_message_size)
        guard let pointer = vulkan_device_open(system.pointer, facts.index, &message) else {
            throw EngineError.deviceFailed(name: facts.name, reason: message.text)
        }
        (self.facts, self.pointer, self.system) = (facts, pointer, system)
    }

    /// No other open device has the same.
    var key: String { "\(pointer)" }

    /// Whether it is gone, with all that it held. Who opens it again may find it back at work.
    var isLost: Bool { lost.withLock { $0 } }

    /// What of its memory is free now; nil where the driver does not say.
    var freeMemory: Int? { system.freeMemory(of: facts) }

    /// A shader made ready, compiled when it is first asked for.
    /// - Throws: `EngineError`.
    fileprivate func pipeline(_ shader: String, _ constants: [UInt32]) throws -> OpaquePointer {
        try pipelines.withLock { pipelines in
            let key = Pipeline(shader: shader, constants: constants)
            if let made = pipelines[key] { return made.pointer }
            var size = 0
            guard let code = vulkan_shader(shader, &size) else {
                preconditionFailure("there is no shader '\(shader)'; does Scripts/shaders know it?")
            }
            var outcome = vulkan_done
            let made = vulkan_pipeline_make(pointer, code, size, constants, UInt32(constants.count), &outcome)
            guard let made else { throw error(outcome, "its driver does not take the shader '\(shader)'") }
            pipelines[key] = Made(pointer: made)
            return made
        }
    }

    /// Memory that holds these words.
    /// - Throws: `EngineError`.
    func table(_ words: [UInt32]) throws -> VulkanMemory {
        let bytes = words.count * MemoryLayout<UInt32>.stride
        let (table, staging) = (try memory(bytes: bytes), try memory(bytes: bytes, isOfHost: true))
        words.withUnsafeBytes { words in
            if let first = words.baseAddress { staging.bytes.copyMemory(from: first, byteCount: bytes) }
        }
        let commands = try VulkanCommands(self)
        commands.copy(staging, 0, to: table, 0, bytes: bytes)
        try commands.end()
        try commands.run()
        return table
    }

    /// A piece of memory of undefined content.
    /// - Parameter isOfHost: whether it is the host's, which both see.
    /// - Throws: `EngineError.deviceMemory`.
    func memory(bytes: Int, isOfHost: Bool = false) throws -> VulkanMemory {
        guard isOfHost || facts.largestPiece == 0 || bytes <= facts.largestPiece else {
            throw EngineError.deviceMemory(name: facts.name, needed: bytes, most: facts.largestPiece)
        }
        var outcome = vulkan_done
        guard let memory = vulkan_memory_make(pointer, UInt64(bytes), isOfHost, &outcome) else {
            guard outcome == vulkan_no_memory else { throw error(outcome, "it gives no memory") }
            throw EngineError.deviceMemory(name: facts.name, needed: bytes, most: freeMemory ?? facts.memory)
        }
        return VulkanMemory(memory, of: self)
    }

    fileprivate func error(_ outcome: vulkan_outcome, _ reason: String) -> EngineError {
        if outcome == vulkan_device_lost { lost.withLock { $0 = true } }
        return switch outcome {
        case vulkan_no_memory: .deviceMemory(name: facts.name, needed: nil, most: freeMemory ?? facts.memory)
        case vulkan_device_lost: .deviceLost(name: facts.name)
        default: .deviceFailed(name: facts.name, reason: reason)
        }
    }
}

/// A piece of a device's memory, or of the host's that both see.
final class VulkanMemory: @unchecked Sendable {
    fileprivate let pointer: OpaquePointer
    private let device: VulkanDevice

    fileprivate init(_ pointer: OpaquePointer, of device: VulkanDevice) {
        (self.pointer, self.device) = (pointer, device)
    }

    deinit { vulkan_memory_free(pointer) }

    /// By which shaders know it.
    var address: UInt64 { vulkan_memory_address(pointer) }

    /// Its first byte; of the host's memory alone.
    var bytes: UnsafeMutableRawPointer {
        guard let bytes = vulkan_memory_bytes(pointer) else { preconditionFailure("the host does not see this memory") }
        return bytes
    }
}

/// What a device does, recorded once and run as often as one likes, by one thread at a time.
final class VulkanCommands {
    private let pointer: OpaquePointer
    private let device: VulkanDevice
    /// What is copied from and to must live as long.
    private var held: [VulkanMemory] = []

    /// Begins to record.
    /// - Throws: `EngineError`.
    init(_ device: VulkanDevice) throws {
        var outcome = vulkan_done
        guard let pointer = vulkan_commands_make(device.pointer, &outcome) else {
            throw device.error(outcome, "it takes no commands")
        }
        (self.device, self.pointer) = (device, pointer)
    }

    deinit { vulkan_commands_free(pointer) }

    /// Runs a shader.
    /// - Parameter told: its push constants, as it declares them.
    func run(_ shader: String, _ constants: [UInt32], told: [UInt32], groups: ShaderCall.Groups) throws {
        precondition(told.count * 4 <= vulkan_told_size, "'\(shader)' is told too much")
        let pipeline = try device.pipeline(shader, constants)
        vulkan_record_shader(
            pointer, pipeline, told, UInt32(told.count * 4), UInt32(groups.x), UInt32(groups.y), UInt32(groups.z))
    }

    /// Copies bytes from one memory to another.
    func copy(_ from: VulkanMemory, _ first: Int, to: VulkanMemory, _ place: Int, bytes: Int) {
        held += [from, to]
        vulkan_record_copy(pointer, from.pointer, UInt64(first), to.pointer, UInt64(place), UInt64(bytes))
    }

    /// Nothing is recorded after this.
    func end() throws { try check(vulkan_commands_end(pointer)) }

    /// Does what was recorded, and waits for it.
    /// - Throws: `EngineError.deviceLost` where the device is gone.
    func run() throws { try check(vulkan_commands_run(pointer)) }

    private func check(_ outcome: vulkan_outcome) throws {
        guard outcome == vulkan_done else { throw device.error(outcome, "it did not do what it was told to") }
    }
}
