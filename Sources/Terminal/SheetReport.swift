package import Jobs
import Wording

/// What a terminal is told of a sheet.
package final class SheetReport {
    private let output: String
    private let style: ProgressStyle
    private var display: ProgressDisplay?

    /// - Parameters:
    ///   - output: the sheet.
    ///   - progress: how it is told; as the user's defaults say when nil.
    /// - Throws: `ConfigurationError`.
    package init(of output: String, progress: ProgressStyle?) throws {
        self.output = output
        style = try progress ?? Configuration.user().progress ?? .auto
    }

    /// A line of chatter, where the user wants any.
    package func say(_ line: String) {
        if style != .none && style != .json { Console.say(line) }
    }

    /// Hears what happens.
    package func hear(_ event: SheetEvent) {
        switch event {
        case .looking(let cells): say("looking at \(Phrases.count(cells, "cell"))")
        case .dreaming(let cells, let known, let seconds):
            say(
                "dreaming \(Phrases.count(cells, "cell"))"
                    + (known > 0 ? ", and \(known) that \(known == 1 ? "was" : "were") rendered before" : "")
                    + ((seconds ?? 0) > 0 ? ", about \(Phrases.duration(seconds: seconds ?? 0))" : ""))
            Interrupt.listen()
            display = ProgressDisplay(style: style)
        case .progress(let progress): display?.show(progress)
        case .remark(let remark):
            display?.finish()
            Console.say(remark.text)
        }
    }

    /// Tells what came of it.
    /// - Throws: `Interrupted`; `Unfinished` when a cell failed.
    package func end(with outcome: SheetOutcome) throws {
        display?.finish()
        let path = outcome.path ?? output
        let name = path == "-" ? "the standard output" : Phrases.harmless(path)
        for (label, problem) in outcome.failures { Console.say("reverie: with \(Phrases.harmless(label)): \(problem)") }
        if outcome.isInterrupted {
            Console.say(
                "interrupted: "
                    + (outcome.shown > 0
                        ? "\(name) holds \(outcome.shown) of \(Phrases.count(outcome.count, "cell"))"
                        : "no cell is done")
                    + "; the same command goes on "
                    + (outcome.isCellKept ? "within the cell that was being rendered" : "with the others"))
            throw Interrupted()
        }
        style.sayDone()
        say("wrote \(name) after \(Phrases.duration(seconds: outcome.seconds))")
        if !outcome.failures.isEmpty { throw Unfinished() }
    }
}
