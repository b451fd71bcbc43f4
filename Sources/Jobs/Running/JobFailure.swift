import Dreams
import Engine
import Foundation
import Recipes
import Wording

/// Why a job went wrong, or a preset is not in order.
public struct JobFailure: Error, Codable, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, for people.
    public var message: String
    /// The script that it begins with, where it is one.
    public var file: String?
    /// The line of that script, counted from 1.
    public var line: Int?
    /// For people, what there is left of the job.
    public var kept: String?
    /// Whether the same job with `checkpoint.resumes` goes on, once that is mended.
    public var canGoOn = false

    /// The message.
    public var description: String { message }

    /// A failure by its sentence, which may begin with a place: `tidepool.lua:12: …`.
    package init(_ message: String, kept: String? = nil, canGoOn: Bool = false) {
        (self.message, self.kept, self.canGoOn) = (message, kept, canGoOn)
        guard let match = message.prefixMatch(of: #/(?:with [^:]{1,200}: )?([^:\n]{1,200}):([0-9]{1,7}): /#) else {
            return
        }
        (file, line) = (String(match.1), Int(match.2))
    }

    /// What `error` is to whoever asked for the job.
    init(_ error: any Error) {
        guard let failure = error as? RunFailure else {
            if let failure = error as? JobFailure { self = failure } else { self.init("\(error)") }
            return
        }
        self.init("\(failure.reason)", kept: failure.kept, canGoOn: failure.canGoOn)
    }
}

/// A job that went wrong once something was done.
package struct RunFailure: Error, CustomStringConvertible {
    /// What went wrong.
    package let reason: any Error
    /// What there is left of it, where `reason` does not say so itself.
    package var kept: String?
    /// Whether a state was kept.
    package var canGoOn = false
    /// Where a picture went wrong: by what, and what there is of it.
    var render: (failure: RenderFailure, result: JobResult)?

    /// What need not be done again once the recipe is mended: `the stages before it`; nil where it is not the recipe that went wrong, but what
    /// computes it, or something behind it.
    package var spared: String? {
        guard canGoOn, let late = reason as? KeptFailure, !late.isOfDevice else { return nil }
        return late.spared
    }

    package var description: String { "\(reason)" }
}

/// A render that went wrong late, and what is left of it.
struct KeptFailure: Error, CustomStringConvertible {
    private let failure: RenderFailure
    private let kept: String
    /// What lies before it.
    let spared: String

    init(_ failure: RenderFailure, kept: String, sparing spared: String = "the stages before it") {
        self.failure = failure
        self.kept = kept
        self.spared = spared
    }

    /// Whether it is a device that failed.
    var isOfDevice: Bool { (failure.reason as? EngineError)?.isOfDevice == true }

    var description: String { "\(failure) (in \(Phrases.harmless(failure.stage, limit: 100))); \(kept)" }
}

/// A job that was cancelled: nothing of it is left.
package struct JobCancellation: Error {}
