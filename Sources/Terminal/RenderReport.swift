import Foundation
package import Jobs
import Pictures
import Wording

/// What a terminal is told of a job.
package final class RenderReport {
    private let name: String
    private let picture: String?
    private let style: ProgressStyle
    private let batch: BatchProgress?
    private let inline: InlinePreview?
    private var display: ProgressDisplay?

    /// - Parameters:
    ///   - name: the preset or the carrier.
    ///   - inline: whether pictures are to be shown; where the user's defaults say so, only if the terminal can.
    ///   - batch: of many, what they have in common.
    /// - Throws: `InlineError`.
    package init(
        of name: String, on picture: PictureInput?, style: ProgressStyle, inline: Bool, as batch: BatchProgress?
    ) throws {
        self.name = name
        self.picture = picture.map(\.name)
        self.style = style
        self.batch = batch
        self.inline =
            inline ? try InlinePreview() : try Configuration.user().inline == true ? try? InlinePreview() : nil
    }

    /// Whether the terminal shows the dream as it grows.
    package var showsPictures: Bool { inline != nil }

    /// A line of chatter, where the user wants any.
    private func say(_ line: String) {
        if style != .none && style != .json { sayAnyway(line) }
    }

    private func sayAnyway(_ line: String) {
        finishDisplay()
        Console.say(line)
    }

    /// Of many, only the first is announced.
    private func sayOnce(_ line: String) {
        if batch == nil { say(line) }
    }

    private func finishDisplay() {
        if let batch { batch.finish() } else { display?.finish() }
    }

    /// Hears what happens.
    package func hear(_ event: JobEvent) {
        switch event {
        case .began: sayOnce("reading \(Phrases.harmless(name))")
        case .planned(let plan): announce(plan)
        case .remark(let remark): hear(remark)
        case .started:
            Interrupt.listen()
            if batch == nil { display = ProgressDisplay(style: style) }
        case .progress(let progress):
            if let batch { batch.show(progress) } else { display?.show(progress) }
        case .preview(let picture):
            finishDisplay()
            inline?.show(picture.picture)
        case .paused, .wentOn, .finished, .stopped, .failed: break
        }
    }

    private func hear(_ remark: JobRemark) {
        switch remark.topic {
        case .input, .outcome:
            say((batch == nil ? "" : picture.map { Phrases.harmless($0) + ": " } ?? "") + remark.text)
        case .disk, .film: say(remark.text)
        case .checkpoint: sayOnce(remark.text)
        case .trouble: sayAnyway(remark.text)
        }
    }

    private func announce(_ plan: JobPlan) {
        func dreaming(on what: String) -> String {
            "dreaming '\(Phrases.harmless(plan.title))' with \(plan.network) on \(what), "
        }
        let seed = "seed \(plan.seed)"
        guard let batch else {
            say(dreaming(on: Phrases.harmless(plan.canvas)) + "\(plan.width)×\(plan.height), \(seed)")
            return say(plan.summary + plan.busyRemark)
        }
        batch.announce(plan, style: style) { line in
            say(dreaming(on: Phrases.count(batch.count, "picture")) + seed)
            say(line)
        }
    }

    /// Tells what came of it.
    /// - Throws: `Interrupted`.
    package func end(with result: JobResult) throws {
        finishDisplay()
        if let picture = result.picture { inline?.show(picture.picture) }
        guard result.isWhole else {
            Console.say("interrupted: \(result.summary)")
            if result.canGoOn { Console.say(CommandLineText.howToGoOn) }
            throw Interrupted()
        }
        style.sayDone()
        sayOnce("\(result.summary) after \(Phrases.duration(seconds: result.seconds))")
    }

    /// Ends with a job that went wrong.
    /// - Returns: what went wrong, and what is said behind it, where something is left.
    package func end(with failure: RunFailure) -> any Error {
        finishDisplay()
        var advice = [failure.kept].compactMap(\.self)
        if failure.canGoOn {
            if let spared = failure.spared { advice.append("once that is mended, \(spared) need not be done again:") }
            advice.append(CommandLineText.howToGoOn)
        }
        return advice.isEmpty ? failure.reason : AdvisedFailure(reason: failure.reason, advice: advice)
    }
}
