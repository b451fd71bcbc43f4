import Networks

extension Octaves {
    /// Octaves whose shorter side would fall below this many pixels are left out: networks see nothing in them
    /// (field notes, 2.21).
    static let smallestSide = 64

    /// The sizes below `full`, smallest first, `full` being the last.
    ///
    /// Each is the full size divided by a power of the scale and rounded, so that no rounding adds up.
    func sizes(upTo full: Extent) -> [Extent] {
        var sizes = [full]
        var factor: Float = 1
        for _ in 1..<max(count, 1) {
            factor *= scale
            let smaller = Extent(
                height: Int((Float(full.height) / factor).rounded()), width: Int((Float(full.width) / factor).rounded())
            )
            guard min(smaller.height, smaller.width) >= Octaves.smallestSide else { break }
            sizes.append(smaller)
        }
        return sizes.reversed()
    }
}
