import Synchronization
import VulkanBridge

/// Vulkan's library with its drivers, opened when somebody first asks for a device.
///
///     let card = try VulkanSystem.here.get().devices.first { $0.isGraphicsCard }
///
/// It and its devices hold each other: what was opened stays open as long as the process.
public final class VulkanSystem: @unchecked Sendable {
    /// Why there is none.
    public enum Absence: Error, Hashable, Sendable {
        /// libvulkan.so.1 is not installed.
        case noLibrary
        /// No driver is installed, or none knows a device; in the bridge's words.
        case noDriver(String)
        /// The library or a driver does not work.
        case broken(String)
    }

    /// This machine's.
    public static let here = Result<VulkanSystem, Absence> { () throws(Absence) in try VulkanSystem() }

    /// What its drivers name, in their order.
    public let devices: [ComputeDevice]

    let pointer: OpaquePointer
    private let opened = Mutex<[UInt32: VulkanDevice]>([:])

    /// - Parameter validates: whether Khronos' layer checks every call, where it is installed.
    package init(validates: Bool = false) throws(Absence) {
        var presence = vulkan_is_there
        var message = [CChar](repeating: 0, count: vulkan_message_size)
        guard let pointer = vulkan_open(validates, &presence, &message) else {
            switch presence {
            case vulkan_no_library: throw .noLibrary
            case vulkan_no_driver: throw .noDriver(message.text)
            default: throw .broken(message.text)
            }
        }
        self.pointer = pointer
        var devices: [ComputeDevice] = []
        for index in 0..<vulkan_count(pointer) {
            devices.append(ComputeDevice(at: index, of: pointer, after: devices))
        }
        self.devices = devices
    }

    /// Whether calls are checked, and what the checks found: how much, and the first.
    package var complaints: (isChecked: Bool, count: Int, first: String) {
        var message = [CChar](repeating: 0, count: vulkan_message_size)
        let count = vulkan_complaints(pointer, &message)
        return (vulkan_validates(pointer), Int(count), message.text)
    }

    /// Opens a device, or gives the one that is open; one that was lost is opened anew.
    /// - Throws: `EngineError.deviceFailed`.
    func open(_ facts: ComputeDevice) throws -> VulkanDevice {
        try opened.withLock { opened in
            if let device = opened[facts.index], !device.isLost { return device }
            let device = try VulkanDevice(facts, of: self)
            opened[facts.index] = device
            return device
        }
    }

    /// What of a device's memory is free now, in bytes; nil where its driver does not say.
    func freeMemory(of device: ComputeDevice) -> Int? {
        var facts = vulkan_facts()
        vulkan_look(pointer, device.index, &facts)
        return facts.tells_budget ? Int(clamping: facts.free_memory) : nil
    }

    /// The backend of a device.
    /// - Throws: `EngineError.deviceFailed`, `EngineError.noHalf`.
    package func backend(_ facts: ComputeDevice, precision: Precision = .single) throws -> any Backend {
        guard precision == .single || facts.storesHalf else {
            throw EngineError.noHalf(name: facts.name)
        }
        return VulkanBackend(device: try open(facts), precision: precision)
    }
}

extension VulkanSystem.Absence: CustomStringConvertible {
    /// A sentence, and what to do.
    public var description: String {
        switch self {
        case .noLibrary:
            "Vulkan's library, libvulkan.so.1, is not installed; Debian's package libvulkan1 brings it, "
                + "and mesa-vulkan-drivers or the card's maker its driver"
        case .noDriver(let reason):
            "\(reason); mesa-vulkan-drivers brings AMD's and Intel's, NVIDIA's comes with its own driver"
        case .broken(let reason): "Vulkan does not work here: \(reason)"
        }
    }
}

extension [CChar] {
    /// The text that ends with the first zero; what is no UTF-8 is replaced.
    var text: String { String(decoding: prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self) }
}

extension ComputeDevice {
    fileprivate init(at index: UInt32, of system: OpaquePointer, after others: [ComputeDevice]) {
        var facts = vulkan_facts()
        vulkan_look(system, index, &facts)
        let own = withUnsafeBytes(of: facts.name) { Array($0.bindMemory(to: CChar.self)).text }
        let same = others.filter { $0.name == own || $0.name.hasPrefix(own + " #") }.count
        name = same == 0 ? own : "\(own) #\(same + 1)"
        kind = Kind(rawValue: facts.kind) ?? .other
        let driver = withUnsafeBytes(of: facts.driver) { Array($0.bindMemory(to: CChar.self)).text }
        let version = withUnsafeBytes(of: facts.version) { Array($0.bindMemory(to: CChar.self)).text }
        self.driver = driver.isEmpty ? "an unknown driver" : version.isEmpty ? driver : "\(driver) (\(version))"
        self.version = "\(facts.api / 1_000_000).\(facts.api / 1000 % 1000).\(facts.api % 1000)"
        memory = Int(clamping: facts.memory)
        freeMemory = facts.tells_budget ? Int(clamping: facts.free_memory) : nil
        largestPiece = Int(clamping: facts.largest_piece)
        storesHalf = facts.stores_16_bits
        lack =
            facts.api < 1_002_000
            ? "its driver knows Vulkan \(self.version), and 1.2 is needed"
            : !facts.has_compute
                ? "its driver computes nothing, it only draws"
                : !facts.has_addresses
                    ? "its driver tells no addresses of buffers"
                    : !facts.has_workgroups ? "it does not compute in groups of 256" : nil
        self.index = index
    }
}
