import Dreams
import Engine
import Networks
import Pictures
import Recipes
import Wording

/// What a job is going to do, and what that takes.
public struct JobPlan: Codable, Hashable, Sendable {
    /// The preset's title.
    public var title: String
    /// The network's name.
    public var network: String
    /// Of everything random.
    public var seed: UInt64
    /// What it dreams on: the picture's name, or the kind of the canvas.
    public var canvas: String
    /// Across, in pixels.
    public var width: Int
    /// Down, in pixels.
    public var height: Int
    /// Steps of all of it.
    public var steps: Int
    /// Frames, where it is a film; else 0.
    public var frames: Int
    /// Frames a second, where it is a film.
    public var rate: Double?
    /// What is held at most, in bytes: an estimate.
    public var memory: Int
    /// What its state takes on the disk, in bytes: an estimate.
    public var state: Int
    /// What it takes on this machine; nil where some of it was never measured.
    public var seconds: Double?
    /// Whether others had the processors while some of that was measured.
    public var isMachineBusy: Bool
    /// One line: `80 steps up to 768×512, about 3.1 s and 300 MiB`.
    public var summary: String
    /// Some lines: stage by stage, octave by octave.
    public var details: String
    /// The device that computes the network; nil for the processor.
    public var device: String?

    /// - Parameter fallbacks: what of the network the device leaves to the processor, in a sentence.
    init(_ plan: RenderPlan, of resolved: ResolvedJob, on picture: PictureInput?, fallbacks: String? = nil) {
        title = resolved.recipe.title
        network = resolved.network.manifest.name
        seed = resolved.recipe.seed
        canvas = picture?.source.name ?? "\(resolved.recipe.canvas.kind)"
        (width, height) = (plan.size.width, plan.size.height)
        (steps, frames, memory, state) = (plan.steps, plan.frames.count, plan.memory, plan.state)
        rate = resolved.recipe.film.map { resolved.rate(of: $0).perSecond }
        (seconds, isMachineBusy) = (plan.seconds, resolved.isMachineBusy)
        (summary, details) = (plan.summary, "\(plan)")
        device = resolved.device.device?.name
        if let device = resolved.device.device {
            details += "\nthe network is computed on \(Phrases.harmless("\(device.name), \(device.driver)"))"
            if resolved.device.precision == .half { details += ", and kept in float16" }
            if let fallbacks { details += "\n\(fallbacks)" }
        }
    }

    /// What is said of a plan whose times are those of a busy machine.
    package var busyRemark: String { isMachineBusy ? " (measured while the machine was busy with something else)" : "" }
}
