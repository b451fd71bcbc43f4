import ArgumentParser
import Files

/// A command that can tell what is wrong with what it is asked for before a network is there.
protocol CheckedCommand: ParsableCommand {
    /// Looks at it, and does nothing.
    /// - Throws: as `run`.
    func check() throws
}

/// What is asked for is only looked at where `REVERIE_ONLY_CHECK` is set: Scripts/reverie does so before it waits for networks.
enum OnlyChecking {
    static var isWanted: Bool { ProcessWords.variable("REVERIE_ONLY_CHECK").map { !$0.isEmpty } ?? false }
}
