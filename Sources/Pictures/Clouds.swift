public import Tensors

/// A procedural sky: cumulus under a summer sun, with structure at every scale for a network to find something in.
///
/// The sky is a function of the place, in units of the height: the same seed shows the same sky at any size.
public enum Clouds {
    /// Paints `[1, 3, H, W]`, sRGB-encoded, 0…1.
    public static func paint(width: Int, height: Int, seed: UInt64) -> Tensor {
        let sky = Sky(seed: seed)
        return Tensor.zeros(Shape(channels: 3, height: height, width: width)).mapPixels { pixel, _ in
            let (row, column) = pixel.quotientAndRemainder(dividingBy: width)
            return sky.colour(
                (Float(column) + 0.5 - Float(width) / 2) / Float(height), (Float(row) + 0.5) / Float(height))
        }
    }
}

private struct Sky {
    private let shapes: LatticeNoise
    private let warps: LatticeNoise

    init(seed: UInt64) {
        shapes = LatticeNoise(seed: seed &* 2 &+ 1)
        warps = LatticeNoise(seed: seed &* 2 &+ 0xC10D)
    }

    /// The colour at `u` across, 0 in the middle, and `v` down, 0…1.
    func colour(_ u: Float, _ v: Float) -> SIMD3<Float> {
        let zenith = SIMD3<Float>(0.24, 0.45, 0.76)
        let horizon = SIMD3<Float>(0.76, 0.86, 0.94)
        let blue = mix(zenith, horizon, v * v * 0.9 + 0.05)

        // Clouds lie on a ceiling: towards the horizon they shrink and crowd.
        let distance = 1.15 / (1.35 - v)
        let (x, y) = (u * distance * 1.7, distance * 2.6)
        let thickness = density(x, y)
        let cover = smoothstep(0.02, 0.34, thickness)
        guard cover > 0 else { return blue }

        // Light falls from the upper left: what rises towards it is bright, what lies behind it is in shadow.
        let slope = thickness - density(x - 0.10, y - 0.13)
        let light = smoothstep(-0.28, 0.30, slope - 0.45 * max(0, thickness - 0.35))
        let shade = SIMD3<Float>(0.56, 0.62, 0.72)
        let sun = SIMD3<Float>(1.0, 0.985, 0.955)
        let body = mix(mix(shade, sun, light), horizon, 0.35 * v * v)
        return mix(blue, body, cover)
    }

    /// How much cloud there is; below zero there is none.
    private func density(_ x: Float, _ y: Float) -> Float {
        let wx = x + 0.45 * warps.fractal(x * 0.9, y * 0.9, octaves: 3)
        let wy = y + 0.45 * warps.fractal(x * 0.9 + 19.7, y * 0.9 - 7.3, octaves: 3)
        let masses = shapes.fractal(wx * 0.8, wy * 0.8, octaves: 2)
        let billows = shapes.fractal(wx * 2.1 + 31, wy * 2.1, octaves: 6, gain: 0.56)
        return 1.35 * masses + 0.75 * billows + 0.20
    }

    private func mix(_ a: SIMD3<Float>, _ b: SIMD3<Float>, _ t: Float) -> SIMD3<Float> { a + (b - a) * t }
}
