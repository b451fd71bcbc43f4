public import Foundation

/// NumPy's file format, for tensors of 32-bit floats: versions 1 to 3, little-endian, C order.
///
/// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
extension Tensor {
    /// What can be wrong with a `.npy` file.
    public enum NPYError: Error, Hashable, Sendable, CustomStringConvertible {
        /// The bytes are not a `.npy` file, or a cut-off one.
        case damaged(String)
        /// The array is of a kind that is not read.
        case unsupported(String)

        /// One sentence.
        public var description: String {
            switch self {
            case .damaged(let what): "not a readable .npy file: \(what)"
            case .unsupported(let what): "\(what); float32 in C order, little-endian, is read"
            }
        }
    }

    /// The array that a `.npy` file's bytes hold.
    /// - Throws: `NPYError`.
    public init(npy data: Data) throws {
        let bytes = [UInt8](data)
        guard bytes.count >= 10, Array(bytes[0..<6]) == [0x93] + Array("NUMPY".utf8) else {
            throw NPYError.damaged("it does not begin as one")
        }
        guard (1...3).contains(bytes[6]) else { throw NPYError.unsupported("version \(bytes[6]) of the format") }
        let lengthBytes = bytes[6] == 1 ? 2 : 4
        guard bytes.count >= 8 + lengthBytes else { throw NPYError.damaged("its header is cut off") }
        let length = (0..<lengthBytes).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
        let start = 8 + lengthBytes
        guard length <= bytes.count - start else { throw NPYError.damaged("its header is cut off") }
        let shape = try Tensor.shape(inHeader: String(decoding: bytes[start..<start + length], as: UTF8.self))
        let body = bytes[(start + length)...]
        guard body.count == shape.count * 4 else {
            throw NPYError.damaged("\(shape) takes \(shape.count * 4) bytes, and \(body.count) are there")
        }
        let values = [Float](unsafeUninitializedCapacity: shape.count) { floats, initialized in
            UnsafeMutableRawBufferPointer(floats).copyBytes(from: body)
            initialized = shape.count
        }
        self.init(shape: shape, values: values)
    }

    /// The tensor as the bytes of a `.npy` file of version 1.
    public var npy: Data {
        let sides = shape.dimensions.map { "\($0)," }.joined(separator: " ")
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(sides)), }"
        // The data begins at a multiple of 64 bytes.
        header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
        var data = Data([0x93] + Array("NUMPY".utf8) + [1, 0])
        data.append(contentsOf: [UInt8(header.utf8.count & 255), UInt8(header.utf8.count >> 8)])
        data.append(Data(header.utf8))
        values.withUnsafeBytes { data.append(contentsOf: $0) }
        return data
    }

    /// The three entries of the header, a Python dictionary of literals.
    private static func shape(inHeader header: String) throws -> Shape {
        guard header.contains("'descr': '<f4'") else { throw NPYError.unsupported("the numbers are not '<f4'") }
        guard header.contains("'fortran_order': False") else {
            throw NPYError.unsupported("the array is in Fortran order")
        }
        guard let open = header.range(of: "'shape': ("), let close = header[open.upperBound...].firstIndex(of: ")")
        else {
            throw NPYError.damaged("its header gives no shape")
        }
        let sides = header[open.upperBound..<close].split(separator: ",").map { Int($0.filter { $0 != " " }) ?? -1 }
        guard sides.count <= 8, sides.allSatisfy({ (0...1 << 28).contains($0) }),
            sides.reduce(1.0, { $0 * Double($1) }) <= 0x1p31
        else { throw NPYError.damaged("its shape is (\(header[open.upperBound..<close]))") }
        return Shape(sides)
    }
}
