import Engine
import Foundation

/// The computer, as far as its speed is concerned.
package enum Machine {
    /// The processor's name, or the architecture where it has none.
    package static let processor: String = fact("model name") ?? architecture

    /// The processor's features, such as `avx2`.
    package static let features: Set<String> = Set(
        (fact("flags") ?? fact("Features") ?? "").split(separator: " ").map { String($0) })

    /// Cores that the process may run on.
    package static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// Cores' worth of time that the process's group is granted; nil where it is not bounded.
    package static var quota: Double? {
        guard let text = try? String(contentsOfFile: "/sys/fs/cgroup/cpu.max", encoding: .utf8) else { return nil }
        let parts = text.split(whereSeparator: \.isWhitespace).map { Double($0) }
        guard parts.count == 2, let share = parts[0], let period = parts[1], period > 0 else { return nil }
        return share / period
    }

    /// Processes that wanted to run in the last minute, on average.
    package static var load: Double? {
        let text = try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)
        return text?.split(separator: " ").first.flatMap { Double($0) }
    }

    /// A file of the kernel's, which gives itself page by page and says that it has no size; empty where there is none.
    package static func text(ofFile path: String) -> String {
        guard let file = FileHandle(forReadingAtPath: path) else { return "" }
        defer { try? file.close() }
        var data = Data()
        while let piece = try? file.read(upToCount: 1 << 16), !piece.isEmpty { data += piece }
        return String(decoding: data, as: UTF8.self)
    }

    private static var architecture: String {
        #if arch(x86_64)
            "x86_64"
        #elseif arch(arm64)
            "arm64"
        #else
            "unknown"
        #endif
    }

    private static func fact(_ name: String) -> String? {
        let line = text(ofFile: "/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
