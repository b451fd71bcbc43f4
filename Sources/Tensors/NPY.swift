public import Foundation

/// NumPy's file format: versions 1 to 3, little-endian, C order. Tensors are written as 32-bit floats; floats of 16, 32 and 64 bits and whole
/// numbers are read.
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
            case .unsupported(let what): "\(what); floats and whole numbers in C order, little-endian, are read"
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
        let header = String(decoding: bytes[start..<start + length], as: UTF8.self)
        let (kind, shape) = (try NPYKind(inHeader: header), try Tensor.shape(inHeader: header))
        let body = bytes[(start + length)...]
        guard body.count == shape.count * kind.size else {
            throw NPYError.damaged("\(shape) takes \(shape.count * kind.size) bytes, and \(body.count) are there")
        }
        let values = body.withUnsafeBytes { body in
            (0..<shape.count).map { kind.read(body, $0) }
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

    /// The shape in the header, a Python dictionary of literals.
    private static func shape(inHeader header: String) throws -> Shape {
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

/// How the numbers of a `.npy` file lie there.
private enum NPYKind: String, CaseIterable {
    case half = "<f2"
    case single = "<f4"
    case double = "<f8"
    case signed8 = "|i1"
    case signed16 = "<i2"
    case signed32 = "<i4"
    case signed64 = "<i8"
    case unsigned8 = "|u1"
    case unsigned16 = "<u2"
    case unsigned32 = "<u4"
    case unsigned64 = "<u8"

    /// - Throws: `Tensor.NPYError.unsupported`.
    init(inHeader header: String) throws {
        guard let known = NPYKind.allCases.first(where: { header.contains("'descr': '\($0.rawValue)'") }) else {
            let name = header.firstMatch(of: #/'descr': '([^']{1,12})'/#).map { "are '\($0.1)'" } ?? "are of parts"
            let isObjects = header.contains("'descr': '|O")
            throw Tensor.NPYError.unsupported(
                isObjects ? "it holds Python objects, which are never unpacked" : "its numbers \(name)")
        }
        self = known
    }

    /// Bytes of a number.
    var size: Int { Int(rawValue.suffix(1)) ?? 4 }

    func read(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Float {
        func number<Number>(_: Number.Type) -> Number {
            bytes.loadUnaligned(fromByteOffset: index * size, as: Number.self)
        }
        return switch self {
        case .half: NPYKind.float(ofHalf: number(UInt16.self))
        case .single: number(Float.self)
        case .double: Float(number(Double.self))
        case .signed8: Float(number(Int8.self))
        case .signed16: Float(number(Int16.self))
        case .signed32: Float(number(Int32.self))
        case .signed64: Float(number(Int64.self))
        case .unsigned8: Float(number(UInt8.self))
        case .unsigned16: Float(number(UInt16.self))
        case .unsigned32: Float(number(UInt32.self))
        case .unsigned64: Float(number(UInt64.self))
        }
    }

    /// IEEE 754's binary16, on processors that have none as well.
    private static func float(ofHalf bits: UInt16) -> Float {
        let (exponent, fraction) = (Int(bits >> 10 & 31), Float(bits & 1023) / 1024)
        let size: Float =
            switch exponent {
            case 0: fraction * 0x1p-14
            case 31: fraction == 0 ? .infinity : .nan
            default: Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction)
            }
        return bits >> 15 == 1 ? -size : size
    }
}
