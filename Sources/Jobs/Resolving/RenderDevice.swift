import Engine
import Recipes

/// On what a job's network is computed, and how that is found: what the job says, what the recipe says that is done again, the user's default.
struct RenderDevice {
    /// What computes there.
    let backend: any Backend
    /// The device; nil for the processor.
    let device: ComputeDevice?

    /// - Throws: `EngineError.noDevice` where one is wanted that is not there; a recipe that is done again only wishes for its own.
    init(_ job: RenderJob, _ defaults: Configuration) throws {
        if let wanted = job.bounds.device {
            try self.init(DeviceChoice(wanted))
        } else if let old = job.preset.recipe {
            let own = try? old.rendering.device.map { try RenderDevice(.named($0)) }
            self = try own?.device?.name == old.rendering.device ? own ?? RenderDevice(.cpu) : RenderDevice(.cpu)
        } else {
            try self.init(defaults.device.map { DeviceChoice($0) } ?? .cpu)
        }
    }

    private init(_ choice: DeviceChoice) throws {
        backend = try choice.backend()
        device = try backend.name == Backends.fast.name ? nil : choice.device()
    }

    /// The bytes that a network may take there. What others take of the device at the moment makes no difference, so that a picture is cut up
    /// in the same way each time.
    var room: Int { device.map { $0.room } ?? .max }

    /// By which the state of a render knows it: another driver rounds otherwise.
    var identity: String { device.map { "\($0.name), \($0.driver)" } ?? "cpu" }
}
