public import Pictures

/// Where a render is, after a step.
public struct RenderProgress {
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
    /// What is maximised, before this step.
    public var objective: Float
    /// The part of the render's work that is done, 0…1; even in time. What comes after the last step is missing from it then.
    public var fraction: Double
    /// What is left of steps like this one; nil where `fraction` is not of one render.
    public var alike: Alike?
    /// The picture so far, no longer than so many pixels, or at full size; what later stages do to the canvas without a network is done to
    /// it. Costs a resize, and these operations.
    public var preview: (_ longEdge: Int?) -> Picture
    /// All that is needed to go on from here, another time; copies nothing.
    public var state: () -> RenderState
}

extension RenderProgress {
    /// The same step, of something larger than this render, of which `fraction` is done with it.
    public func withinMore(fraction: Double) -> RenderProgress {
        var progress = self
        (progress.fraction, progress.alike) = (fraction, nil)
        return progress
    }

    /// Steps of one kind at one size: what one takes, all take.
    public struct Alike: Hashable, Sendable {
        /// Which kind.
        public var kind: Int
        /// Of the render's work, 0…1.
        public var left: Double

        /// Steps of one kind.
        public init(kind: Int, left: Double) { (self.kind, self.left) = (kind, left) }
    }
}

/// What a render is about to begin.
public struct StageBeginning {
    /// Where it is.
    public var position: RenderPosition
    /// All that is needed to go on from here, another time, with this stage or another; copies nothing.
    public var state: () -> RenderState
}

/// Why a render ended before its end, after something was done that is worth keeping.
public struct RenderFailure: Error, CustomStringConvertible {
    /// What went wrong.
    public var reason: any Error
    /// The stage in which it did: `stage 3 of 4, 'last'`.
    public var stage: String
    /// All that is needed to go on from where it did; nil where no step of the stage was done, and what lay before it has been told
    /// when it began.
    public var state: RenderState?

    /// What went wrong.
    public var description: String { "\(reason)" }
}

/// The answer to a progress report.
public enum Continuation: Sendable {
    /// Take the next step.
    case goOn
    /// End here, and keep what there is.
    case stop
}

/// What a render gives.
public struct RenderResult: Sendable {
    /// At full size.
    public var picture: Picture
    /// Whether it was stopped before its end.
    public var isInterrupted: Bool
    /// Why it ended before its end, where it was not stopped; the picture is the one so far then.
    public var failure: RenderFailure?
    /// What its parts took, without what `report` did.
    public var measured = WorkSamples()
}
