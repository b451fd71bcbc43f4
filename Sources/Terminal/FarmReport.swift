package import Jobs
import Wording

/// What a terminal is told of a farm.
package final class FarmReport {
    private let style: ProgressStyle
    private var last: (line: String, time: ContinuousClock.Instant)?

    package init(_ progress: ProgressStyle?) throws {
        let wanted = try progress ?? Configuration.user().progress ?? .auto
        style = wanted == .auto ? (Console.isInteractive ? .bar : .lines) : wanted
    }

    /// Hears what happens.
    package func hear(_ event: FarmEvent) {
        switch event {
        case .said(let line): say(line)
        case .counts(let counts, _, _):
            switch style {
            case .bar: Console.rewrite(event.line)
            case .json: show(event.json, counts, every: .zero)
            case .lines: show(event.line, counts, every: .seconds(10))
            case .auto, .none: break
            }
        }
    }

    private func show(_ line: String, _ counts: Farm.Counts, every pause: Duration) {
        if let last, last.line == line || (ContinuousClock.now - last.time < pause && !counts.isOver) { return }
        last = (line, .now)
        Console.say(line)
    }

    private func say(_ line: String) {
        if style == .bar { Console.rewrite("") }
        if style != .none && style != .json { Console.say(line) }
    }

    /// Tells that somebody asked to stop.
    package func interrupted() {
        if style == .bar { Console.rewrite("") }
        Console.say("interrupted: nothing is lost; to go on: \(CommandLineText.command(adding: []))")
    }

    /// Collects, and tells what came of it.
    /// - Throws: `Unfinished` where not all of it is there; `Interrupted`.
    package func collect(_ farm: Farm) throws {
        if style == .bar { Console.rewrite("") }
        let yield = try farm.collect(control: Interrupt.control) { [self] event in
            if case .remark(let remark) = event { say(remark.text) }
        }
        if yield.isStopped {
            interrupted()
            throw Interrupted()
        }
        if !yield.isWhole || style != .none { yield.lines.forEach(Console.say) }
        if !yield.isWhole { throw Unfinished() }
    }
}
