/// On what networks are computed.
///
///     let backend = try DeviceChoice("auto").backend()
public enum DeviceChoice: Hashable, Sendable {
    /// A graphics card where there is one, or else the processor.
    case auto
    /// The processor.
    case cpu
    /// A graphics card.
    case gpu
    /// The device whose name holds this, in any case of its letters.
    case named(String)

    /// From what a user writes.
    public init(_ text: String) {
        switch text.lowercased() {
        case "auto": self = .auto
        case "cpu": self = .cpu
        case "gpu": self = .gpu
        default: self = .named(text)
        }
    }

    /// What `DeviceChoice(_:)` takes.
    public var text: String {
        switch self {
        case .auto: "auto"
        case .cpu: "cpu"
        case .gpu: "gpu"
        case .named(let name): name
        }
    }

    /// Whether drivers are asked what there is: not for the processor, and not where it is left to us and no card can be here.
    public var asksDrivers: Bool {
        switch self {
        case .cpu: false
        case .auto: CardSigns().areThere
        case .gpu, .named: true
        }
    }

    /// The device; nil for the processor.
    /// - Throws: `EngineError.noDevice`, where it is wanted and not there.
    public func device() throws -> ComputeDevice? {
        guard asksDrivers else { return nil }
        let system: VulkanSystem
        do {
            system = try VulkanSystem.here.get()
        } catch {
            if self == .auto { return nil }
            throw EngineError.noDevice(name: text, reason: "\(error)")
        }
        switch self {
        case .cpu: return nil
        case .auto: return system.best
        case .gpu:
            guard let best = system.best else {
                throw EngineError.noDevice(name: text, reason: "no graphics card computes here; \(system.names)")
            }
            return best
        case .named(let name):
            let wanted = name.lowercased()
            let found = system.devices.filter { $0.name.lowercased().contains(wanted) }
            let exact = found.filter { $0.name.lowercased() == wanted }
            guard let device = exact.first ?? found.first else {
                throw EngineError.noDevice(name: name, reason: system.names)
            }
            guard exact.count == 1 || found.count == 1 else {
                throw EngineError.noDevice(
                    name: name, reason: "several have that in their names: \(found.map(\.name).joined(separator: ", "))"
                )
            }
            return device
        }
    }

    /// The backend of the device.
    /// - Throws: `EngineError`, where it is wanted, and not there or broken, or keeps no numbers like that.
    public func backend(precision: Precision = .single) throws -> any Backend {
        do {
            guard let device = try device() else {
                guard precision == .single else { throw EngineError.noHalf(name: "the processor") }
                return Backends.fast
            }
            return try device.backend(precision: precision)
        } catch EngineError.deviceFailed where self == .auto {
            return Backends.fast
        }
    }
}

extension ComputeDevice {
    /// Its backend; it is opened, where it is not open.
    /// - Throws: `EngineError.deviceFailed`.
    package func backend(precision: Precision = .single) throws -> any Backend {
        try VulkanSystem.here.get().backend(self, precision: precision)
    }
}

extension VulkanSystem {
    /// The fastest that is hardware: a card before what is within the processor.
    var best: ComputeDevice? {
        for kind in [ComputeDevice.Kind.card, .integrated, .virtual] {
            if let device = devices.first(where: { $0.kind == kind && $0.isGraphicsCard }) { return device }
        }
        return nil
    }

    /// What there is, in a sentence.
    fileprivate var names: String {
        "there are cpu and "
            + devices.map { device in device.name + (device.lack.map { " (cannot be used: \($0))" } ?? "") }
            .joined(separator: ", ")
    }
}
