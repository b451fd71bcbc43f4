import Tensors

/// A tensor that does not depend on the picture.
enum ONNXConstant {
    /// As the file has it.
    case stored(ONNX_Tensor)
    /// Computed while reading.
    case computed(ONNXNumbers)
    /// The same number everywhere; it takes no room until it becomes weights.
    case filled(sizes: [Int], value: Double)

    /// The most floats that one number may be spread into: enough for the first fully connected layer of VGG.
    private static let spreadingLimit = 103 << 20

    /// The constant as floats.
    func floats(for reader: ONNXNodeReader) throws -> Tensor {
        switch self {
        case .stored(let tensor): return try tensor.floats(for: reader)
        case .computed(let numbers):
            return Tensor(shape: Shape(numbers.sizes), values: numbers.values.map { Float($0) })
        case .filled(let sizes, let value):
            guard let count = ONNXNumbers.count(sizes, limit: ONNXConstant.spreadingLimit) else {
                throw reader.error("it reads a constant of \(sizes.prefix(8)) that the file only tells the size of")
            }
            return Tensor(shape: Shape(sizes), values: [Float](repeating: Float(value), count: count))
        }
    }

    /// The constant as numbers to compute with.
    func numbers(for reader: ONNXNodeReader) throws -> ONNXNumbers {
        switch self {
        case .stored(let tensor): return try tensor.numbers(for: reader)
        case .computed(let numbers): return numbers
        case .filled(let sizes, let value):
            guard let count = ONNXNumbers.count(sizes) else {
                throw reader.error("it reads a constant of \(sizes.prefix(8)), too large to compute with")
            }
            return ONNXNumbers(sizes: sizes, values: [Double](repeating: value, count: count))
        }
    }

    /// The constant's only number.
    func scalar(for reader: ONNXNodeReader) throws -> Float {
        let numbers = try numbers(for: reader)
        guard numbers.values.count == 1 else {
            throw reader.error("a constant that it reads is \(Shape(numbers.sizes)), not one number")
        }
        return Float(numbers.values[0])
    }

    /// How many numbers it holds; none where that cannot be told.
    var count: Int {
        switch self {
        case .stored(let tensor): ONNXNumbers.count(tensor.dims.map { Int($0) }, limit: 1 << 31) ?? 0
        case .computed(let numbers): numbers.values.count
        case .filled(let sizes, _): ONNXNumbers.count(sizes, limit: 1 << 31) ?? 0
        }
    }

    /// Whether the size of an activation went into it.
    var followsSize: Bool { if case .computed(let numbers) = self { numbers.followsSize } else { false } }

    /// The bytes that it takes beside those of the file.
    var bytes: Int {
        if case .computed(let numbers) = self { numbers.values.count * MemoryLayout<Double>.stride } else { 0 }
    }
}
