import Pictures
import Wording

extension Batch {
    /// What became of it, for people.
    /// - Parameters:
    ///   - failures: what went wrong, and with which.
    ///   - left: how many were not there already.
    package func summary(_ failures: [(Item, String)], left: Int) -> [String] {
        var lines: [String] = []
        if !leftOut.isEmpty {
            let names = leftOut.map { Phrases.harmless($0, limit: 60) }
            lines.append(
                "left out \(Phrases.count(names.count, "file")) not named \(PictureFormat.readEndings): "
                    + Phrases.list(names, limit: 6))
        }
        let skipped = items.count - left
        lines.append(
            "rendered \(left - failures.count) of \(Phrases.count(items.count, "picture"))"
                + (skipped > 0 ? "; \(skipped) \(skipped == 1 ? "was" : "were") there already" : "")
                + (failures.isEmpty ? "" : "; \(failures.count) failed:"))
        return lines
            + failures.map { item, reason in
                // Most name the picture themselves.
                let name = Phrases.harmless(item.picture)
                return "  " + (reason.contains("'\(name)'") ? reason : "\(name): \(reason)")
            }
    }
}
