import Files
import Foundation
import Networks
import Pictures
import Tensors

/// The file that a state is kept in.
///
/// Little-endian: 8 bytes `RVSTATE3`; a UInt64, the header's length; the header, JSON (identity, numbers, shapes); the tensors'
/// float32s in order; SHA-256 of everything before. The last digit of the signature is the version of the format.
extension RenderState {
    private static let signature = Array("RVSTATE3".utf8)

    private struct Header: Codable {
        let identity: StoredIdentity
        let numbers: [Int]
        let shapes: [[Int]]
    }

    /// Writes the file whole or not at all: whatever happens, the last state that was written is there.
    /// - Throws: `PictureError.unwritable`.
    public func write(to path: String, of identity: RenderIdentity) throws {
        let header = Header(
            identity: StoredIdentity(identity, at: position), numbers: numbers, shapes: tensors.map(\.shape.dimensions))
        let text = try JSONEncoder().encode(header)
        try AtomicFile.write(to: path) { put in
            var digest = Digest()
            func add(_ bytes: UnsafeRawBufferPointer) throws {
                digest.add(bytes)
                try put(bytes)
            }
            try RenderState.signature.withUnsafeBytes(add)
            try withUnsafeBytes(of: UInt64(text.count).littleEndian, add)
            try text.withUnsafeBytes(add)
            for tensor in tensors { try tensor.values.withUnsafeBytes(add) }
            try digest.bytes.withUnsafeBytes(put)
        }
    }

    /// Reads a file that a render of `identity` may go on from; holds no more than the file is large.
    /// - Throws: `CheckpointError`.
    public init(contentsOf path: String, of identity: RenderIdentity) throws {
        let file = try StateFileReader(path)
        try file.checkDigest()
        let header = try RenderState.header(of: file)
        let differences = header.identity.differences(from: identity, at: RenderPosition(header.numbers))
        guard differences.isEmpty else { throw CheckpointError.differs(path: path, differences: differences) }
        numbers = header.numbers
        device = header.identity.device
        for dimensions in header.shapes { tensors.append(try file.tensor(dimensions)) }
        guard file.bytesLeft == 0 else { throw file.damage("it is longer than its header says") }
    }

    /// Where the state in a file is, by the beginning of the file; nil of what cannot be read, or is of another render.
    public static func position(in path: String, of identity: RenderIdentity) -> RenderPosition? {
        guard let file = try? StateFileReader(path), let header = try? header(of: file) else { return nil }
        let position = RenderPosition(header.numbers)
        return header.identity.differences(from: identity, at: position).isEmpty ? position : nil
    }

    /// Whether a file is a state, of whatever render; so is an empty one.
    public static func isState(_ path: String) -> Bool {
        guard Files.isPlain(path), let beginning = Files.read(path, most: signature.count) else { return false }
        return beginning.isEmpty || beginning.starts(with: signature.dropLast())
    }

    private static func header(of file: StateFileReader) throws -> Header {
        guard try file.read(RenderState.signature.count) == RenderState.signature else {
            throw file.damage("another version of Reverie wrote it, or it is no state")
        }
        let length = try file.read(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(file.bytesLeft), length <= UInt64(StateFileReader.largestHeader) else {
            throw file.damage("its header is too long")
        }
        guard let header = try? JSONDecoder().decode(Header.self, from: Data(try file.read(Int(length)))) else {
            throw file.damage("its header cannot be read")
        }
        return header
    }
}

/// A state's file that is being read.
private final class StateFileReader {
    static let largestHeader = 16 << 20

    private let path: String
    private let descriptor: Int32
    /// Before the digest.
    private let size: Int
    private var offset = 0

    init(_ path: String) throws {
        self.path = path
        descriptor = Files.open(path, O_RDONLY | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw CheckpointError.unreadable(path: path, reason: String(cString: strerror(errno)).lowercased())
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            size = 0
            throw CheckpointError.unreadable(path: path, reason: "it is no plain file")
        }
        size = Int(status.st_size) - Digest.size
        guard size > 0 else { throw damage("it is cut off") }
    }

    deinit { close(descriptor) }

    /// Before the digest.
    var bytesLeft: Int { size - offset }

    func damage(_ reason: String) -> CheckpointError { .damaged(path: path, reason: reason) }

    /// Reads the whole file once, and goes back to its beginning.
    func checkDigest() throws {
        var digest = Digest()
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while bytesLeft > 0 {
            let count = min(piece.count, bytesLeft)
            try piece.withUnsafeMutableBytes {
                let part = UnsafeMutableRawBufferPointer(rebasing: $0[..<count])
                try fill(part)
                digest.add(UnsafeRawBufferPointer(part))
            }
        }
        var stored = [UInt8](repeating: 0, count: Digest.size)
        try stored.withUnsafeMutableBytes(fill)
        guard stored == digest.bytes else { throw damage("its checksum is wrong") }
        offset = 0
        lseek(descriptor, 0, SEEK_SET)
    }

    func read(_ count: Int) throws -> [UInt8] {
        guard count <= bytesLeft else { throw damage("it is cut off") }
        var bytes = [UInt8](repeating: 0, count: count)
        try bytes.withUnsafeMutableBytes(fill)
        return bytes
    }

    func tensor(_ dimensions: [Int]) throws -> Tensor {
        var count = 1
        for dimension in dimensions {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard dimension >= 0, !overflow else { throw damage("a shape in it is impossible") }
            count = product
        }
        guard count <= bytesLeft / 4 else { throw damage("it is cut off") }
        var tensor = Tensor.zeros(Shape(dimensions))
        try tensor.values.withUnsafeMutableBytes(fill)
        return tensor
    }

    private func fill(_ bytes: UnsafeMutableRawBufferPointer) throws {
        var done = 0
        while done < bytes.count {
            let count = Foundation.read(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw damage("it is cut off") }
            done += count
        }
        offset += done
    }
}
