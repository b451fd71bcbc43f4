/// Smooth noise over the plane, a function of the seed and the place alone (Perlin, "Improving noise", 2002).
///
/// The gradients at the lattice points come from an integer hash of (seed, octave, column, row), so that a picture of
/// any size shows a part of the same endless pattern.
struct LatticeNoise {
    let seed: UInt64

    /// Gradient noise of wavelength 1, about −0.7…0.7.
    func value(_ x: Float, _ y: Float, octave: Int) -> Float {
        let (column, row) = (x.rounded(.down), y.rounded(.down))
        let (dx, dy) = (x - column, y - row)
        let (c, r) = (Int32(column), Int32(row))
        let (u, v) = (fade(dx), fade(dy))
        let top = mix(slope(c, r, octave, dx, dy), slope(c &+ 1, r, octave, dx - 1, dy), u)
        let bottom = mix(slope(c, r &+ 1, octave, dx, dy - 1), slope(c &+ 1, r &+ 1, octave, dx - 1, dy - 1), u)
        return mix(top, bottom, v)
    }

    /// Fractional Brownian motion: octaves of half the wavelength and `gain` times the height, each turned a little so
    /// that the lattices never line up. About −1…1.
    func fractal(_ x: Float, _ y: Float, octaves: Int, gain: Float = 0.5) -> Float {
        var (x, y) = (x, y)
        var sum: Float = 0
        var height: Float = 1
        for octave in 0..<octaves {
            sum += height * value(x, y, octave: octave)
            (x, y) = (1.6 * x + 1.2 * y, 1.6 * y - 1.2 * x)
            height *= gain
        }
        return sum
    }

    /// The scalar product of a lattice point's gradient with the way to the place.
    private func slope(_ column: Int32, _ row: Int32, _ octave: Int, _ dx: Float, _ dy: Float) -> Float {
        var h = seed &+ UInt64(truncatingIfNeeded: octave) &* 0x9E37_79B9_7F4A_7C15
        h ^= UInt64(UInt32(bitPattern: column)) << 32 | UInt64(UInt32(bitPattern: row))
        // The finalizer of MurmurHash3, by Appleby.
        h = (h ^ (h >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        h = (h ^ (h >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        h ^= h >> 33
        let gx = Float(Int32(truncatingIfNeeded: h)) * 0x1p-31
        let gy = Float(Int32(truncatingIfNeeded: h >> 32)) * 0x1p-31
        return gx * dx + gy * dy
    }

    private func fade(_ t: Float) -> Float { t * t * t * (t * (t * 6 - 15) + 10) }

    private func mix(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }
}
