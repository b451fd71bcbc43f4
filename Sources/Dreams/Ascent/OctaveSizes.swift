public import Networks

extension Octaves {
    /// The sizes for a canvas of size `full`, in the order they are climbed. The canvas is brought back to `full` after the last one.
    ///
    /// Each is the full size times a power of the scale and rounded, so that no rounding adds up.
    package func sizes(upTo full: Extent) -> [Extent] {
        if !sides.isEmpty { return sides.map { full.scaled(toLongEdge: $0) } }
        if let first { return sizes(from: first, upTo: full) }
        let exponents = (above - count + 1)...above
        return exponents.map { exponent in full.scaled(by: power(scale, exponent)) }
            .filter { $0 == full || min($0.height, $0.width) >= smallest }
    }

    /// From a shorter side of so many pixels; a step of less than half of the scale is not made.
    private func sizes(from first: Int, upTo full: Extent) -> [Extent] {
        let shorter = Float(min(full.height, full.width))
        let below = (0..<Octaves.most).map { Float(first) * power(scale, $0) }
            .prefix { $0 * scale.squareRoot() < shorter }
        return below.map { full.scaled(by: $0 / shorter) } + [full]
    }

    /// More sizes than any ladder has.
    private static let most = 128

    private func power(_ base: Float, _ exponent: Int) -> Float {
        let size = (0..<abs(exponent)).reduce(Float(1)) { product, _ in product * base }
        return exponent < 0 ? 1 / size : size
    }
}

extension Extent {
    /// This size times a factor, rounded, and at least one pixel.
    public func scaled(by factor: Float) -> Extent {
        Extent(
            height: max(1, Int((Float(height) * factor).rounded())),
            width: max(1, Int((Float(width) * factor).rounded())))
    }

    /// This shape with a longer side of so many pixels.
    public func scaled(toLongEdge side: Int) -> Extent { scaled(by: Float(side) / Float(max(height, width))) }

    /// This shape, or a smaller one with a longer side of so many pixels.
    public func within(longEdge side: Int?) -> Extent {
        guard let side, side < max(height, width) else { return self }
        return scaled(toLongEdge: side)
    }
}
