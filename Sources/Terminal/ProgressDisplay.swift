import Jobs
import Wording

/// Tells how far a render is, or a sheet of many, and when it will be done.
struct ProgressDisplay {
    private let style: ProgressStyle
    private let clock = ContinuousClock()
    private var lastShown: ContinuousClock.Instant
    private var lastOctave = [0]

    init(style: ProgressStyle) {
        self.style = style == .auto ? (Console.isInteractive ? .bar : .lines) : style
        lastShown = clock.now
    }

    /// Shows a finished step.
    mutating func show(_ progress: JobProgress) {
        switch style {
        case .bar: showBar(progress)
        case .lines: showLine(progress)
        case .json: Console.say(progress.jsonLine)
        case .auto, .none: break
        }
    }

    /// Says that a picture of many is begun, where every one has a line.
    /// - Parameter secondsLeft: of all of them.
    mutating func say(_ part: JobProgress.Part, secondsLeft: Double?) {
        guard style == .lines else { return }
        lastShown = clock.now
        Console.say(part.place + (secondsLeft == nil ? "" : " · \(remaining(secondsLeft))"))
    }

    /// Takes the rewritten line away, so that something else can be said.
    func finish() {
        if style == .bar { Console.rewrite("") }
    }

    private func remaining(_ seconds: Double?) -> String {
        seconds.map { Phrases.duration(seconds: $0) + " left" } ?? "estimating"
    }

    /// No more often than an eye can follow.
    private mutating func showBar(_ progress: JobProgress) {
        guard clock.now - lastShown > .milliseconds(50) || (progress.part == nil && progress.step == progress.steps)
        else {
            return
        }
        lastShown = clock.now
        let cells = 16
        let filled = Int((progress.fraction * Double(cells)).rounded(.down))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled)
        Console.rewrite(
            "\(bar) \(Int(progress.fraction * 100)) %  \(remaining(progress.secondsLeft)) · \(progress.place)\(progress.pace)"
        )
    }

    private mutating func showLine(_ progress: JobProgress) {
        let part = progress.part
        // A picture of many has had its line when it was begun.
        if part?.kind == .picture, clock.now - lastShown < .seconds(10) { return }
        let octave = [part?.number ?? 0, progress.frame, progress.stage, progress.octave]
        guard octave != lastOctave || clock.now - lastShown > .seconds(10) else { return }
        // Films have many short octaves, and sheets many short cells.
        let pause: Duration = progress.frames > 0 ? .seconds(10) : part != nil ? .seconds(1) : .zero
        if lastOctave != [0], clock.now - lastShown < pause { return }
        lastOctave = octave
        lastShown = clock.now
        Console.say(
            "\(Int(progress.fraction * 100)) % · \(progress.place) · \(remaining(progress.secondsLeft))\(progress.pace)"
        )
    }
}

extension ProgressStyle {
    /// The last line for programs: that all is written, and the most that was held for it.
    func sayDone() {
        if self == .json { Console.say("{\"done\": true, \"peak_bytes\": \(Memory.peakBytes)}") }
    }
}
