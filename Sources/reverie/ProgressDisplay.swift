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

/// Tells how far a render is, and when it will be done.
struct ProgressDisplay {
    private let style: ProgressStyle
    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private var lastShown: ContinuousClock.Instant
    /// When the first step was done, and how far the render was then: what came before it is no guide to the rest.
    private var first: (time: ContinuousClock.Instant, fraction: Double)?
    private var lastOctave = (-1, -1)

    init(style: ProgressStyle) {
        self.style = style == .auto ? (Console.isInteractive ? .bar : .lines) : style
        start = clock.now
        lastShown = start
    }

    /// Seconds since the display was made.
    var elapsed: Double { (clock.now - start) / .seconds(1) }

    /// Shows a finished step.
    mutating func show(_ progress: RenderProgress) {
        let left = secondsLeft(progress)
        switch style {
        case .bar: Console.rewrite(bar(progress, left: left))
        case .lines: showLine(progress, left: left)
        case .json: Console.say(json(progress, elapsed: elapsed, left: left))
        case .auto, .none: break
        }
    }

    /// By the pace since the first step; no number before a hundredth of the work gives one.
    private mutating func secondsLeft(_ progress: RenderProgress) -> Double {
        guard let first else {
            first = (clock.now, progress.fraction)
            return .nan
        }
        let done = progress.fraction - first.fraction
        guard done > 0.01 else { return .nan }
        return (clock.now - first.time) / .seconds(1) * (1 - progress.fraction) / done
    }

    private func remaining(_ left: Double) -> String {
        left.isNaN ? "estimating" : Phrases.duration(seconds: left) + " left"
    }

    /// Leaves the rewritten line behind.
    func finish() {
        if style == .bar { Console.rewrite("") }
    }

    private func bar(_ progress: RenderProgress, left: Double) -> String {
        let cells = 24
        let filled = Int((progress.fraction * Double(cells)).rounded(.down))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled)
        return "\(bar) \(Int(progress.fraction * 100)) %  \(remaining(left)) · \(place(progress))"
    }

    private mutating func showLine(_ progress: RenderProgress, left: Double) {
        let octave = (progress.stage, progress.octave)
        guard octave != lastOctave || clock.now - lastShown > .seconds(10) else { return }
        lastOctave = octave
        lastShown = clock.now
        Console.say("\(Int(progress.fraction * 100)) % · \(place(progress)) · \(remaining(left))")
    }

    private func place(_ p: RenderProgress) -> String {
        "\(Phrases.harmless(p.stageName, limit: 24)) \(p.stage)/\(p.stages) · octave \(p.octave)/\(p.octaves)"
            + " · step \(p.step)/\(p.steps) · \(p.width)×\(p.height)"
    }

    private func json(_ p: RenderProgress, elapsed: Double, left: Double) -> String {
        "{\"stage\": \(p.stage), \"stages\": \(p.stages), \"octave\": \(p.octave), \"octaves\": \(p.octaves), "
            + "\"step\": \(p.step), \"steps\": \(p.steps), \"width\": \(p.width), \"height\": \(p.height), "
            + "\"objective\": \(number(Double(p.objective))), \"elapsed_seconds\": \(number(elapsed)), "
            + "\"eta_seconds\": \(number(left))}"
    }

    private func number(_ value: Double) -> String {
        value.isFinite ? "\((value * 1e6).rounded() / 1e6)" : "null"
    }
}
