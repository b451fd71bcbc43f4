import Engine

/// How many threads compute, which is one number for the process: whoever has the engine says it, so that no job computes with another's.
enum ComputingThreads {
    /// As many as there were before any job said so.
    private static let usual = Threads.count

    /// Computes with so many from now on.
    /// - Throws: `EngineError` for a number beyond 1…1024.
    static func use(_ wanted: Int?) throws {
        let usual = usual
        try Threads.use(wanted ?? usual)
    }
}
