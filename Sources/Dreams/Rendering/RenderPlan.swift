public import Engine
public import Networks
import Wording

/// What a render is going to do, for a canvas of one size.
public struct RenderPlan: Hashable, Sendable {
    /// One size of one climb.
    public struct Octave: Hashable, Sendable {
        /// In pixels.
        public var size: Extent
        /// Steps on it.
        public var steps: Int
        /// Multiply–accumulates of one step through the network, forward and backward, over all views.
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
        /// The canvas that it works on.
        public var size: Extent
        /// In the order that they are climbed; none when the stage takes no steps.
        public var octaves: [Octave]

        /// Steps on all octaves.
        public var steps: Int { octaves.reduce(0) { $0 + $1.steps } }
        /// Multiply–accumulates of the stage.
        public var multiplyAdds: Int { octaves.reduce(0) { $0 + $1.multiplyAdds * $1.steps } }
    }

    /// Title, network and seed of the recipe.
    public var title: String
    /// The size of the canvas.
    public var size: Extent
    /// In order.
    public var stages: [Stage]
    /// The stages of every frame, where the recipe is a film.
    public var frames: [[Stage]] = []

    /// Everything in order, the frames after the stages.
    public var everyStage: [Stage] { stages + frames.flatMap { $0 } }

    /// Multiply–accumulates of the whole render.
    public var multiplyAdds: Int { everyStage.reduce(0) { $0 + $1.multiplyAdds } }
}

extension RenderPlan: CustomStringConvertible {
    /// A few lines for people.
    public var description: String {
        var lines = [title, "canvas \(size.width)×\(size.height)"]
        for (index, stage) in stages.enumerated() { lines += stage.lines(number: "\(index + 1)") }
        if let first = frames.first {
            lines.append("a film of \(frames.count) frames; each does:")
            for (index, stage) in first.enumerated() { lines += stage.lines(number: "f\(index + 1)") }
            if frames.contains(where: { $0 != first }) { lines.append("   (the first one; others differ)") }
        }
        let steps = everyStage.reduce(0) { $0 + $1.steps }
        lines.append("\(steps) steps, \(2 * multiplyAdds / 1_000_000_000) GFLOP through the network")
        let memory = everyStage.flatMap(\.octaves).reduce(0) { max($0, $1.memory) }
        lines.append("holds about \(Phrases.bytes(memory)) at most")
        return lines.joined(separator: "\n")
    }
}

extension RenderPlan.Stage {
    fileprivate func lines(number: String) -> [String] {
        var lines = ["\(number). \(Phrases.harmless(name)): \(summary)"]
        guard let first = octaves.first else { return lines }
        let sizes = octaves.map { "\($0.size.width)×\($0.size.height)" }
        let steps =
            octaves.allSatisfy { $0.steps == first.steps }
            ? "\(first.steps)" : octaves.map { "\($0.steps)" }.joined(separator: ", ")
        lines.append("   \(steps) steps on each of \(sizes.joined(separator: " → "))")
        for (octave, size) in zip(octaves, sizes) where octave.tiling.count > 1 {
            let kind = octave.tiling.mode == .exact ? "" : "approximate "
            lines.append("   \(size) in \(kind)\(octave.tiling), within \(Phrases.bytes(octave.memory))")
        }
        return lines
    }
}

/// How much of a plan's work is done.
///
/// A step costs its multiply–accumulates, and what is done to every pixel outside of the network, which takes about as
/// long as 5000 of them.
struct WorkDone {
    private let total: Double
    /// In the units of `cost`.
    private(set) var done: Double

    init(_ plan: RenderPlan, done: Double = 0) {
        self.done = done
        total = plan.everyStage.flatMap(\.octaves).reduce(0) { $0 + WorkDone.cost($1) * Double($1.steps) }
    }

    /// 0…1
    var fraction: Double { total > 0 ? min(done / total, 1) : 1 }

    /// Counts one step on an octave.
    mutating func add(_ octave: RenderPlan.Octave) { done += WorkDone.cost(octave) }

    private static func cost(_ octave: RenderPlan.Octave) -> Double {
        Double(octave.multiplyAdds + 5000 * octave.size.height * octave.size.width)
    }
}
