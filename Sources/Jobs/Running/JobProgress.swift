import Dreams
import Foundation

/// Where a job is, after a step: in JSON the object that `--progress json` prints, and a little more.
public struct JobProgress: Codable, Hashable, Sendable {
    /// Which of many is being rendered: a cell of a sheet, or a picture of a batch.
    public struct Part: Codable, Hashable, Sendable {
        /// What many there are of.
        public enum Kind: String, Codable, Sendable {
            case cell, picture
        }

        /// What it is.
        public var kind: Kind
        /// Counted from 1.
        public var number: Int
        /// Of all.
        public var count: Int
        /// What tells it from the others.
        public var label: String

        /// A part from its values.
        package init(kind: Kind, number: Int, count: Int, label: String) {
            (self.kind, self.number, self.count, self.label) = (kind, number, count, label)
        }
    }

    /// Counted from 1; 0 where the recipe is no film, or before its first frame.
    public var frame: Int
    /// Frames of the film; 0 where the recipe is none.
    public var frames: Int
    /// Counted from 1.
    public var stage: Int
    /// Stages of the recipe, or of the frame.
    public var stages: Int
    /// The stage's name.
    public var stageName: String
    /// Counted from 1, smallest first.
    public var octave: Int
    /// Octaves of the stage.
    public var octaves: Int
    /// Counted from 1.
    public var step: Int
    /// Steps of the octave.
    public var steps: Int
    /// Of the octave, in pixels.
    public var width: Int
    /// Of the octave, in pixels.
    public var height: Int
    /// What is maximised, before this step; nil where that is no number.
    public var objective: Double?
    /// The part of all work that is done, 0…1; even in time.
    public var fraction: Double
    /// Since the first step, without the time that the job stood still.
    public var elapsedSeconds: Double
    /// What is left; nil before there is anything to tell it by.
    public var secondsLeft: Double?
    /// What the last steps took, on average over a second or so.
    public var secondsPerStep: Double?
    /// Of many, which one this is.
    public var part: Part?

    private enum CodingKeys: String, CodingKey {
        case frame, frames, stage, stages, octave, octaves, step, steps, width, height, objective, fraction, part
        case stageName = "stage_name"
        case elapsedSeconds = "elapsed_seconds"
        case secondsLeft = "eta_seconds"
        case secondsPerStep = "step_seconds"
    }
}

extension JobProgress {
    /// A step of a render, at a time.
    init(_ p: RenderProgress, _ clock: JobClock) {
        (frame, frames, stage, stages, stageName) = (p.frame, p.frames, p.stage, p.stages, p.stageName)
        (octave, octaves, step, steps) = (p.octave, p.octaves, p.step, p.steps)
        (width, height, fraction) = (p.width, p.height, p.fraction)
        objective = p.objective.isFinite ? Double(p.objective) : nil
        (elapsedSeconds, secondsLeft) = (clock.elapsed, clock.timeLeft.seconds)
        secondsPerStep = clock.timeLeft.secondsPerStep
    }

    /// The line of `--progress json`.
    public var jsonLine: String {
        (part.map { "{\"\($0.kind)\": \($0.number), \"\($0.kind)s\": \($0.count), " } ?? "{")
            + (frame > 0 ? "\"frame\": \(frame), \"frames\": \(frames), " : "")
            + "\"stage\": \(stage), \"stages\": \(stages), \"octave\": \(octave), \"octaves\": \(octaves), "
            + "\"step\": \(step), \"steps\": \(steps), \"width\": \(width), \"height\": \(height), "
            + "\"objective\": \(number(objective)), \"elapsed_seconds\": \(number(elapsedSeconds)), "
            + "\"eta_seconds\": \(number(secondsLeft))}"
    }

    private func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "null" }
        return "\((value * 1e6).rounded() / 1e6)"
    }
}

/// How long a job is on its way, without what it stood still, and how long it will take.
package struct JobClock {
    private(set) var timeLeft: TimeLeft
    private let start = ContinuousClock.now
    private var idle = Duration.zero

    /// From now on.
    /// - Parameter seconds: what all of it takes, as far as that is known.
    package init(seconds: Double?) {
        timeLeft = TimeLeft(seconds)
        timeLeft.add(fraction: 0, at: 0)
    }

    /// What is left; nil before there is anything to tell it by.
    package var secondsLeft: Double? { timeLeft.seconds }

    /// Seconds since then.
    var elapsed: Double { (ContinuousClock.now - start - idle) / .seconds(1) }

    /// Counts a step, of which `fraction` is done with it.
    mutating func add(fraction: Double, alike: RenderProgress.Alike?) {
        timeLeft.add(fraction: fraction, alike: alike, at: elapsed)
    }

    /// Leaves a time out in which others had the engine.
    mutating func leaveOut(_ time: Duration) { idle += time }

    /// A step of one of many, of all of which `fraction` is done with it.
    package mutating func progress(
        _ progress: JobProgress, fraction: Double, part: JobProgress.Part
    ) -> JobProgress {
        add(fraction: fraction, alike: nil)
        var all = progress
        (all.fraction, all.part) = (fraction, part)
        (all.elapsedSeconds, all.secondsLeft, all.secondsPerStep) = (elapsed, timeLeft.seconds, timeLeft.secondsPerStep)
        return all
    }
}
