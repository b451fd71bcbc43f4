import Files
import Foundation
import Networks
import Pictures
import Recipes
import Tensors
import Wording

/// The folder of a data set:
///
///     FOLDER/train/flamingo/0001.png …   what torchvision.datasets.ImageFolder("FOLDER/train") reads
///     FOLDER/manifest.jsonl              a line a picture: see `DatasetRecord`
///     FOLDER/dataset.json                what it was made by; so it is known as ours, and as this one
///     FOLDER/.reverie/                   while it is being made: what is done, and what is begun
///
/// Every file is there whole or not at all.
struct DatasetFolder: Sendable {
    let path: String

    private var header: String { Paths.inside(path, "dataset.json") }
    private var hidden: String { Paths.inside(path, ".reverie") }
    var manifest: String { Paths.inside(path, "manifest.jsonl") }

    /// Takes a folder for a data set: a new one, an empty one, or the one that holds this very data set.
    /// - Throws: `DatasetError`, `PictureError` where it cannot be written.
    init(_ path: String, for job: DatasetJob, network: Network, student: Network? = nil) throws {
        self.path = path
        let own = DatasetHeader(of: job, network: network, student: student)
        if Files.exists(header) {
            let differences = try own.differences(from: DatasetHeader(contentsOf: header, of: path))
            guard differences.isEmpty else { throw DatasetError.differs(folder: path, differences: differences) }
            return
        }
        if Files.exists(path), !Files.isFolder(path) {
            throw DatasetError.notOurs(folder: path, holds: "a file's bytes")
        }
        if let other = (Files.names(in: path) ?? []).first(where: { !$0.hasPrefix(".") }) {
            throw DatasetError.notOurs(folder: path, holds: "'\(other)'")
        }
        try make(path)
        try AtomicFile.write(Data((try own.jsonLines() + "\n").utf8), to: header)
    }

    private func make(_ folder: String) throws {
        do { try Files.makeFolder(folder) } catch {
            throw PictureError.unwritable(path: folder, reason: "the folder cannot be made")
        }
    }

    // MARK: - Items

    private func place(_ item: Int, _ ending: String) -> String {
        Paths.inside(hidden, String(format: "%06d", item + 1) + ending)
    }

    /// Where a picture lies, within the folder.
    static func file(label: String, number: Int) -> String {
        "train/\(label)/" + String(format: "%04d.png", number + 1)
    }

    /// Writes a picture.
    func write(_ picture: Picture, to file: String, _ options: Picture.WritingOptions) throws {
        let path = Paths.inside(path, file)
        try make(Paths.folder(of: path))
        try AtomicFile.write(picture.encoded(as: .png, options: options, path: path), to: path)
    }

    /// Says that an item is done: after its pictures, so that whoever reads it finds them.
    func finish(_ item: Int, _ records: [DatasetRecord]) throws {
        try make(hidden)
        try AtomicFile.write(try DatasetRecord.lines(records), to: place(item, ".jsonl"))
        Files.remove(place(item, ".state"))
    }

    /// What was done of an item that is done; nil of others.
    func records(of item: Int) -> [DatasetRecord]? { DatasetRecord.read(place(item, ".jsonl")) }

    /// What is known of all pictures of a data set that was collected, by their files.
    func collected() -> [String: DatasetRecord] {
        Dictionary((DatasetRecord.read(manifest) ?? []).map { ($0.file, $0) }, uniquingKeysWith: { $1 })
    }

    /// Whether there is a picture.
    func has(_ file: String) -> Bool { Files.size(Paths.inside(path, file)) > 0 }

    /// Writes the manifest; once it is whole nothing else is needed.
    func collect(_ records: [DatasetRecord], isWhole: Bool) throws {
        try AtomicFile.write(try DatasetRecord.lines(records), to: manifest)
        if isWhole { Files.removeAll(hidden) }
    }

    // MARK: - States

    /// Where the state of a render lies, of an item that is one.
    func checkpoint(_ item: Int) -> String { place(item, ".checkpoint") }

    /// Keeps what has become of an item so far.
    func keep(_ item: Int, step: Int, _ tensors: [Tensor]) throws {
        try make(hidden)
        var body = Data()
        for tensor in tensors { tensor.values.withUnsafeBytes { body.append(contentsOf: $0) } }
        let head = "\(step) \(body.sha256)\n"
        try AtomicFile.write(Data(head.utf8) + body, to: place(item, ".state"))
    }

    /// What has become of an item; nil where there is nothing of use.
    func state(of item: Int, shapes: [Shape]) -> (step: Int, tensors: [Tensor])? {
        guard let data = Files.map(place(item, ".state")), let end = data.firstIndex(of: UInt8(ascii: "\n")) else {
            return nil
        }
        let head = String(decoding: data[..<end], as: UTF8.self).split(separator: " ")
        let body = Data(data[(end + 1)...])
        guard head.count == 2, let step = Int(head[0]), body.count == 4 * shapes.reduce(0, { $0 + $1.count }),
            body.sha256 == head[1]
        else { return nil }
        var offset = 0
        let tensors = shapes.map { shape in
            defer { offset += 4 * shape.count }
            return Tensor(unwritten: shape) { values in
                values.withUnsafeMutableBytes { target in
                    body.withUnsafeBytes {
                        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + target.count]))
                    }
                }
            }
        }
        return (step, tensors)
    }
}

/// A picture of a data set: a line of its manifest.
package struct DatasetRecord: Codable, Hashable, Sendable {
    /// Within the data set's folder.
    package var file: String
    /// The label.
    package var `class`: String
    /// The network's class of that name, counted from 0.
    package var index: Int?
    /// How it was made.
    package var recipe: String
    /// By which noise.
    package var seed: UInt64
    /// How sure the network that dreamt it is of its class, as a share of one; nil where it knows none of that name.
    package var confidence: Float?
    /// One's own picture that it was made of.
    package var source: String?

    fileprivate static func lines(_ records: [DatasetRecord]) throws -> Data {
        var data = Data()
        for record in records { data += try record.jsonLine() + Data("\n".utf8) }
        return data
    }

    fileprivate static func read(_ path: String) -> [DatasetRecord]? {
        guard let data = Files.map(path) else { return nil }
        let lines = data.split(separator: UInt8(ascii: "\n"))
        let records = lines.compactMap { try? JSONDecoder().decode(DatasetRecord.self, from: Data($0)) }
        return records.count == lines.count ? records : nil
    }
}
