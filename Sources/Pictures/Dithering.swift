import Foundation

/// Rounding to 8 bits that leaves no bands in a sky: a value between two levels becomes the upper one the more often the
/// nearer it is, by thresholds that depend on the place alone.
///
/// The thresholds are interleaved gradient noise (Jimenez, "Next generation post processing in Call of Duty: Advanced
/// Warfare", SIGGRAPH 2014): any 3×3 pixels have them evenly spread, so that the grain is fine. All colours of a pixel share
/// one, so that grey stays grey. A value within 1/128 of a level becomes that level: what came as 8 bits goes as it came.
enum Dithering {
    private static let margin: Float = 1 / 128

    /// What is added at a place before the fraction is cut off: ½ for plain rounding, here 1/128…127/128.
    static func threshold(x: Int, y: Int) -> Float {
        let inner = 0.067_110_56 * Double(x) + 0.005_837_15 * Double(y)
        let outer = 52.982_918_9 * (inner - inner.rounded(.down))
        return margin + (1 - 2 * margin) * Float(outer - outer.rounded(.down))
    }
}
