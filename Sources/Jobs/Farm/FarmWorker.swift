import Engine
import Files
import Foundation
import Networks
import Pictures
import Recipes
import Wording

/// What a task of a farm does: takes one shard after the other that nobody else is at, goes on with it where it was left, and puts what it gives where it
/// belongs, whole. It may be run twice at once, and again at any time: the bytes are the same in the end.
package struct FarmWorker {
    private let farm: Farm
    private let first: Int
    private let isRehearsal: Bool
    private let control: JobControl
    private let resources: JobResources
    /// Whose items the shards are; nil where they are renders.
    private let dataset: DatasetPlan?
    private let clock: DiskClock
    private let tell: (String) -> Void

    /// How a task ends.
    package struct Outcome: Hashable {
        /// What it has done itself.
        package var done = 0
        /// What it could not do, and nobody need try again.
        package var failed = 0
        /// What others are at.
        package var left = 0
        /// Whether somebody asked it to end.
        package var isStopped = false

        /// One line.
        package var summary: String {
            "did \(Phrases.count(done, "shard"))" + (failed > 0 ? ", \(failed) failed" : "")
                + (left > 0 ? "; others are at \(left)" : "")
                + (isStopped ? "; asked to stop, and the state is kept" : "")
        }
    }

    /// How often a shard is taken up whose processes were ended by something else than themselves.
    private static let mostAttempts = 5

    /// - Parameters:
    ///   - number: of the task, counted from 1: where it begins; beyond the last it begins as another does.
    ///   - threads: to compute with; every core when nil.
    ///   - isRehearsal: whether nothing is dreamt, and files with nothing in them are left: that takes what the farm itself does.
    ///   - tell: hears what happens, a line each.
    /// - Throws: `FarmError`.
    package init(
        _ farm: Farm, task number: Int = 1, threads: Int? = nil, isRehearsal: Bool = false, control: JobControl,
        tell: @escaping (String) -> Void
    ) throws {
        self.isRehearsal = isRehearsal
        guard number >= 1 else { throw FarmError.task(number) }
        (self.farm, self.control, self.tell) = (farm, control, tell)
        let tasks = max(farm.tasks, 1)
        first = (number - 1) % tasks * farm.count / tasks
        try farm.checkNetworks()
        var defaults = Configuration()
        defaults.threads = threads
        resources = JobResources(
            defaults: defaults, networks: 2, of: farm.library, share: farm.description.share,
            keepsPicture: farm.isSheet)
        dataset = try farm.dataset(with: resources)
        try Farm.makeFolder(farm.folder + "/tasks")
        let own = "\(farm.folder)/tasks/\(ThisProcess.machine)-\(ThisProcess.place)-\(getpid())"
        try? Files.write(Data(KernelVariant.best.rawValue.utf8), to: own)
        clock = try DiskClock(own)
    }

    /// Works until nothing is left that nobody is at.
    /// - Throws: `FarmError`: what is wrong with the farm, and not with a shard.
    package func run() throws -> Outcome {
        var outcome = Outcome()
        while true {
            outcome.left = 0
            var isDoubtful = false
            for (block, shards) in rounds where !shards.isEmpty {
                for index in farm.open(ofBlock: block) where shards.contains(index) {
                    guard !control.isStopped else {
                        outcome.isStopped = true
                        return outcome
                    }
                    switch try take(index) {
                    case .done: outcome.done += 1
                    case .failed: outcome.failed += 1
                    case .wasDone: break
                    case .others(let age):
                        outcome.left += 1
                        isDoubtful = isDoubtful || age > 2.5 * FarmClaim.beat
                    case .stopped:
                        outcome.isStopped = true
                        return outcome
                    }
                }
                farm.noteIfDone(block: block)
            }
            // Of one who has not been heard of for a while it will soon be known whether it is alive.
            guard isDoubtful else { return outcome }
            Thread.sleep(forTimeInterval: 1)
        }
    }

    /// All shards, from the task's own first one on.
    private var rounds: [(block: Int, shards: Range<Int>)] {
        let start = first / Farm.block
        let order = Array(start..<farm.blocks) + Array(0...start)
        return order.enumerated().map { place, block in
            let whole = farm.shards(ofBlock: block)
            if place == 0 { return (block, max(first, whole.lowerBound)..<max(first, whole.upperBound)) }
            return (block, place == order.count - 1 ? whole.lowerBound..<max(first, whole.lowerBound) : whole)
        }
    }

    /// What becomes of a shard.
    private enum End {
        case done, failed, wasDone, stopped
        /// Somebody else is at it, who was heard of so many seconds ago.
        case others(age: Double)
    }

    private func take(_ index: Int) throws -> End {
        let claim: FarmClaim
        switch try FarmClaim.take("\(farm.folder)/claims/\(Farm.name(index))", by: clock) {
        case .others(_, let age): return .others(age: age)
        case .taken(let taken): claim = taken
        }
        defer { claim.release() }
        guard !farm.isDone(index) else { return .wasDone }
        var shard: FarmShard?
        do {
            shard = try farm.shard(index)
            guard let shard else { return .failed }
            guard claim.owner.attempt <= FarmWorker.mostAttempts else {
                throw Ended(times: FarmWorker.mostAttempts)
            }
            guard try perform(shard, index) else { return .stopped }
        } catch {
            // Some of what is interrupted says so by an error.
            if control.isStopped { return .stopped }
            let reason = (error as? RunFailure).map { "\($0.reason)" } ?? "\(error)"
            try checkRoom(shard?.job?.output.map(\.path) ?? dataset?.path, because: reason)
            try farm.noteFailed(index, Farm.Failure(label: shard?.label ?? Farm.name(index), reason: reason))
            tell("\(Phrases.harmless(shard?.label ?? "shard \(index + 1)")): \(reason)")
            return .failed
        }
        try farm.noteDone(index)
        return .done
    }

    /// A shard that ended all who were at it.
    private struct Ended: Error, CustomStringConvertible {
        let times: Int

        var description: String {
            "the processes that were at it were ended \(Phrases.count(times, "time")) before they were done, perhaps for want of memory"
        }
    }

    /// Does it, or what is left of it.
    /// - Returns: false where it was stopped; its state is kept then.
    private func perform(_ shard: FarmShard, _ index: Int) throws -> Bool {
        guard var job = shard.job else {
            guard let dataset, let item = shard.item, dataset.items.indices.contains(item) else {
                throw FarmError.damaged(path: farm.path("jobs", index, ".json"), problem: "it says nothing to do")
            }
            return try dataset.isDone(item) || dataset.run(item, control: control)
        }
        if isRehearsal {
            try job.output.map { try Files.write(Data(), to: $0.path) }
            return true
        }
        job.isDraft = true
        job.output?.isWholeOnly = true
        if job.part == nil, job.isDone(with: resources) { return true }
        job.checkpoint = CheckpointChoice(
            folder: farm.path("state", index), everySeconds: job.checkpoint?.everySeconds, resumes: true)
        job.checkpoint?.isQuiet = true
        let cell = job.output == nil ? farm.path("cells", index, ".png") : nil
        if let cell { try Farm.makeFolder(Paths.folder(of: cell)) }
        let result = try JobRun(job, with: resources, control: control, beside: shard.beside) { _ in }.run()
        guard result.isWhole else { return false }
        if let cell, let picture = result.picture?.picture {
            var options = Picture.WritingOptions()
            options.bits = 8
            try AtomicFile.write(try picture.encoded(as: .png, options: options, path: cell), to: cell)
        }
        return true
    }

    /// Where a disk is full no shard is to blame: the task ends, and others need not try either.
    private func checkRoom(_ output: String?, because reason: String) throws {
        let folders = [output.map { Disk.existing(at: Paths.folder(of: $0)) }, farm.folder].compactMap(\.self)
        for folder in folders {
            let probe = Paths.inside(folder, ".reverie-room-\(ThisProcess.place)-\(getpid())")
            defer { Files.remove(probe) }
            do {
                try Files.write(Data(count: 1 << 20), to: probe)
            } catch let problem as SystemProblem where problem.isFullDisk {
                throw FarmError.diskFull(path: output ?? folder, reason: reason)
            } catch {}
        }
    }
}
