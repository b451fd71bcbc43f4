import ParallelBridge

/// How many threads the fast backend, and what is done to pictures around it, compute with; results have the same bytes for any number.
public enum Threads {
    /// The number in use; every core that the process may run on, at first.
    public static var count: Int { Int(parallel_threads()) }

    /// How often oneDNN has computed on them.
    package static var libraryRuns: UInt { parallel_teams() }

    /// Uses `wanted` threads from now on; nil leaves the number as it is. Executions prepared earlier keep theirs.
    /// - Throws: `EngineError` when the number is not between 1 and 1024.
    public static func use(_ wanted: Int?) throws {
        guard let wanted else { return }
        guard (1...1024).contains(wanted) else { throw EngineError.threads(wanted) }
        parallel_use_threads(Int32(wanted))
    }
}
