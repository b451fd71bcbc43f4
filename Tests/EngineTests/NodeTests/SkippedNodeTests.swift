import Foundation
import TestSupport

/// Tests/Fixtures/NodeTests/skipped.md: the tests that are not right, each with the reason, by name or by pattern.
struct SkippedNodeTests {
    /// What is known of a test.
    enum Kind: String {
        /// The reader does not take it.
        case refused
        /// Something else comes out.
        case different
    }

    /// A line of the table.
    struct Entry {
        /// A name, in which `*` stands for anything.
        let pattern: String
        let kind: Kind
        let reason: String

        /// Whether it means this test.
        func fits(_ name: String) -> Bool { Entry.fits(pattern[...], name[...]) }

        private static func fits(_ pattern: Substring, _ name: Substring) -> Bool {
            guard let head = pattern.first else { return name.isEmpty }
            if head == "*" {
                let rest = pattern.dropFirst()
                return fits(rest, name) || !name.isEmpty && fits(pattern, name.dropFirst())
            }
            return name.first == head && fits(pattern.dropFirst(), name.dropFirst())
        }
    }

    let entries: [Entry]

    /// Reads the table: lines of the form "| `pattern` | refused | reason |".
    init() throws {
        let text = try String(contentsOfFile: Fixtures.path("NodeTests/skipped.md"), encoding: .utf8)
        entries = text.split(separator: "\n").compactMap { line in
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard line.hasPrefix("| `"), cells.count == 3, let kind = Kind(rawValue: cells[1]) else { return nil }
            return Entry(pattern: cells[0].trimmingCharacters(in: ["`"]), kind: kind, reason: cells[2])
        }
    }

    /// The first entry that means this test.
    func entry(for name: String) -> Entry? { entries.first { $0.fits(name) } }
}
