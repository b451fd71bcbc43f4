import Dreams
import Foundation
import Wording

/// What the pictures of a batch have in common on their way: one display, which tells when all of them will be done, and what was said
/// of them already.
final class BatchProgress {
    /// Pictures that are to be rendered.
    let count: Int
    /// Counted from 1.
    private(set) var number = 0
    private(set) var name = ""
    private var display: ProgressDisplay?

    init(count: Int) { self.count = count }

    /// Goes on to a picture.
    func begin(_ picture: String) {
        number += 1
        name = picture
        display?.say(part)
    }

    /// What is said before the first picture is begun, and its plan with it.
    /// - Parameter remark: on the plan's time.
    func announce(_ plan: RenderPlan, _ remark: String, style: ProgressStyle, _ say: (String) -> Void) {
        guard display == nil else { return }
        let total = plan.seconds.map { $0 * Double(count - number + 1) }
        let time = total.map { ", all of them about \(Phrases.duration(seconds: $0)) if the others are as large" } ?? ""
        say("the first: \(plan.summary)\(remark)\(time)")
        display = ProgressDisplay(style: style, seconds: total)
        display?.say(part)
    }

    /// Shows a step of the picture.
    func show(_ progress: RenderProgress) {
        let fraction = (Double(number - 1) + progress.fraction) / Double(max(count, 1))
        display?.show(progress.withinMore(fraction: fraction), part: part)
    }

    /// Takes the rewritten line away, so that something else can be said.
    func finish() { display?.finish() }

    private var part: ProgressDisplay.Part { .init(kind: .picture, number: number, count: count, label: name) }
}
