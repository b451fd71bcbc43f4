package import Jobs
import Networks
import Recipes
import Wording

/// What the pictures of a batch have in common on their way: one display, which tells when all of them will be done, and what was said
/// of them already.
package final class BatchProgress {
    /// Pictures that are to be rendered.
    package let count: Int
    /// Counted from 1.
    private(set) var number = 0
    private var name = ""
    private var display: ProgressDisplay?
    private var clock = JobClock(seconds: nil)

    init(count: Int) { self.count = count }

    /// Goes on to a picture.
    func begin(_ picture: String) {
        number += 1
        name = picture
        display?.say(part, secondsLeft: clock.secondsLeft)
    }

    /// What is said before the first picture is begun, and its plan with it.
    func announce(_ plan: JobPlan, style: ProgressStyle, _ say: (String) -> Void) {
        guard display == nil else { return }
        let total = plan.seconds.map { $0 * Double(count - number + 1) }
        let time = total.map { ", all of them about \(Phrases.duration(seconds: $0)) if the others are as large" } ?? ""
        say("the first: \(plan.summary)\(plan.busyRemark)\(time)")
        clock = JobClock(seconds: total)
        display = ProgressDisplay(style: style)
        display?.say(part, secondsLeft: clock.secondsLeft)
    }

    /// Shows a step of the picture.
    func show(_ progress: JobProgress) {
        let fraction = (Double(number - 1) + progress.fraction) / Double(max(count, 1))
        display?.show(clock.progress(progress, fraction: fraction, part: part))
    }

    /// Takes the rewritten line away, so that something else can be said.
    func finish() { display?.finish() }

    private var part: JobProgress.Part { .init(kind: .picture, number: number, count: count, label: name) }
}

extension Batch {
    /// Renders them all, one after the other in one process: what fails is told at the end, and the others go on.
    ///
    /// - Parameter isFinished: whether a picture is left out.
    /// - Throws: `Unfinished` when one failed; at once, what is wrong with the preset or the network, and an interruption.
    package func run(leavingOut isFinished: (Item) throws -> Bool, render: (Item, BatchProgress) throws -> Void) throws
    {
        let left = try items.filter { try !isFinished($0) }
        let progress = BatchProgress(count: left.count)
        var failures: [(Item, String)] = []
        for item in left {
            progress.begin(item.picture)
            do {
                try render(item, progress)
            } catch {
                progress.finish()
                if error is Interrupted {
                    Console.say(
                        "\(progress.number - failures.count - 1) of \(Phrases.count(left.count, "picture")) rendered")
                    throw error
                }
                if error is PresetError || error is NetworkError { throw error }
                Console.tell(error)
                failures.append((item, "\(error)"))
            }
        }
        progress.finish()
        summary(failures, left: left.count).forEach(Console.say)
        if !failures.isEmpty { throw Unfinished() }
    }
}
