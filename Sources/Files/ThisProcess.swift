import Foundation

/// What tells this process from all others that may see the same disk, on this machine and on others.
public enum ThisProcess {
    /// The machine's name, for people.
    public static let machine: String = {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }()

    /// 16 hexadecimal digits of the place that process numbers hold in: the machine, or a container on it, which counts its own; the same after it
    /// was started anew.
    public static let place: String = {
        var link = [CChar](repeating: 0, count: 256)
        let count = readlink("/proc/self/ns/pid", &link, link.count)
        let numbers = String(decoding: link.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
        let installation = Files.read("/etc/machine-id", most: 64).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return Paths.mark(of: "\(machine) \(numbers) \(installation.filter(\.isHexDigit))")
    }()

    /// What starts this very program again, as it is in memory: its file may have been replaced meanwhile.
    public static let image = "/proc/self/exe"

    /// Where the program's file lies; nil where the system does not tell.
    public static let program = Files.real(image)

    /// What the system tells of this process in a file of its own, such as `maps`; empty where it does not.
    public static func text(_ name: String) -> String {
        Files.read("/proc/self/" + name, most: 1 << 24).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// The numbers of its threads.
    public static var threads: [String] { Files.names(in: "/proc/self/task") ?? [] }

    /// What it tells of its memory by a label, such as `VmHWM`, in bytes; nil where it does not.
    public static func bytes(_ label: String) -> Int? {
        let line = text("status").split(separator: "\n").first { $0.hasPrefix(label + ":") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }

    /// When a process of this place began, in the kernel's ticks since it was started; nil where there is no such process, so that one that has
    /// got the number of another is not taken for it.
    public static func beginning(of process: Int32) -> Int? {
        guard let text = Files.read("/proc/\(process)/stat", most: 4096),
            // The name, in parentheses, may hold anything.
            let end = text.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = String(decoding: text[text.index(after: end)...], as: UTF8.self).split(separator: " ")
        // What has ended and was not waited for does nothing any longer.
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return Int(fields[19])
    }
}
