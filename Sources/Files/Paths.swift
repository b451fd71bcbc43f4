import Foundation

/// The parts of paths; relative ones stay relative.
public enum Paths {
    /// The last part: `cat.png` of `photos/cat.png`, `photos` of `photos/`.
    public static func name(of path: String) -> String {
        let bytes = PathText.bytes(of: path)
        guard let range = lastPart(bytes) else { return bytes.isEmpty ? "" : "/" }
        return PathText.decode(bytes[range])
    }

    /// The folder that it lies in: `photos` of `photos/cat.png`, `.` of `cat.png`.
    public static func folder(of path: String) -> String {
        let bytes = PathText.bytes(of: path)
        guard let range = lastPart(bytes) else { return bytes.isEmpty ? "." : "/" }
        let before = bytes[..<range.lowerBound]
        guard let end = before.lastIndex(where: { $0 != slash }) else { return before.isEmpty ? "." : "/" }
        return PathText.decode(before[...end])
    }

    /// A file of another name in the same folder.
    public static func beside(_ path: String, _ name: String) -> String {
        let folder = folder(of: path)
        if folder == "." { return path.hasPrefix("./") ? "./" + name : name }
        return folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// A file in a folder.
    public static func inside(_ folder: String, _ name: String) -> String {
        folder.utf8.last == slash ? folder + name : folder + "/" + name
    }

    /// What stands behind the last dot of the name, in lowercase; empty where there is none, or nothing before it.
    public static func ending(of path: String) -> String {
        let name = name(of: path)
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return "" }
        return String(name[name.utf8.index(after: dot)...]).lowercased()
    }

    /// The name without its ending: `cat` of `photos/cat.png`.
    public static func stem(of path: String) -> String {
        let name = name(of: path)
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return name }
        return String(name[..<dot])
    }

    /// A hidden name beside a path, which tells what it is of as far as the system takes so long a one: `.cat.png.checkpoint`.
    public static func hidden(beside path: String, ending: String) -> String {
        let name = "." + name(of: path) + ending
        let isShort = PathText.bytes(of: name).count <= longestName(in: folder(of: path))
        return beside(path, isShort ? name : ".\(mark(of: path))" + ending)
    }

    /// 16 hexadecimal digits of a path's name (FNV-1a), the same in every process.
    public static func mark(of path: String) -> String {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in PathText.bytes(of: name(of: path)) { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(sum, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The most bytes of a name in a folder.
    public static func longestName(in folder: String) -> Int {
        let most = folder.withPath { pathconf($0, Int32(_PC_NAME_MAX)) }
        return most > 0 ? most : 255
    }

    private static let slash = UInt8(ascii: "/")

    private static func lastPart(_ bytes: [UInt8]) -> Range<Int>? {
        guard let end = bytes.lastIndex(where: { $0 != slash }) else { return nil }
        let before = bytes[...end].lastIndex(of: slash)
        return (before.map { $0 + 1 } ?? 0)..<end + 1
    }
}
