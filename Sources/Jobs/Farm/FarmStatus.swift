import Files
import Foundation
import Wording

extension Farm {
    /// How far it is, who is at it, and what could not be done: for people, a line each.
    package func status() -> [String] {
        let counts = counts()
        let claims = (Files.names(in: folder + "/claims") ?? []).compactMap { name in
            Int(name).map { ($0, FarmClaim.owner(of: "\(folder)/claims/\(name)")) }
        }
        let waiting = counts.count - counts.done - counts.failed - claims.count
        var facts = ["\(counts.done) of \(Phrases.count(counts.count, "shard")) done"]
        if counts.failed > 0 { facts.append("\(counts.failed) failed") }
        if !claims.isEmpty { facts.append("\(claims.count) at work") }
        if waiting > 0 { facts.append("\(waiting) to be done") }
        var lines = [facts.joined(separator: ", ")]
        if let unsplit { lines.append(unsplit) }
        if let job = submitted.jobs.last {
            lines.append(
                Slurm.states(of: job).map { states in
                    "Slurm's job \(job): " + (states.isEmpty ? "over" : SlurmTasks.text(states))
                } ?? "Slurm's job \(job): Slurm does not answer just now")
        }
        for (index, owner) in claims.prefix(Farm.mostLines) {
            let label = (try? shard(index).label).map { Phrases.harmless($0) } ?? "shard \(index + 1)"
            guard let owner else {
                lines.append("  at \(label)")
                continue
            }
            let seconds = max(0, Date.now.timeIntervalSince(owner.since))
            lines.append(
                "  at \(label): process \(owner.process) of \(Phrases.harmless(owner.machine)) for \(Phrases.duration(seconds: seconds))"
                    + (owner.isDead ? ", which is there no longer" : "")
                    + (owner.attempt > 1
                        ? "; \(Phrases.count(owner.attempt - 1, "process", "processes")) before it did not end well"
                        : ""))
        }
        if claims.count > Farm.mostLines { lines.append("  … and \(claims.count - Farm.mostLines) more") }
        let failures = failures()
        lines += failures.prefix(Farm.mostLines).map {
            "  failed: \(Phrases.harmless($0.failure.label)): \($0.failure.reason)"
        }
        if failures.count > Farm.mostLines { lines.append("  … and \(failures.count - Farm.mostLines) more failed") }
        return lines
    }

    private static let mostLines = 20
}
