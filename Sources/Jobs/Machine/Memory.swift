import Files
import Foundation

/// What the process holds.
package enum Memory {
    /// What the program holds before it has a network or a picture.
    package static let processBytes = 43 << 20

    /// The same for a render, which has also had a script in its hands, and whose libraries' code has been read from the disk: 50 MiB of it, and
    /// a few more where the system maps the neighbours of a page that it has in its cache.
    package static let renderingBytes = 64 << 20

    /// What it has held while it made a network of a file, for each byte of the weights.
    static let bytesToLoadWeight = 2.6

    /// What a render may hold when nobody says: half of what the machine has, or of what the process's group is allowed.
    ///
    /// Not of what is free: the same command gives the same bytes, whatever else is running.
    package static var sensibleShare: Int { machineBytes / 2 }

    /// What the machine has, or what the process's group is allowed of it.
    package static var machineBytes: Int {
        let machine = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
        let limit = try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8)
        let group = limit.flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) } ?? .max
        return min(machine, group)
    }

    /// The most that was ever resident, in bytes; 0 where the system does not tell.
    ///
    /// Not `getrusage`'s, which begins with what the process that started this one held.
    package static var peakBytes: Int { ThisProcess.bytes("VmHWM") ?? 0 }

    /// What is resident now, in bytes; 0 where the system does not tell.
    package static var residentBytes: Int { ThisProcess.bytes("VmRSS") ?? 0 }
}
