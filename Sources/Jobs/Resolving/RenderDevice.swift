import Dispatch
import Dreams
import Engine
import Recipes

/// On what a job's network is computed, and how that is found: what the job says, what the recipe says that is done again, the user's default.
struct RenderDevice {
    /// What computes there.
    let backend: any Backend
    /// The device; nil for the processor.
    let device: ComputeDevice?
    /// How it keeps numbers.
    let precision: Precision
    /// Why it is the processor, or float32, where it should have been something else.
    private(set) var remark: String?

    /// Opens drivers, which takes some of them tens of milliseconds, while the preset and its network are read; nil where none are
    /// asked. To be waited for: a process that ends in the midst of it may fall over its drivers.
    static func opening(_ job: RenderJob, _ defaults: Configuration) -> DispatchWorkItem? {
        let own = job.preset.recipe.map(\.rendering.device) ?? defaults.device
        guard let wanted = job.bounds.device ?? own, DeviceChoice(wanted).asksDrivers else { return nil }
        let opening = DispatchWorkItem { _ = VulkanSystem.here }
        DispatchQueue.global().async(execute: opening)
        return opening
    }

    /// - Throws: `EngineError.noDevice` where one is wanted that is not there, `EngineError.noHalf`; a recipe that is done again only wishes for
    ///   its own.
    init(_ job: RenderJob, _ defaults: Configuration) throws {
        let precision = job.bounds.precision.flatMap { Precision(rawValue: $0) }
        let old = job.preset.recipe?.rendering
        if let wanted = job.bounds.device {
            try self.init(DeviceChoice(wanted), precision ?? .single)
        } else if let old {
            let before = old.precision.flatMap { Precision(rawValue: $0) }
            let own = try? old.device.map { try RenderDevice(.named($0), precision ?? before ?? .single) }
            self =
                try own?.device?.name == old.device
                ? own ?? RenderDevice(.cpu, precision ?? .single) : RenderDevice(.cpu, precision ?? .single)
        } else {
            try self.init(defaults.device.map { DeviceChoice($0) } ?? .cpu, precision ?? .single)
        }
    }

    private init(_ choice: DeviceChoice, _ wanted: Precision) throws {
        let found = try choice.device()
        var precision = wanted
        if precision == .half, found?.storesHalf != true {
            let lack = EngineError.noHalf(name: found?.name ?? "the processor")
            guard choice == .auto else { throw lack }
            (precision, remark) = (.single, "\(lack), as now")
        }
        self.precision = precision
        do {
            (backend, device) = (try found.map { try $0.backend(precision: precision) } ?? Backends.fast, found)
        } catch let error as EngineError where choice == .auto {
            (backend, device, remark) = (Backends.fast, nil, "\(error), and does now")
        }
    }

    /// The bytes that a network may take there. What others take of the device at the moment makes no difference, so that a picture is cut up
    /// in the same way each time.
    var room: Int { device.map { $0.room } ?? .max }

    /// Looks whether what the network takes is free there at the moment.
    /// - Throws: `EngineError.deviceMemory`.
    func checkRoom(for plan: RenderPlan) throws {
        guard let device, let free = backend.freeMemory, plan.network > free else { return }
        throw EngineError.deviceMemory(name: device.name, needed: plan.network, most: free)
    }

    /// By which the state of a render knows it: another driver rounds otherwise.
    var identity: String {
        device.map { "\($0.name), \($0.driver)" + (precision == .half ? ", float16" : "") } ?? "cpu"
    }

    /// As a sentence calls it.
    var name: String { device?.name ?? "the processor" }

    /// Whether a job leaves it to us what computes, so that the processor will do.
    static func isOurs(_ job: RenderJob, _ defaults: Configuration) -> Bool {
        let wanted = job.bounds.device ?? (job.preset.recipe == nil ? defaults.device : nil)
        return wanted.map { DeviceChoice($0) } == .auto
    }
}
