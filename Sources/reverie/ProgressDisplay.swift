import Foundation
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
        Console.say(text(part) + (secondsLeft == nil ? "" : " · \(remaining(secondsLeft))"))
    }

    /// Takes the rewritten line away, so that something else can be said.
    func finish() {
        if style == .bar { Console.rewrite("") }
    }

    /// `3/12 strength=2`
    private func text(_ part: JobProgress.Part) -> String {
        "\(part.number)/\(part.count) \(Phrases.harmless(part.label, limit: 60))"
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
            "\(bar) \(Int(progress.fraction * 100)) %  \(remaining(progress.secondsLeft)) · \(place(progress))\(pace(progress))"
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
            "\(Int(progress.fraction * 100)) % · \(place(progress)) · \(remaining(progress.secondsLeft))\(pace(progress))"
        )
    }

    private func place(_ p: JobProgress) -> String {
        if let part = p.part { return text(part) }
        return (p.frame > 0 ? "frame \(p.frame)/\(p.frames) · " : "")
            + "\(Phrases.harmless(p.stageName, limit: 24)) \(p.stage)/\(p.stages) · octave \(p.octave)/\(p.octaves)"
            + " · step \(p.step)/\(p.steps) · \(p.width)×\(p.height)"
    }

    private func pace(_ p: JobProgress) -> String {
        let speed = p.secondsPerStep.map { seconds in
            seconds < 0.5
                ? " · \((1 / max(seconds, 1e-6)).shown(toDigits: 2)) steps/s"
                : " · \(seconds.shown(toDigits: 2)) s/step"
        }
        return " · objective \((p.objective ?? .nan).shown(toDigits: 4))\(speed ?? "")"
    }
}

extension Double {
    /// The nearest number that is written with so many digits: `0.012`, `3.1`, `320`.
    fileprivate func shown(toDigits digits: Int) -> String {
        guard isFinite, self != 0 else { return isFinite ? "0" : "\(self)" }
        let unit = pow(10, (log10(abs(self)).rounded(.down) - Double(digits - 1)))
        let value = (self / unit).rounded() * unit
        return unit >= 1 ? "\(Int64(clamping: Int(value)))" : String(format: "%.\(Int(-log10(unit).rounded()))f", value)
    }
}
