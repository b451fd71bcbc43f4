/// What is done to the canvas before the network sees it: objectives that survive it are robust (Lucid, `optvis/transform.py`).
///
/// Lengths are in pixels of the octave, fractions in parts of it. Each is drawn anew for every view.
public enum Transform: Hashable, Sendable {
    /// A shift by up to this many pixels.
    case shift(Schedule)
    /// Borders of this many pixels, of a level 0…1, or of noise where it is absent.
    case pad(Int, level: Float?)
    /// One of these factors.
    case scale([Float])
    /// One of these angles, in degrees.
    case rotate([Float])
    /// A square whose side is a fraction of the shorter side of the canvas, somewhere in it; the network sees it at `side` pixels. `spread`
    /// is the deviation of its place from the middle, in parts of the canvas: 0.15 keeps near the middle (MACO), 1 is as good as anywhere.
    case crop(fraction: Schedule, spread: Float, side: Int)
    /// Mirrored half of the time.
    case flip
    /// Gaussian noise with this deviation, in levels.
    case noise(Schedule)
    /// A Gaussian blur with this σ in pixels.
    case blur(Schedule)
}
