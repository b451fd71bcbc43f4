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
    /// The cell of a sheet that is being rendered.
    struct Cell {
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
    /// - Parameter cell: of a sheet, of which `progress.fraction` is.
    mutating func show(_ progress: RenderProgress, cell: Cell? = nil) {
        timeLeft.add(fraction: progress.fraction, at: elapsed)
        switch style {
        case .bar: showBar(progress, cell)
        case .lines: showLine(progress, cell)
        case .json: Console.say(json(progress, cell))
        case .auto, .none: break
        }
    }

    /// Takes the rewritten line away, so that something else can be said.
    func finish() {
        if style == .bar { Console.rewrite("") }
    }

    private var remaining: String {
        timeLeft.seconds.map { Phrases.duration(seconds: $0) + " left" } ?? "estimating"
    }

    /// No more often than an eye can follow.
    private mutating func showBar(_ progress: RenderProgress, _ cell: Cell?) {
        guard clock.now - lastShown > .milliseconds(50) || (cell == nil && progress.step == progress.steps) else {
            return
        }
        lastShown = clock.now
        let cells = 16
        let filled = Int((progress.fraction * Double(cells)).rounded(.down))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled)
        Console.rewrite(
            "\(bar) \(Int(progress.fraction * 100)) %  \(remaining) · \(place(progress, cell))\(pace(progress))")
    }

    private mutating func showLine(_ progress: RenderProgress, _ cell: Cell?) {
        let octave = [cell?.number ?? 0, progress.frame, progress.stage, progress.octave]
        guard octave != lastOctave || clock.now - lastShown > .seconds(10) else { return }
        // Films and sheets have many short octaves.
        if progress.frames > 0 || cell != nil, lastOctave != [0], clock.now - lastShown < .seconds(1) { return }
        lastOctave = octave
        lastShown = clock.now
        Console.say("\(Int(progress.fraction * 100)) % · \(place(progress, cell)) · \(remaining)\(pace(progress))")
    }

    private func place(_ p: RenderProgress, _ cell: Cell?) -> String {
        if let cell { return "\(cell.number)/\(cell.count) \(Phrases.harmless(cell.label, limit: 60))" }
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

    private func json(_ p: RenderProgress, _ cell: Cell?) -> String {
        (cell.map { "{\"cell\": \($0.number), \"cells\": \($0.count), " } ?? "{")
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

extension Double {
    /// The nearest number that is written with so many digits: `0.012`, `3.1`, `320`.
    fileprivate func shown(toDigits digits: Int) -> String {
        guard isFinite, self != 0 else { return isFinite ? "0" : "\(self)" }
        let unit = pow(10, (log10(abs(self)).rounded(.down) - Double(digits - 1)))
        let value = (self / unit).rounded() * unit
        return unit >= 1 ? "\(Int64(clamping: Int(value)))" : String(format: "%.\(Int(-log10(unit).rounded()))f", value)
    }
}
