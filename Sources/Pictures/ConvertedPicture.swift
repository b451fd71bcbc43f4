import CodecBridge
import Tensors

extension Picture {
    /// The picture as it looks in the levels that pictures of another profile are dreamt on in; what those have no level for is brought to the
    /// nearest.
    ///
    ///     let seen = guide.converted(to: photo.profile)
    ///
    /// - Parameter other: nil for sRGB. Where either cannot be read, the levels stay what they are.
    public consuming func converted(to other: [UInt8]?) -> Picture {
        guard profile != other else { return self }
        let (own, wanted) = (profile.flatMap { WorkingCurves($0) }, other.flatMap { WorkingCurves($0) })
        let area = colours.shape.area
        var numbers = [Float](repeating: 0, count: 3 * area)
        for c in 0..<3 {
            for i in 0..<area {
                let level = colours.values[c * area + i]
                numbers[3 * i + c] = own.map { $0.number(of: level, channel: c) } ?? level
            }
        }
        let isConverted = codec_convert_numbers(
            profile, profile?.count ?? 0, other, other?.count ?? 0, &numbers, Int32(area))
        profile = other
        guard isConverted else { return self }
        for c in 0..<3 {
            for i in 0..<area {
                let number = min(max(numbers[3 * i + c], 0), 1)
                colours.values[c * area + i] = wanted.map { $0.level(of: number, channel: c) } ?? number
            }
        }
        return self
    }
}
