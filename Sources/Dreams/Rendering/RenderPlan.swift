public import Engine
public import Networks
import Wording

/// What a render is going to do, for a canvas of one size.
public struct RenderPlan: Hashable, Sendable {
    /// One size of one climb.
    public struct Octave: Hashable, Sendable {
        /// In pixels.
        public var size: Extent
        /// Multiply–accumulates of one step through the network, forward and backward.
        public var multiplyAdds: Int
        /// How the network's work is cut up.
        public var tiling: Tiling
        /// The most that is held, in bytes: an estimate.
        public var memory: Int
    }

    /// One stage.
    public struct Stage: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// What it does, in words.
        public var summary: String
        /// Smallest first; none when the stage takes no steps.
        public var octaves: [Octave]
        /// Steps on each octave.
        public var steps: Int
    }

    /// Title, network and seed of the recipe.
    public var title: String
    /// The size of the canvas.
    public var size: Extent
    /// In order.
    public var stages: [Stage]

    /// Multiply–accumulates of the whole render.
    public var multiplyAdds: Int { stages.reduce(0) { $0 + $1.octaves.reduce(0) { $0 + $1.multiplyAdds } * $1.steps } }
}

extension RenderPlan: CustomStringConvertible {
    /// A few lines for people.
    public var description: String {
        var lines = [title, "canvas \(size.width)×\(size.height)"]
        for (index, stage) in stages.enumerated() {
            lines.append("\(index + 1). \(Phrases.harmless(stage.name)): \(stage.summary)")
            guard !stage.octaves.isEmpty else { continue }
            let sizes = stage.octaves.map { "\($0.size.width)×\($0.size.height)" }
            lines.append("   \(stage.steps) steps on each of \(sizes.joined(separator: " → "))")
            for (octave, size) in zip(stage.octaves, sizes) where octave.tiling.count > 1 {
                let kind = octave.tiling.mode == .exact ? "" : "approximate "
                lines.append("   \(size) in \(kind)\(octave.tiling), within \(Phrases.bytes(octave.memory))")
            }
        }
        let steps = stages.reduce(0) { $0 + $1.octaves.count * $1.steps }
        lines.append("\(steps) steps, \(2 * multiplyAdds / 1_000_000_000) GFLOP through the network")
        let memory = stages.flatMap(\.octaves).reduce(0) { max($0, $1.memory) }
        lines.append("holds about \(Phrases.bytes(memory)) at most")
        return lines.joined(separator: "\n")
    }
}
