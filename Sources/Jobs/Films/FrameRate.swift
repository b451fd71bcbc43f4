/// Frames a second, as an exact fraction: 24, 25, 30000/1001.
package struct FrameRate: Hashable, CustomStringConvertible {
    let numerator: Int
    let denominator: Int

    /// The rates that are taken.
    private static let range = 0.01...1000.0

    /// That of the cinema.
    static let cinema = FrameRate()

    private init() { (numerator, denominator) = (24, 1) }

    /// A fraction in lowest terms; nil for one that no film has.
    init?(_ numerator: Int, _ denominator: Int) {
        guard numerator > 0, denominator > 0, max(numerator, denominator) <= 1 << 30 else { return nil }
        let divisor = FrameRate.divisor(numerator, denominator)
        (self.numerator, self.denominator) = (numerator / divisor, denominator / divisor)
        guard FrameRate.range.contains(perSecond) else { return nil }
    }

    /// The fraction that a number stands for: 23.976, 29.97 and 59.94 are television's, n · 1000 / 1001.
    init?(_ perSecond: Double) {
        guard FrameRate.range.contains(perSecond) else { return nil }
        let whole = (perSecond * 1.001).rounded()
        if whole > 1, perSecond != perSecond.rounded(), abs(whole / 1.001 - perSecond) < 0.005 {
            self.init(Int(whole) * 1000, 1001)
        } else {
            self.init(Int((perSecond * 1000).rounded()), 1000)
        }
    }

    /// As a number.
    var perSecond: Double { Double(numerator) / Double(denominator) }

    /// As ffmpeg takes it: `30000/1001`.
    package var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }

    /// For people: `29.97`.
    var number: String {
        let rounded = (perSecond * 1000).rounded() / 1000
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }

    private static func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : divisor(b, a % b) }
}

extension FrameRate {
    /// `24`, `29.97` or `30000/1001`.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2, let numerator = Int(parts[0]), let denominator = Int(parts[1]) {
            self.init(numerator, denominator)
        } else if let number = Double(text) {
            self.init(number)
        } else {
            return nil
        }
    }
}
