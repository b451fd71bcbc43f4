/// Smooth noise over the plane, a function of the seed and the place alone (Perlin, "Improving noise", 2002).
///
/// The gradients at the lattice points come from an integer hash of (seed, octave, column, row), so that a picture of
/// any size shows a part of the same endless pattern.
struct LatticeNoise {
    let seed: UInt64

    /// Gradient noise of wavelength 1, about −0.7…0.7.
    func value(_ x: Float, _ y: Float, octave: Int, period: (columns: Int32?, rows: Int32?) = (nil, nil)) -> Float {
        let (column, row) = (x.rounded(.down), y.rounded(.down))
        let (dx, dy) = (x - column, y - row)
        let (c, right) = pair(cell(column), period.columns)
        let (r, below) = pair(cell(row), period.rows)
        let (u, v) = (fade(dx), fade(dy))
        let top = mix(slope(c, r, octave, dx, dy), slope(right, r, octave, dx - 1, dy), u)
        let bottom = mix(slope(c, below, octave, dx, dy - 1), slope(right, below, octave, dx - 1, dy - 1), u)
        return mix(top, bottom, v)
    }

    /// Fractional Brownian motion: octaves of half the wavelength and `gain` times the height, each turned a little so
    /// that the lattices never line up. About −1…1. More than 12 octaves count as 12: they would be finer than pixels.
    func fractal(_ x: Float, _ y: Float, octaves: Int, gain: Float = 0.5) -> Float {
        var (x, y) = (x, y)
        var sum: Float = 0
        var height: Float = 1
        for octave in 0..<min(max(octaves, 0), 12) {
            sum += height * value(x, y, octave: octave)
            (x, y) = (1.6 * x + 1.2 * y, 1.6 * y - 1.2 * x)
            height *= gain
        }
        return sum
    }

    /// The same octaves, all along the axes, so that it repeats after a number of cells in a direction.
    func periodic(
        _ x: Float, _ y: Float, octaves: Int, gain: Float = 0.5, _ period: (columns: Int32?, rows: Int32?)
    ) -> Float {
        var sum: Float = 0
        var (height, finer) = (Float(1), Int32(1))
        for octave in 0..<min(max(octaves, 0), 12) {
            let cells = (columns: period.columns.map { $0 * finer }, rows: period.rows.map { $0 * finer })
            sum += height * value(x * Float(finer), y * Float(finer), octave: octave, period: cells)
            height *= gain
            finer *= 2
        }
        return sum
    }

    /// The nearest of the points of which each cell of the lattice has one, somewhere.
    func nearestPoint(_ x: Float, _ y: Float) -> LatticePoint {
        let (column, row) = (cell(x.rounded(.down)), cell(y.rounded(.down)))
        var nearest = LatticePoint(distance: .infinity, hash: 0)
        for r in row &- 1...row &+ 1 {
            for c in column &- 1...column &+ 1 {
                let hash = hash(c, r, 0)
                let dx = Float(c) + Float(hash & 0xFFFF) * 0x1p-16 - x
                let dy = Float(r) + Float(hash >> 16 & 0xFFFF) * 0x1p-16 - y
                let distance = (dx * dx + dy * dy).squareRoot()
                if distance < nearest.distance { nearest = LatticePoint(distance: distance, hash: hash) }
            }
        }
        return nearest
    }

    /// The scalar product of a lattice point's gradient with the way to the place.
    private func slope(_ column: Int32, _ row: Int32, _ octave: Int, _ dx: Float, _ dy: Float) -> Float {
        let h = hash(column, row, octave)
        let gx = Float(Int32(truncatingIfNeeded: h)) * 0x1p-31
        let gy = Float(Int32(truncatingIfNeeded: h >> 32)) * 0x1p-31
        return gx * dx + gy * dy
    }

    /// The number of a cell; 0 for what is no number, or beyond all cells.
    private func cell(_ whole: Float) -> Int32 { abs(whole) < 0x1p31 ? Int32(whole) : 0 }

    /// A cell and the next one; they repeat after a period.
    private func pair(_ cell: Int32, _ period: Int32?) -> (Int32, Int32) {
        guard let period else { return (cell, cell &+ 1) }
        func within(_ cell: Int32) -> Int32 { (cell % period + period) % period }
        return (within(cell), within(cell &+ 1))
    }

    private func hash(_ column: Int32, _ row: Int32, _ octave: Int) -> UInt64 {
        var h = seed &+ UInt64(truncatingIfNeeded: octave) &* 0x9E37_79B9_7F4A_7C15
        h ^= UInt64(UInt32(bitPattern: column)) << 32 | UInt64(UInt32(bitPattern: row))
        return scrambled(h)
    }

    private func fade(_ t: Float) -> Float { t * t * t * (t * (t * 6 - 15) + 10) }

    private func mix(_ a: Float, _ b: Float, _ t: Float) -> Float { a + (b - a) * t }
}

/// A point somewhere in its cell of the lattice.
struct LatticePoint {
    /// From the place, in cells.
    let distance: Float
    fileprivate let hash: UInt64

    /// A number of its own, evenly spread over −1…1, for each plane.
    func level(_ plane: Int) -> Float {
        let bits = scrambled(hash &+ UInt64(truncatingIfNeeded: plane) &* 0x9E37_79B9_7F4A_7C15)
        return Float(Int32(truncatingIfNeeded: bits >> 32)) * 0x1p-31
    }
}

/// The finalizer of MurmurHash3, by Appleby.
private func scrambled(_ bits: UInt64) -> UInt64 {
    var h = bits
    h = (h ^ (h >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    h = (h ^ (h >> 33)) &* 0xC4CE_B9FE_1A85_EC53
    return h ^ (h >> 33)
}
