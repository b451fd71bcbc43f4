import Foundation
import Tensors
import Wording

/// Numbers out of a model's tensors. Nothing is allocated before the bytes that are there have been held against the
/// dimensions, so a hostile file costs no more memory than its own size.
extension ONNX_Tensor {
    /// The types of the format that numbers come in.
    private enum Element: Int32 {
        case float = 1
        case uint8 = 2
        case int8 = 3
        case int32 = 6
        case int64 = 7
        case bool = 9
        case float16 = 10
        case double = 11
        case bfloat16 = 16

        /// Of one, where numbers lie as bytes.
        var bytes: Int {
            switch self {
            case .uint8, .int8, .bool: 1
            case .float16, .bfloat16: 2
            case .float, .int32: 4
            case .int64, .double: 8
            }
        }
    }

    /// The tensor's shape.
    func shape(for reader: ONNXNodeReader) throws -> Shape {
        var count = 1
        for dimension in dims {
            let (product, overflow) = count.multipliedReportingOverflow(by: Int(dimension))
            guard dimension >= 0, !overflow, product <= 1 << 31 else {
                throw reader.refusal("tensor '\(name)' has the dimensions \(dims.prefix(8))")
            }
            count = product
        }
        return Shape(dims.map { Int($0) })
    }

    /// The tensor as floats.
    func floats(for reader: ONNXNodeReader) throws -> Tensor {
        let shape = try shape(for: reader)
        let values =
            try element(of: shape, for: reader) == .float
            ? (rawData.isEmpty ? floatData : raw(Float.self)) : try doubles(of: shape, for: reader).map { Float($0) }
        return Tensor(shape: shape, values: values)
    }

    /// The tensor as numbers to compute shapes with.
    func numbers(for reader: ONNXNodeReader) throws -> ONNXNumbers {
        let shape = try shape(for: reader)
        guard shape.count <= ONNXNumbers.limit else {
            throw reader.error(
                "tensor '\(name)' has \(Phrases.count(shape.count, "number")), too many to compute with while reading")
        }
        let values = try doubles(of: shape, for: reader)
        let isWhole = ![.float, .float16, .bfloat16, .double].contains(Element(rawValue: dataType))
        return ONNXNumbers(sizes: shape.dimensions, values: values, isWhole: isWhole)
    }

    /// What its numbers are, of which it holds as many as it says: bytes that are too many, as those of a file beside the model may be, are
    /// never read.
    private func element(of shape: Shape, for reader: ONNXNodeReader) throws -> Element {
        guard dataLocation == 0 else {
            throw reader.refusal("tensor '\(name)' lies in another file, which a constant of a node cannot")
        }
        guard let element = Element(rawValue: dataType) else {
            throw reader.error(
                "tensor '\(name)' has the element type \(dataType); floats and whole numbers are supported")
        }
        let count =
            switch element {
            case _ where !rawData.isEmpty: rawData.count / element.bytes
            case .float: floatData.count
            case .double: doubleData.count
            case .int64: int64Data.count
            default: int32Data.count
            }
        guard count == shape.count else {
            throw reader.refusal("tensor '\(name)' says \(shape), but it holds \(Phrases.count(count, "number"))")
        }
        return element
    }

    private func doubles(of shape: Shape, for reader: ONNXNodeReader) throws -> [Double] {
        switch try element(of: shape, for: reader) {
        case .float: return (rawData.isEmpty ? floatData : raw(Float.self)).map { Double($0) }
        case .float16: return halves.map { Double(HalfPrecision.float(fromBits: $0)) }
        case .bfloat16: return halves.map { Double(Float(bitPattern: UInt32($0) << 16)) }
        case .double: return rawData.isEmpty ? doubleData : raw(Double.self)
        case .int64: return (rawData.isEmpty ? int64Data : raw(Int64.self)).map { Double($0) }
        case .int32: return (rawData.isEmpty ? int32Data : raw(Int32.self)).map { Double($0) }
        case .uint8, .bool: return rawData.isEmpty ? int32Data.map { Double($0) } : raw(UInt8.self).map { Double($0) }
        case .int8: return rawData.isEmpty ? int32Data.map { Double($0) } : raw(Int8.self).map { Double($0) }
        }
    }

    private var halves: [UInt16] {
        rawData.isEmpty ? int32Data.map { UInt16(truncatingIfNeeded: $0) } : raw(UInt16.self)
    }

    /// Little-endian numbers as they lie; a last, cut-off one is left out, which the count then shows.
    private func raw<Number: BitwiseCopyable>(_: Number.Type) -> [Number] {
        let count = rawData.count / MemoryLayout<Number>.stride
        return [Number](unsafeUninitializedCapacity: count) { numbers, initialized in
            rawData.copyBytes(to: UnsafeMutableRawBufferPointer(numbers), count: count * MemoryLayout<Number>.stride)
            initialized = count
        }
    }
}

/// IEEE 754 half precision, for machines whose Swift has no Float16.
enum HalfPrecision {
    /// The float of the same value.
    static func float(fromBits bits: UInt16) -> Float {
        let sign: Float = bits & 0x8000 == 0 ? 1 : -1
        let exponent = Int(bits >> 10 & 0x1F)
        let fraction = Float(bits & 0x3FF)
        switch exponent {
        case 0: return sign * fraction * 0x1p-24
        case 31: return fraction == 0 ? sign * .infinity : .nan
        default: return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction * 0x1p-10)
        }
    }
}
