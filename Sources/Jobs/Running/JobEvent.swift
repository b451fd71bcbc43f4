public import Foundation
public import Pictures
public import Recipes

/// What a job tells on its way, in this order: `began`, `planned`, `started`, then progress and previews, and an end; remarks at any time.
public enum JobEvent: Sendable {
    /// It is its turn: files are read, the preset runs.
    case began
    /// What is going to be done.
    case planned(JobPlan)
    /// What the user should know.
    case remark(JobRemark)
    /// The first step comes next.
    case started
    /// A step is done.
    case progress(JobProgress)
    /// The dream so far.
    case preview(JobPicture)
    /// It stands still, until it goes on.
    case paused
    /// It goes on.
    case wentOn
    /// It is done; nothing comes after that.
    case finished(JobResult)
    /// It was stopped, and this is what there is of it; nil where it was cancelled, or not begun. Nothing comes after that.
    case stopped(JobResult?)
    /// It went wrong; nothing comes after that.
    case failed(JobFailure)
}

extension JobEvent {
    /// Whether nothing comes after it.
    public var isEnd: Bool {
        switch self {
        case .finished, .stopped, .failed: true
        default: false
        }
    }
}

/// A sentence on what the user should know.
public struct JobRemark: Codable, Hashable, Sendable {
    /// What it is about.
    public enum Topic: String, Codable, Sendable {
        /// The pictures, the network or the recipe that the job was given.
        case input
        /// Room on a disk.
        case disk
        /// What an earlier render has left.
        case checkpoint
        /// The video that is made of the frames.
        case film
        /// What came of it: a dream that hardly shows, a photo that is lost.
        case outcome
        /// Something beside the render that does not work any longer: previews, the state.
        case trouble
    }

    /// What it is about.
    public var topic: Topic
    /// One sentence, without a full stop.
    public var text: String

    /// A remark from its parts.
    public init(_ topic: Topic, _ text: String) {
        self.topic = topic
        self.text = text
    }
}

/// A dream, on its way or done.
public struct JobPicture: Sendable {
    /// Its pixels.
    package let picture: Picture

    package init(_ picture: Picture) { self.picture = picture }

    /// Across, in pixels.
    public var width: Int { picture.width }
    /// Down, in pixels.
    public var height: Int { picture.height }

    /// A PNG of 8 bits a sample, without a recipe.
    /// - Throws: `PictureError`.
    public func png() throws -> Data { try encoded(as: .png) }

    /// A JPEG, without a recipe; what is transparent lies on white.
    /// - Parameter quality: 1…100.
    /// - Throws: `PictureError`.
    public func jpeg(quality: Int = 85) throws -> Data { try encoded(as: .jpeg, quality: quality) }

    private func encoded(as format: PictureFormat, quality: Int = 95) throws -> Data {
        var options = Picture.WritingOptions()
        (options.bits, options.quality) = (8, quality)
        return try picture.encoded(as: format, options: options, path: "the picture")
    }
}

/// What a job gives.
public struct JobResult: Sendable {
    /// How it was made, as its picture carries it.
    public let recipe: CarriedRecipe
    /// The picture; of a film its last frame, and nil where all frames were there already.
    public let picture: JobPicture?
    /// What was written; nil where it stays in memory.
    public let path: String?
    /// For people, what was written, or what is left of a job that was stopped: `dream.png holds the picture so far`.
    public let summary: String
    /// From the first step on, without the time that it stood still.
    public let seconds: Double
    /// Whether it was not stopped before its end.
    public let isWhole: Bool
    /// Whether a state was kept, so that the same job with `checkpoint.resumes` goes on.
    public let canGoOn: Bool
    /// What tells its file from others.
    let mark: RenderMark?

    /// The bytes of its file, which carries its recipe: the same that the program writes.
    /// - Throws: `PictureError`; `JobError.noPicture` where there is none.
    public func encoded(as format: PictureFormat = .png) throws -> Data {
        guard let picture else { throw JobError.noPicture }
        return try picture.picture.encoded(
            as: format, options: OutputFile.options(recipe.rendering, recipe: recipe, mark: isWhole ? mark : nil),
            path: "the picture")
    }
}
