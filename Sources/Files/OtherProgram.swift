import Foundation

/// A run of another program, with names of files as they are.
///
///     let ending = try OtherProgram("/usr/bin/true", []).wait()    // .exit(0)
public final class OtherProgram {
    /// How a run ended.
    public enum Ending: Hashable, Sendable {
        /// With a status.
        case exit(Int32)
        /// By a signal.
        case signal(Int32)
    }

    private let process: pid_t
    private var ending: Ending?

    /// Starts a program.
    ///
    /// - Parameter files: what are its descriptors 0, 1, 2 and so on; where there is none, it reads nothing as 0, and shares this process's 1 and 2.
    ///   Others that are to stay this process's own are opened with O_CLOEXEC.
    /// - Parameter isApart: whether it is in a process group of its own, so that no Ctrl-C of a terminal reaches it.
    /// - Throws: `SystemProblem`.
    public init(_ path: String, _ arguments: [String], files: [Int32?] = [], isApart: Bool = false) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if files.first.flatMap(\.self) == nil {
            posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        }
        for (descriptor, file) in files.enumerated() {
            if let file { posix_spawn_file_actions_adddup2(&actions, file, Int32(descriptor)) }
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What this process does not listen to is none of its children's business.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        sigaddset(&signals, SIGXFSZ)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF) | (isApart ? Int16(POSIX_SPAWN_SETPGROUP) : 0))
        let words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { $0.withPath { strdup($0) } } + [nil]
        defer { words.forEach { free($0) } }
        var child = pid_t()
        let status = path.withPath { posix_spawn(&child, $0, &actions, &attributes, words, environ) }
        guard status == 0 else { throw SystemProblem(status) }
        process = child
    }

    /// Whether it still runs.
    public var isRunning: Bool { end(WNOHANG) == nil }

    /// Waits until it has ended.
    @discardableResult
    public func wait() -> Ending {
        while true { if let ending = end(0) { return ending } }
    }

    /// Sends it a signal, unless it has ended.
    public func send(_ signal: Int32) { if isRunning { Foundation.kill(process, signal) } }

    /// Ends it at once, whatever it is doing.
    public func kill() {
        guard isRunning else { return }
        Foundation.kill(process, SIGKILL)
        wait()
    }

    private func end(_ flags: Int32) -> Ending? {
        if let ending { return ending }
        var code: Int32 = 0
        let found = waitpid(process, &code, flags)
        if found == 0 || (found < 0 && errno == EINTR) { return nil }
        let signal = code & 0x7F
        // One that somebody else has waited for has ended, and nobody knows how.
        ending = found < 0 ? .exit(-1) : signal == 0 ? .exit(code >> 8 & 0xFF) : .signal(signal)
        return ending
    }

    /// A pipe, whose ends no program has that it is not given to.
    /// - Throws: `SystemProblem`.
    public static func pipe() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Foundation.pipe(&ends) == 0 else { throw SystemProblem(errno) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}
