public import Engine
public import Networks
import Wording

/// What a render is going to do, for a canvas of one size.
public struct RenderPlan: Hashable, Sendable {
    /// One size of one ascent.
    public struct Octave: Hashable, Sendable {
        /// In pixels.
        public var size: Extent
        /// Steps on it.
        public var steps: Int
        /// Multiply–accumulates of one step through the network, forward and backward, over all views.
        public var multiplyAdds: Int
        /// How the network's work is cut up.
        public var tiling: Tiling
        /// Whether the way back computes once more, segment by segment, what it reads of the way forward.
        public var recomputes = false
        /// The most that the process holds, in bytes: an estimate.
        public var memory: Int
        /// What of that the network takes on what computes it, in bytes.
        public var network: Int
        /// What the render's state takes on the disk, in bytes, without a film's layers: an estimate.
        public var state: Int
        /// What a step takes on this machine, where that was measured.
        public var seconds: Double?
        /// What its first step takes longer, where that was measured.
        public var beginning: Double?
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
        /// What it takes on this machine where it takes no steps, as far as that was measured.
        public var operationSeconds: Double?
        /// The most that the process holds outside of the octaves, in bytes: an estimate.
        public var memory = 0

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

    /// What a film hands on from frame to frame, in bytes: what the camera saw first, the picture, the dream over it, the frame before where
    /// the user brings some, and of a loop its first frames.
    public var layers = 0
    /// What a film's frame takes beside its stages: the camera, or what moved, and writing it; as far as that was measured.
    public var frameSeconds = 0.0
    /// What is left to do after the last step: writing the picture, or making a video of the frames; as far as that was measured.
    public var endSeconds = 0.0

    /// The most that the process holds before the stages, after them, and between the frames of a film, in bytes: an estimate.
    public var memoryBeside = 0

    /// Everything in order, the frames after the stages.
    public var everyStage: [Stage] { stages + frames.flatMap { $0 } }

    /// What all of it takes on this machine, in seconds; nil where some steps were not measured.
    public var seconds: Double? {
        var sum = Double(frames.count) * frameSeconds + endSeconds
        for stage in everyStage {
            sum += stage.operationSeconds ?? 0
            for octave in stage.octaves {
                guard let seconds = octave.seconds else { return nil }
                sum += seconds * Double(octave.steps) + (octave.beginning ?? 0)
            }
        }
        return sum
    }

    /// The most that the process holds, in bytes: an estimate.
    public var memory: Int {
        everyStage.reduce(memoryBeside) { most, stage in
            stage.octaves.reduce(max(most, stage.memory)) { max($0, $1.memory) }
        }
    }

    /// The most that a network takes on what computes it, in bytes: an estimate.
    public var network: Int { everyStage.flatMap(\.octaves).reduce(0) { max($0, $1.network) } }

    /// The most that the render's state takes on the disk, in bytes: an estimate.
    public var state: Int {
        layers + everyStage.flatMap(\.octaves).reduce(0) { max($0, $1.state) }
    }

    /// What each state before a stage takes on the disk, in bytes, without what is transparent: of the recipe's own stages, in order, and of a
    /// film before any stage of a frame.
    public var beginnings: (stages: [Int], frame: Int) {
        func canvas(_ stage: Stage) -> Int { 4 * 3 * stage.size.height * stage.size.width }
        let own = stages.dropFirst().filter { !$0.octaves.isEmpty }.map(canvas)
        let frame = frames.joined().filter { !$0.octaves.isEmpty }.map(canvas).max()
        return (own, frame.map { $0 + layers } ?? 0)
    }

    /// Steps of the whole render.
    public var steps: Int { everyStage.reduce(0) { $0 + $1.steps } }

    /// One line: `80 steps up to 768×512, about 3.1 s and 300 MiB`.
    public var summary: String {
        let tiles = everyStage.flatMap(\.octaves).map(\.tiling).max { $0.count < $1.count }
        let cut = tiles.map { $0.count > 1 ? " in \($0)" : "" } ?? ""
        let film = frames.isEmpty ? "" : " in \(Phrases.count(frames.count, "frame"))"
        let time = seconds.map { "about \(Phrases.duration(seconds: $0)) and " } ?? "about "
        return
            "\(Phrases.count(steps, "step"))\(film) up to \(largest.width)×\(largest.height)\(cut), \(time)\(Phrases.bytes(memory))"
    }

    /// The largest size that is climbed on.
    private var largest: Extent {
        everyStage.flatMap(\.octaves).map(\.size).max { $0.height * $0.width < $1.height * $1.width } ?? size
    }

    /// Multiply–accumulates of the whole render.
    public var multiplyAdds: Int { everyStage.reduce(0) { $0 + $1.multiplyAdds } }
}

extension RenderPlan: CustomStringConvertible {
    /// A few lines for people.
    public var description: String {
        var lines = [title, "canvas \(size.width)×\(size.height)"]
        for (index, stage) in stages.enumerated() { lines += stage.lines(number: "\(index + 1)") }
        if let first = frames.first {
            lines.append("a film of \(Phrases.count(frames.count, "frame")); each does:")
            for (index, stage) in first.enumerated() { lines += stage.lines(number: "f\(index + 1)") }
            if frames.contains(where: { $0 != first }) { lines.append("   (the first one; others differ)") }
        }
        lines.append("\(Phrases.count(steps, "step")), \(2 * multiplyAdds / 1_000_000_000) GFLOP through the network")
        lines.append("holds about \(Phrases.bytes(memory)) at most, and keeps a state of \(Phrases.bytes(state))")
        if let seconds {
            let beside = Double(frames.count) * frameSeconds + endSeconds
            let frameTime =
                frames.isEmpty ? "" : ", \(Phrases.duration(seconds: beside)) of it for moving and writing the frames"
            lines.append("takes about \(Phrases.duration(seconds: seconds)) on this machine\(frameTime)")
        }
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
            ? Phrases.count(first.steps, "step") : octaves.map { "\($0.steps)" }.joined(separator: ", ") + " steps"
        lines.append("   \(steps) on each of \(sizes.joined(separator: " → "))")
        for (octave, size) in zip(octaves, sizes) where octave.tiling.count > 1 || octave.tiling.isLean {
            let kind = octave.tiling.mode == .exact ? "" : "approximate "
            let parts = octave.recomputes ? "segments" : "\(kind)\(octave.tiling)"
            lines.append("   \(size) in \(parts), within \(Phrases.bytes(octave.memory))")
        }
        return lines
    }
}
