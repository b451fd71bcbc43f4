import Foundation
import Tensors

/// Numbers out of a model's tensors. Nothing is allocated before the bytes that are there have been held against the
/// dimensions, so a hostile file costs no more memory than its own size.
extension ONNX_Tensor {
    /// The types of the format that weights come in.
    private enum Element: Int32 {
        case float = 1
        case float16 = 10
        case double = 11
        case int64 = 7
    }

    /// The tensor's shape.
    func shape(for reader: ONNXNodeReader) throws -> Shape {
        var count = 1
        for dimension in dims {
            let (product, overflow) = count.multipliedReportingOverflow(by: Int(dimension))
            guard dimension >= 0, !overflow, product <= 1 << 31 else {
                throw reader.error("tensor '\(name)' has the dimensions \(dims.prefix(8))")
            }
            count = product
        }
        return Shape(dims.map { Int($0) })
    }

    /// The tensor as floats.
    func floats(for reader: ONNXNodeReader) throws -> Tensor {
        guard dataLocation == 0 else {
            throw reader.error("tensor '\(name)' lies in another file; save the model with its weights inside")
        }
        let shape = try shape(for: reader)
        let values: [Float]
        switch Element(rawValue: dataType) {
        case .float: values = rawData.isEmpty ? floatData : raw(Float.self)
        case .float16: values = try halves(for: reader)
        case .double: values = (rawData.isEmpty ? doubleData : raw(Double.self)).map { Float($0) }
        case .int64: values = (rawData.isEmpty ? int64Data : raw(Int64.self)).map { Float($0) }
        case nil: throw reader.error("tensor '\(name)' has the element type \(dataType); floats are supported")
        }
        guard values.count == shape.count else {
            throw reader.error("tensor '\(name)' says \(shape), but \(values.count) numbers are there")
        }
        return Tensor(shape: shape, values: values)
    }

    /// The tensor's only number.
    func scalar(for reader: ONNXNodeReader) throws -> Float {
        let tensor = try floats(for: reader)
        guard tensor.values.count == 1 else {
            throw reader.error("tensor '\(name)' is \(tensor.shape), not one number")
        }
        return tensor.values[0]
    }

    private func halves(for reader: ONNXNodeReader) throws -> [Float] {
        let bits = rawData.isEmpty ? int32Data.map { UInt16(truncatingIfNeeded: $0) } : raw(UInt16.self)
        return bits.map { HalfPrecision.float(fromBits: $0) }
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
