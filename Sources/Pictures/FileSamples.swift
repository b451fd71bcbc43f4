/// The samples of some rows of a file, interleaved: whole numbers, or floats of which 1 is white.
enum FileSamples {
    case whole([UInt16])
    case floats([Float])

    init(count: Int, areFloats: Bool) {
        self =
            areFloats ? .floats([Float](repeating: 0, count: count)) : .whole([UInt16](repeating: 0, count: count))
    }

    var count: Int {
        switch self {
        case .whole(let samples): samples.count
        case .floats(let samples): samples.count
        }
    }

    var bytes: Int {
        switch self {
        case .whole(let samples): 2 * samples.count
        case .floats(let samples): 4 * samples.count
        }
    }

    mutating func withUnsafeMutableBytes<Result>(_ body: (UnsafeMutableRawBufferPointer) throws -> Result) rethrows
        -> Result
    {
        switch self {
        case .whole(var samples):
            self = .whole([])
            defer { self = .whole(samples) }
            return try samples.withUnsafeMutableBytes(body)
        case .floats(var samples):
            self = .floats([])
            defer { self = .floats(samples) }
            return try samples.withUnsafeMutableBytes(body)
        }
    }
}

/// One of them.
protocol FileSample: Sendable {
    /// What a table has for it.
    func level(_ table: [Float]) -> Float
    /// As an opacity 0…1.
    /// - Parameter scale: of whole numbers.
    func opacity(_ scale: Float) -> Float
}

extension UInt16: FileSample {
    @inline(__always)
    func level(_ table: [Float]) -> Float { table[Int(self)] }

    @inline(__always)
    func opacity(_ scale: Float) -> Float { Float(self) * scale }
}

/// Between two entries of the table; what is beyond its ends, or no number, is at an end.
extension Float: FileSample {
    @inline(__always)
    func level(_ table: [Float]) -> Float {
        let last = table.count - 1
        let place = opacity(1) * Float(last)
        let below = Swift.min(Int(place), last - 1)
        return table[below] + (table[below + 1] - table[below]) * (place - Float(below))
    }

    @inline(__always)
    func opacity(_ scale: Float) -> Float { self > 0 ? Swift.min(self, 1) : 0 }
}
