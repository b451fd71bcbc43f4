import ArchiveBridge
public import Foundation
import Pictures
import Wording

/// Packs as files. What is read is bounded before it is unpacked.
extension PresetPack {
    /// The largest file: 64 MiB.
    public static let largestFile = 64 << 20
    /// The most entries of the archive.
    static let mostEntries = 256
    /// The largest picture, and all entries together, unpacked.
    static let largestPicture = 32 << 20
    static let mostBytes = 128 << 20
    /// Nothing that is honest packs better, beyond the first 64 KiB.
    static let bestRatio: UInt64 = 200

    /// The bytes of the archive.
    /// - Throws: `SharingError.unfit`.
    public func encoded() throws -> Data {
        func unfit(_ problem: String) -> SharingError { .unfit(name: name, problem: problem) }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        var files = [(Contents.file, try encoder.encode(Contents(preset: name))), (name, Data(text.utf8))]
        for (module, text) in modules.sorted(by: { $0.key < $1.key }) {
            files.append(((try? ModuleFinder.file(of: module)) ?? module, Data(text.utf8)))
        }
        files += pictures.sorted { $0.key < $1.key }
        guard Set(files.map(\.0)).count == files.count else {
            throw unfit("a module has the name of the preset; rename the preset's file")
        }
        let data = try PresetPack.packed(files).get(or: unfit)
        // What cannot be read again is not written.
        guard (try? PresetPack(data, path: name)) == self else {
            throw unfit(
                "packs hold up to \(PresetPack.mostEntries) files, pictures of up to "
                    + "\(Phrases.bytes(PresetPack.largestPicture)), and \(Phrases.bytes(PresetPack.largestFile)) in all"
            )
        }
        return data
    }

    private static func packed(_ files: [(String, Data)]) -> Packing {
        // The library reads names and bytes where they are, until it is done.
        let copies = files.map { name, data in
            let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: max(data.count, 1))
            data.copyBytes(to: bytes, count: data.count)
            return archive_file(
                name: strdup(name), data: bytes, size: data.count, is_stored: PictureFormat(of: data) != nil)
        }
        defer {
            for copy in copies {
                free(UnsafeMutablePointer(mutating: copy.name))
                copy.data.deallocate()
            }
        }
        var message = [CChar](repeating: 0, count: Int(archive_message_size))
        var bytes: UnsafeMutablePointer<UInt8>?
        var size = 0
        guard archive_pack(copies, copies.count, &bytes, &size, &message), let bytes else {
            return .failure(text(of: message))
        }
        return .success(Data(bytesNoCopy: bytes, count: size, deallocator: .free))
    }

    private enum Packing {
        case success(Data)
        case failure(String)

        func get(or error: (String) -> SharingError) throws -> Data {
            switch self {
            case .success(let data): return data
            case .failure(let problem): throw error(problem)
            }
        }
    }

    /// Reads a file.
    /// - Throws: `SharingError.damagedPack`, `PictureError` when it cannot be read.
    public init(contentsOf path: String) throws {
        try self.init(try FileBytes.read(path, most: PresetPack.largestFile), path: path)
    }

    /// Reads an archive: at most 256 entries, Lua files of 256 KiB, pictures of 32 MiB, 128 MiB in all, none packed beyond
    /// belief, encrypted, a link, or named otherwise than a module or a picture is. `path` is for messages.
    ///
    /// Other files, such as a licence, are not looked at.
    /// - Throws: `SharingError.damagedPack`.
    public init(_ data: Data, path: String) throws {
        self = try data.withUnsafeBytes { bytes in
            var message = [CChar](repeating: 0, count: Int(archive_message_size))
            guard let archive = archive_open(bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, &message) else {
                throw SharingError.damagedPack(path: path, problem: PresetPack.text(of: message))
            }
            defer { archive_close(archive) }
            return try PackReading(archive, path: path).pack()
        }
    }

    fileprivate static func text(of message: [CChar]) -> String {
        String(decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

/// A pack while it is read.
private struct PackReading {
    private let archive: OpaquePointer
    private let path: String
    private var entries: [String: (index: UInt64, size: Int)] = [:]

    /// Looks at every entry, and unpacks none.
    init(_ archive: OpaquePointer, path: String) throws {
        self.archive = archive
        self.path = path
        let count = archive_count(archive)
        guard count <= PresetPack.mostEntries else {
            throw damaged("it has \(Phrases.count(Int(clamping: count), "file"))")
        }
        var total: UInt64 = 0
        for index in 0..<count {
            var entry = archive_entry()
            guard archive_look(archive, index, &entry), let name = String(validatingCString: entry.name) else {
                throw damaged("file \(index + 1) of it has no name or no size")
            }
            guard !entry.is_special else { throw damaged("'\(name)' is a link or no plain file") }
            guard !entry.is_encrypted else { throw damaged("'\(name)' is encrypted") }
            guard isPlain(name) else { throw damaged("'\(name)' is no name below a folder") }
            if name.hasSuffix("/") { continue }
            guard entry.size <= 65536 || entry.size / PresetPack.bestRatio <= entry.packed_size else {
                throw damaged("'\(name)' is packed beyond belief")
            }
            let (sum, isTooMuch) = total.addingReportingOverflow(entry.size)
            guard !isTooMuch, sum <= PresetPack.mostBytes else {
                throw damaged("it unpacks to more than \(Phrases.bytes(PresetPack.mostBytes))")
            }
            total = sum
            // An archive with two entries of one name has not been opened.
            entries[name] = (index, Int(entry.size))
        }
    }

    private func damaged(_ problem: String) -> SharingError { .damagedPack(path: path, problem: problem) }

    private func isPlain(_ name: String) -> Bool {
        let parts = (name.hasSuffix("/") ? name.dropLast() : name[...])
            .split(separator: "/", omittingEmptySubsequences: false)
        return (1...8).contains(parts.count) && name.utf8.count <= 200
            && parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.contains("\\") && !$0.contains(":") }
    }

    func pack() throws -> PresetPack {
        let file = PresetPack.Contents.file
        guard let contents = try? JSONDecoder().decode(PresetPack.Contents.self, from: try bytes(file, most: 4096)),
            contents.kind == PresetPack.Contents(preset: "").kind
        else { throw damaged("it lacks \(file), which says what the preset is") }
        guard contents.format <= PresetPack.Contents.latestFormat else {
            throw damaged(
                "it is of format \(contents.format), and this Reverie reads up to \(PresetPack.Contents.latestFormat)")
        }
        guard contents.preset.hasSuffix(".lua"), !contents.preset.contains("/"), entries[contents.preset] != nil else {
            throw damaged("its preset is '\(contents.preset)', and it holds no such file")
        }
        var modules: [String: String] = [:]
        var pictures: [String: Data] = [:]
        for name in entries.keys.sorted() where name != contents.preset {
            if name.hasSuffix(".lua") {
                let module = String(name.dropLast(4)).replacing("/", with: ".")
                guard (try? ModuleFinder.file(of: module)) == name else {
                    throw damaged("'\(name)' is no module's name: letters, digits, '_' and '-' are")
                }
                modules[module] = try text(name)
            } else if (try? PictureFinder.check(name)) != nil {
                pictures[name] = try bytes(name, most: PresetPack.largestPicture)
            }
        }
        return PresetPack(
            name: contents.preset, text: try text(contents.preset), modules: modules, pictures: pictures)
    }

    private func text(_ name: String) throws -> String {
        guard let text = String(data: try bytes(name, most: ModuleFinder.largestFile), encoding: .utf8) else {
            throw damaged("'\(name)' is no UTF-8 text")
        }
        return text
    }

    private func bytes(_ name: String, most: Int) throws -> Data {
        guard let entry = entries[name] else { throw damaged("it lacks '\(name)'") }
        guard entry.size <= most else { throw damaged("'\(name)' is larger than \(Phrases.bytes(most))") }
        var message = [CChar](repeating: 0, count: Int(archive_message_size))
        var data = Data(count: entry.size)
        let isWhole = data.withUnsafeMutableBytes { bytes in
            archive_unpack(archive, entry.index, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count, &message)
        }
        guard isWhole else { throw damaged("'\(name)': \(PresetPack.text(of: message))") }
        return data
    }
}
