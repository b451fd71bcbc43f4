import Foundation
import Networks
import Wording

/// What a data set tells on its way.
package enum DatasetEvent {
    /// Before the first item: what is about to be done.
    case planned(String)
    case remark(String)
    case progress(JobProgress)
}

/// Runs all items of a data set that are not done, one after the other, and collects them.
package struct DatasetRun {
    private let plan: DatasetPlan
    private let control: JobControl
    private let tell: (DatasetEvent) -> Void

    package init(_ plan: DatasetPlan, control: JobControl, tell: @escaping (DatasetEvent) -> Void) {
        (self.plan, self.control, self.tell) = (plan, control, tell)
    }

    /// - Returns: what there is; where it was stopped, of what was done.
    /// - Throws: as `DatasetPlan.run`; what is done is collected.
    package func run() throws -> DatasetSummary {
        let left = plan.items.indices.filter { !plan.isDone($0) }
        let wanted = left.reduce(0) { $0 + plan.items[$1].count }
        for remark in plan.remarks where wanted > 0 { tell(.remark(remark)) }
        if wanted > 0 { tell(.planned(plan.summary(wanted: wanted))) }
        let start = ContinuousClock.now
        var clock = JobClock(seconds: nil)
        var done = 0
        for (place, item) in left.enumerated() {
            let pictures = plan.items[item]
            let part = JobProgress.Part(
                kind: .picture, number: place + 1, count: left.count,
                label: plan.label(of: item))
            do {
                let isWhole = try plan.run(item, control: control) { step in
                    let share = Double(step.step) / Double(max(step.steps, 1))
                    let fraction = (Double(done) + share * Double(pictures.count)) / Double(max(wanted, 1))
                    tell(.progress(clock.progress(JobProgress(step, side: plan.side), fraction: fraction, part: part)))
                }
                guard isWhole else { return try plan.collect() }
            } catch {
                _ = try? plan.collect()
                throw error
            }
            done += pictures.count
        }
        var summary = try plan.collect()
        summary.seconds = wanted > 0 ? (ContinuousClock.now - start) / .seconds(1) : nil
        return summary
    }
}

extension DatasetPlan {
    /// `dreaming 160 pictures of 10 classes with squeezenet, 224×224, 16 at a time`
    fileprivate func summary(wanted: Int) -> String {
        "dreaming \(Phrases.count(wanted, "picture")) of \(Phrases.count(labelCount, "class", "classes")) with "
            + "\(Phrases.harmless(network.manifest.name)), \(recipe)"
            + (wanted < count ? "; \(count - wanted) \(count - wanted == 1 ? "is" : "are") there already" : "")
    }
}

extension JobProgress {
    /// A step of a batch.
    fileprivate init(_ step: DatasetStep, side: Int) {
        (frame, frames, stage, stages, stageName, octave, octaves) = (0, 0, 1, 1, "dataset", 1, 1)
        (self.step, steps, width, height) = (step.step, step.steps, side, side)
        (objective, fraction, elapsedSeconds) = (step.loss, 0, 0)
        (secondsLeft, secondsPerStep, part) = (nil, nil, nil)
    }
}
