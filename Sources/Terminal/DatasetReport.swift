package import Jobs

/// What a terminal is told of a data set that is dreamt.
package final class DatasetReport {
    private let style: ProgressStyle
    private var display: ProgressDisplay?

    /// - Parameter style: how it is told.
    package init(style: ProgressStyle) { self.style = style }

    /// Hears what happens.
    package func hear(_ event: DatasetEvent) {
        switch event {
        case .remark(let text): say(text)
        case .planned(let summary):
            say(summary)
            Interrupt.listen()
            display = ProgressDisplay(style: style)
        case .progress(let progress): display?.show(progress)
        }
    }

    /// Tells how it ended.
    /// - Throws: `Interrupted` where it is not whole.
    package func end(with summary: String, isWhole: Bool) throws {
        display?.finish()
        if isWhole { return say(summary) }
        Console.say("interrupted: \(summary); the same command goes on")
        throw Interrupted()
    }

    private func say(_ line: String) {
        if style != .none && style != .json { Console.say(line) }
    }
}
