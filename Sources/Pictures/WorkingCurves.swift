import CodecBridge
import Foundation

/// Between the numbers of an RGB profile and the levels that are dreamt on.
///
/// A picture is dreamt on in levels that have sRGB's curve over the primaries of its own profile: equal steps are equal to the eye, as all that
/// is done to a canvas takes them to be, and no colour is lost, as it would be where sRGB has none of them. Of most profiles numbers and levels
/// are the same; of those with other curves (ProPhoto, Adobe RGB, linear light) they are brought to levels when a picture is read, and back when
/// it is written.
struct WorkingCurves {
    /// Of equally spaced numbers, rising, for red, green and blue.
    private let levels: [[Float]]
    /// Where in `levels` to look for one, by its first bits.
    private let starts: [[Int]]

    private static let bits = 12
    /// Closer than this to sRGB's curve, half a level of 8 bits, numbers are levels.
    private static let sameness: Float = 0.5 / 255

    /// Nil where numbers are levels: the curve is sRGB's, the profile consists of tables, or it cannot be read.
    init?(_ profile: [UInt8]) {
        guard let rough = WorkingCurves.levels(of: profile, count: 1025), !WorkingCurves.isSRGB(rough),
            let levels = WorkingCurves.levels(of: profile, count: 65536)
        else { return nil }
        self.levels = levels
        starts = levels.map { curve in
            var place = 0
            return (0...1 << WorkingCurves.bits).map { step in
                let level = Float(step) / Float(1 << WorkingCurves.bits)
                while place + 1 < curve.count, curve[place + 1] <= level { place += 1 }
                return place
            }
        }
    }

    /// The levels of `count` numbers in equal steps from 0 to 1; nil when the profile has no curves that rise from black to white.
    private static func levels(of profile: [UInt8], count: Int) -> [[Float]]? {
        var light = [Float](repeating: 0, count: 3 * count)
        guard codec_light_of_profile(profile, profile.count, Int32(count), &light) else { return nil }
        let curves = (0..<3).map { light[$0 * count..<($0 + 1) * count].map { SRGB.encoded(min(max($0, 0), 1)) } }
        let rise = curves.allSatisfy { curve in
            curve[0] < 0.1 && curve[count - 1] > 0.9 && zip(curve, curve.dropFirst()).allSatisfy { $0 <= $1 }
        }
        return rise ? curves : nil
    }

    private static func isSRGB(_ curves: [[Float]]) -> Bool {
        curves.allSatisfy { curve in
            curve.enumerated().allSatisfy { abs($1 - Float($0) / Float(curve.count - 1)) < sameness }
        }
    }

    /// The levels of all numbers of 8 or 16 bits.
    func table(bits: Int) -> [[Float]] {
        bits == 16 ? levels : levels.map { curve in (0..<256).map { curve[$0 * 257] } }
    }

    /// A level of any number 0…1.
    func level(of number: Float, channel: Int) -> Float {
        let place = min(max(number, 0), 1) * 65535
        let below = min(Int(place), 65534)
        let (low, high) = (levels[channel][below], levels[channel][below + 1])
        return low + (high - low) * (place - Float(below))
    }

    /// The number 0…1 of a level.
    func number(of level: Float, channel: Int) -> Float {
        let curve = levels[channel]
        guard level > curve[0] else { return 0 }
        guard level < curve[65535] else { return 1 }
        let step = Int(level * Float(1 << WorkingCurves.bits))
        var (low, high) = (starts[channel][step], min(starts[channel][step + 1] + 1, 65535))
        while high - low > 1 {
            let middle = (low + high) / 2
            if curve[middle] <= level { low = middle } else { high = middle }
        }
        let rise = curve[high] - curve[low]
        return (Float(low) + (rise > 0 ? (level - curve[low]) / rise : 0)) / 65535
    }
}
