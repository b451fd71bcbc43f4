import Files
import Foundation

/// What the machine, and the process's own limits, leave for the numbers that a file asks for: an allocation that fails ends a Swift
/// program, so none is tried that cannot succeed.
enum FreeMemory {
    /// In bytes; the largest number where nothing tells.
    static var bytes: Int { min(ofMachine, ofGroup, ofAddressSpace) }

    /// What the system can give without taking it from others.
    private static var ofMachine: Int { number(in: "/proc/meminfo", after: "MemAvailable:").map { $0 * 1024 } ?? .max }

    /// What is left of what the process's group may hold.
    private static var ofGroup: Int {
        guard let most = text("/sys/fs/cgroup/memory.max").flatMap({ Int($0) }),
            let held = text("/sys/fs/cgroup/memory.current").flatMap({ Int($0) })
        else { return .max }
        return max(0, most - held)
    }

    /// What is left of the addresses that the process may use, by `ulimit -v`.
    private static var ofAddressSpace: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < UInt(Int.max),
            let used = ThisProcess.bytes("VmSize")
        else { return .max }
        return max(0, Int(limit.rlim_cur) - used)
    }

    private static func text(_ path: String) -> String? {
        (try? String(contentsOfFile: path, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The number that a line gives behind its label.
    private static func number(in path: String, after label: String) -> Int? {
        let line = text(path)?.split(separator: "\n").first { $0.hasPrefix(label) }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }
}
