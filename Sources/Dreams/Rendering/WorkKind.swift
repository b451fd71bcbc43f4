public import Pictures

/// One kind of work in a render: what its time depends on, beside the size of the canvas and the numbers that schedules go through.
///
/// Two operations are never of one kind, and renders that differ in what they draw, but not in what they do, share theirs.
public enum WorkKind: Hashable, Sendable, Codable {
    /// Encoding a picture and writing it.
    case writing(PictureFormat)
    /// Making a video of frames, for each of them: `mp4`.
    case encoding(String)
    /// A step of an ascent.
    case step(Step)
    /// What the first step of an octave takes beside a step: the network made ready for another size, the detail enlarged.
    case beginning(Step)
    /// A stage without the network.
    case operation(Operation)
    /// What a film's frame begins with.
    case frame(Frame)
}

extension WorkKind {
    /// Steps that take as long at one size.
    public struct Step: Hashable, Sendable, Codable {
        var objective: StageObjective.Work
        var normalization: WordWork
        var optimizer: WordWork
        var parameterization: WordWork
        var views: Int
        var wrap: Wrap
        var isMasked: Bool
        var priors: [WordWork]
        var transforms: [WordWork]
    }

    /// Operations on the canvas that take as long at one size.
    public struct Operation: Hashable, Sendable, Codable { let work: WordWork }

    /// What a film's frame begins with.
    public enum Frame: Hashable, Sendable, Codable {
        /// The last one, where nothing moves.
        case still
        /// A camera that has moved.
        case moved
        /// A camera that has moved before what is near and what is far.
        case parallax
        /// Another frame of the user's, and what moved in it.
        case over(Film.Flow)
        /// The same, and what moved since as many frames before.
        case remembering(Int)
    }
}

// MARK: - Of what is rendered

extension WorkKind {
    /// A stage without the network.
    package static func operation(_ operation: CanvasOperation) -> WorkKind {
        .operation(Operation(work: operation.word.work))
    }

    /// What a film's frames begin with: a moved camera, or another frame of the user's and what moved in it.
    static func frame(_ film: Film, overFrames: Bool) -> WorkKind {
        guard !overFrames else {
            let count = film.distances.count
            return .frame(count > 1 ? .remembering(count) : .over(film.flow))
        }
        return .frame(film.camera.isStill ? .still : film.camera.near == nil ? .moved : .parallax)
    }

    /// What pictures are written as, where that is the work.
    package var format: PictureFormat? { if case .writing(let format) = self { format } else { nil } }
}

extension WorkKind.Step {
    /// Of an ascent.
    init(_ ascent: Ascent, _ objective: StageObjective) {
        self.init(
            objective: objective.work, normalization: ascent.normalization.word.work,
            optimizer: ascent.optimizer.word.work, parameterization: ascent.parameterization.word.work,
            views: ascent.views, wrap: ascent.wrap, isMasked: ascent.mask != nil,
            priors: ascent.priors.all.map(\.word.work), transforms: ascent.transforms.map(\.word.work))
    }
}
