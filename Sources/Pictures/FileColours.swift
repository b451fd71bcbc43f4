import CodecBridge
import Foundation

/// What the numbers of a picture's file mean: how they become levels to dream on, and the profile that those are written with.
///
/// What is asked for, in this order (PNG, third edition, section 4.3): code points (cICP), an ICC profile, sRGB, gamma and chromaticities;
/// where there is none of these, what EXIF says.
/// Grey and inks become sRGB; RGB keeps its primaries, see `WorkingCurves`.
struct FileColours {
    /// The level of every sample, 0…1, for red, green and blue.
    private(set) var tables: [[Float]]
    /// Where samples are inks: what makes samples of three colours of them, which `tables` are of.
    private(set) var inks: InkConversion?
    /// What the picture is written with; nil for sRGB.
    private(set) var profile: [UInt8]?
    /// What could not be used.
    private(set) var notes: [String] = []

    private let bits: Int

    /// - Throws: `PictureError.highDynamicRange`.
    init(_ header: codec_header, path: String) throws {
        // Floats are looked up between two of the levels of 16 bits.
        bits = header.has_inks ? 8 : min(Int(header.bits), 16)
        tables = FileColours.same(bits)
        if header.has_inks { inks = InkConversion() }
        if header.has_damaged_profile { notes.append("its colour profile is damaged and is not used") }
        if header.has_code_points, try take(codePoints: header, path) { return }
        let embedded = Array(UnsafeBufferPointer(start: header.profile, count: header.profile_size))
        if !embedded.isEmpty, take(embedded, isGrey: header.channels < 3) { return }
        if !header.is_srgb { take(gammaOf: header) }
        let saysNothing = !header.is_srgb && header.gamma == 0 && !header.has_chromaticities
        if header.is_adobe_rgb, saysNothing, inks == nil, header.channels >= 3 { takeAdobeRGB() }
        if header.is_light { take { $0 } }
    }

    /// The tables of numbers that are levels.
    private static func same(_ bits: Int) -> [[Float]] {
        let scale = 1 / Float(bits == 16 ? 65535 : 255)
        let table = (0..<1 << bits).map { Float($0) * scale }
        return [table, table, table]
    }

    /// Numbers are light raised to some power, or another function of it.
    private mutating func take(light: (Float) -> Float) {
        let most = Float((1 << bits) - 1)
        let table = (0..<1 << bits).map { min(max(SRGB.encoded(light(Float($0) / most)), 0), 1) }
        tables = [table, table, table]
    }

    // MARK: - ICC

    /// False when the profile is of no use for this picture.
    private mutating func take(_ embedded: [UInt8], isGrey: Bool) -> Bool {
        let kind = codec_kind_of_profile(embedded, embedded.count)
        if inks != nil {
            guard kind == codec_profile_inks, let conversion = InkConversion(embedded) else { return pass(over: kind) }
            inks = conversion
            tables = FileColours.same(16)
        } else if kind == codec_profile_curves || kind == codec_profile_tables {
            profile = embedded
            if let curves = WorkingCurves(embedded) { tables = curves.table(bits: bits) }
        } else if kind == codec_profile_grey, isGrey {
            var levels = [Float](repeating: 0, count: 1 << bits)
            guard codec_greys_of_profile(embedded, embedded.count, Int32(levels.count), &levels) else {
                return pass(over: codec_profile_unreadable)
            }
            let table = levels.map { min(max($0, 0), 1) }
            tables = [table, table, table]
        } else {
            return pass(over: kind)
        }
        return true
    }

    private mutating func pass(over kind: codec_profile_kind) -> Bool {
        notes.append(
            "its colour profile "
                + (kind == codec_profile_unreadable ? "cannot be read" : "is one of other colours than it has")
                + " and is not used")
        return false
    }

    // MARK: - What PNG has beside ICC, and others alike

    /// 100,000 times white, red, green and blue, x and y each.
    private typealias Primaries = [Double]

    private static let srgb: Primaries = [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000]

    /// By the chunks gAMA and cHRM.
    private mutating func take(gammaOf header: codec_header) {
        var primaries = FileColours.srgb
        if header.has_chromaticities, header.channels >= 3 {
            let numbers = header.chromaticities
            primaries = [numbers.0, numbers.1, numbers.2, numbers.3, numbers.4, numbers.5, numbers.6, numbers.7].map(
                // OpenEXR has some below 0.
                { Double(Int32(bitPattern: $0)) })
        }
        // A hundredth apart is how programs round.
        let isSRGB = zip(primaries, FileColours.srgb).allSatisfy { abs($0 - $1) <= 1000 }
        if !isSRGB, !take(primaries) { notes.append("its chromaticities are none and are not used") }
        guard header.gamma > 0 else { return }
        let exponent = Double(header.gamma) / 100_000
        guard (0.1...10).contains(exponent) else {
            return notes.append("its gamma of \(exponent) is none and is not used")
        }
        // What programs write of sRGB when they know nothing better; as near as libpng takes two curves to be the same.
        if isSRGB, abs(exponent * 2.2 - 1) < 0.05 { return }
        take { Float(pow(Double($0), 1 / exponent)) }
    }

    /// Adobe RGB (1998), section 4.3.
    private mutating func takeAdobeRGB() {
        guard take([31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000]) else { return }
        take { pow($0, 2.19921875) }
    }

    private mutating func take(_ primaries: Primaries) -> Bool {
        var made = codec_bytes()
        guard codec_make_profile(primaries.map { $0 / 100_000 }, &made) == codec_ok else { return false }
        defer { free(made.data) }
        profile = Array(UnsafeBufferPointer(start: made.data, count: made.size))
        return true
    }

    /// By the chunk cICP, or HEIF's nclx, whose numbers are those of ITU-T H.273; false when it says what nobody knows.
    private mutating func take(codePoints header: codec_header, _ path: String) throws -> Bool {
        let (space, curve, matrix, isFull) = header.code_points
        if [16, 18].contains(curve) { throw PictureError.highDynamicRange(path: path) }
        guard let primaries = FileColours.primaries[space], let light = FileColours.curves[curve], matrix == 0,
            isFull == 1
        else {
            notes.append("its code points \(space)/\(curve)/\(matrix)/\(isFull) are not known and are not used")
            return false
        }
        if header.channels >= 3, space != 1 { _ = take(primaries) }
        // Of 13, sRGB's, numbers are levels.
        if curve != 13 { take(light: light) }
        return true
    }

    /// H.273, table 2.
    private static let primaries: [UInt8: Primaries] = [
        1: srgb,
        4: [31000, 31600, 67000, 33000, 21000, 71000, 14000, 8000],
        5: [31270, 32900, 64000, 33000, 29000, 60000, 15000, 6000],
        6: [31270, 32900, 63000, 34000, 31000, 59500, 15500, 7000],
        7: [31270, 32900, 63000, 34000, 31000, 59500, 15500, 7000],
        9: [31270, 32900, 70800, 29200, 17000, 79700, 13100, 4600],
        11: [31400, 35100, 68000, 32000, 26500, 69000, 15000, 6000],
        12: [31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000],
    ]

    /// H.273, table 3: light from numbers.
    private static let curves: [UInt8: @Sendable (Float) -> Float] = [
        1: broadcast, 6: broadcast, 14: broadcast, 15: broadcast,
        4: { pow($0, 2.2) }, 5: { pow($0, 2.8) }, 8: { $0 }, 13: { SRGB.linear($0) },
    ]

    /// ITU-R BT.709 and its kin.
    @Sendable private static func broadcast(_ number: Float) -> Float {
        number < 0.081 ? number / 4.5 : pow((number + 0.099) / 1.099, 1 / 0.45)
    }
}

/// From rows of inks to rows of colours.
final class InkConversion {
    private var inks: OpaquePointer?

    /// Without a profile: what a filter of each ink lets through, of the one below it. Out of 255.
    init() {}

    /// By a profile, out of 65535; nil when it is none of inks.
    init?(_ profile: [UInt8]) {
        inks = codec_open_inks(profile, profile.count)
        guard inks != nil else { return nil }
    }

    deinit { codec_close_inks(inks) }

    /// Three levels for each four inks.
    func levels(of samples: [UInt16]) -> [UInt16] {
        var levels = [UInt16](repeating: 0, count: samples.count / 4 * 3)
        guard let inks else {
            for pixel in 0..<samples.count / 4 {
                let key = 255 - Int(samples[4 * pixel + 3])
                for c in 0..<3 {
                    levels[3 * pixel + c] = UInt16(((255 - Int(samples[4 * pixel + c])) * key + 127) / 255)
                }
            }
            return levels
        }
        codec_convert_inks(inks, samples.map { UInt8(truncatingIfNeeded: $0) }, &levels, Int32(samples.count / 4))
        return levels
    }
}
