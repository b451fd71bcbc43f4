import ArgumentParser
import Dreams
import Foundation
import Wording

/// How progress is shown.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
    /// A bar on a terminal, lines elsewhere.
    case auto
    /// One line that is rewritten.
    case bar
    /// A line for every octave, and at least every ten seconds.
    case lines
    /// One JSON object a step.
    case json
    /// Nothing.
    case none
}

/// Tells how far a render is, or a sheet of many, and when it will be done.
struct ProgressDisplay {
    /// Which of many is being rendered: a cell of a sheet, or a picture of a batch.
    struct Part {
        enum Kind: String {
            case cell, picture
        }

        var kind: Kind
        /// Counted from 1.
        var number: Int
        var count: Int
        /// What tells it from the others.
        var label: String
    }

    private let style: ProgressStyle
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var lastShown: ContinuousClock.Instant
    private var timeLeft: TimeLeft
    private var lastOctave = [0]

    /// The clock starts now.
    /// - Parameter seconds: what all of it takes, as far as that is known.
    init(style: ProgressStyle, seconds: Double?) {
        self.style = style == .auto ? (Console.isInteractive ? .bar : .lines) : style
        timeLeft = TimeLeft(seconds)
        start = clock.now
        lastShown = start
        timeLeft.add(fraction: 0, at: 0)
    }

    /// Seconds since the display was made.
    var elapsed: Double { (clock.now - start) / .seconds(1) }

    /// Shows a finished step.
    /// - Parameter part: of many, and `progress.fraction` is of all of them.
    mutating func show(_ progress: RenderProgress, part: Part? = nil) {
        timeLeft.add(fraction: progress.fraction, alike: progress.alike, at: elapsed)
        switch style {
        case .bar: showBar(progress, part)
        case .lines: showLine(progress, part)
        case .json: Console.say(json(progress, part))
        case .auto, .none: break
        }
    }

    /// Says that a picture of many is begun, where every one has a line.
    mutating func say(_ part: Part) {
        guard style == .lines else { return }
        lastShown = clock.now
        Console.say("\(part)" + (timeLeft.seconds == nil ? "" : " · \(remaining)"))
    }

    /// Takes the rewritten line away, so that something else can be said.
    func finish() {
        if style == .bar { Console.rewrite("") }
    }

    private var remaining: String {
        timeLeft.seconds.map { Phrases.duration(seconds: $0) + " left" } ?? "estimating"
    }

    /// No more often than an eye can follow.
    private mutating func showBar(_ progress: RenderProgress, _ part: Part?) {
        guard clock.now - lastShown > .milliseconds(50) || (part == nil && progress.step == progress.steps) else {
            return
        }
        lastShown = clock.now
        let cells = 16
        let filled = Int((progress.fraction * Double(cells)).rounded(.down))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled)
        Console.rewrite(
            "\(bar) \(Int(progress.fraction * 100)) %  \(remaining) · \(place(progress, part))\(pace(progress))")
    }

    private mutating func showLine(_ progress: RenderProgress, _ part: Part?) {
        // A picture of many has had its line when it was begun.
        if part?.kind == .picture, clock.now - lastShown < .seconds(10) { return }
        let octave = [part?.number ?? 0, progress.frame, progress.stage, progress.octave]
        guard octave != lastOctave || clock.now - lastShown > .seconds(10) else { return }
        // Films have many short octaves, and sheets many short cells.
        let pause: Duration = progress.frames > 0 ? .seconds(10) : part != nil ? .seconds(1) : .zero
        if lastOctave != [0], clock.now - lastShown < pause { return }
        lastOctave = octave
        lastShown = clock.now
        Console.say("\(Int(progress.fraction * 100)) % · \(place(progress, part)) · \(remaining)\(pace(progress))")
    }

    private func place(_ p: RenderProgress, _ part: Part?) -> String {
        if let part { return "\(part)" }
        return (p.frame > 0 ? "frame \(p.frame)/\(p.frames) · " : "")
            + "\(Phrases.harmless(p.stageName, limit: 24)) \(p.stage)/\(p.stages) · octave \(p.octave)/\(p.octaves)"
            + " · step \(p.step)/\(p.steps) · \(p.width)×\(p.height)"
    }

    private func pace(_ p: RenderProgress) -> String {
        let speed = timeLeft.secondsPerStep.map { seconds in
            seconds < 0.5
                ? " · \((1 / max(seconds, 1e-6)).shown(toDigits: 2)) steps/s"
                : " · \(seconds.shown(toDigits: 2)) s/step"
        }
        return " · objective \(Double(p.objective).shown(toDigits: 4))\(speed ?? "")"
    }

    private func json(_ p: RenderProgress, _ part: Part?) -> String {
        (part.map { "{\"\($0.kind)\": \($0.number), \"\($0.kind)s\": \($0.count), " } ?? "{")
            + (p.frame > 0 ? "\"frame\": \(p.frame), \"frames\": \(p.frames), " : "")
            + "\"stage\": \(p.stage), \"stages\": \(p.stages), \"octave\": \(p.octave), \"octaves\": \(p.octaves), "
            + "\"step\": \(p.step), \"steps\": \(p.steps), \"width\": \(p.width), \"height\": \(p.height), "
            + "\"objective\": \(number(Double(p.objective))), \"elapsed_seconds\": \(number(elapsed)), "
            + "\"eta_seconds\": \(number(timeLeft.seconds ?? .nan))}"
    }

    private func number(_ value: Double) -> String {
        value.isFinite ? "\((value * 1e6).rounded() / 1e6)" : "null"
    }
}

extension ProgressDisplay.Part: CustomStringConvertible {
    /// `3/12 strength=2`
    var description: String { "\(number)/\(count) \(Phrases.harmless(label, limit: 60))" }
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
