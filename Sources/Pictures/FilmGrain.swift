package import Tensors

/// The grain of film: one noise in all colours, strongest where a picture is neither dark nor light.
package enum FilmGrain {
    /// Adds grain to `[1, 3, H, W]`, sRGB-encoded 0…1.
    /// - Parameter amount: its deviation on middle grey.
    /// - Parameter size: of its grains, in pixels; below 2 they are pixels.
    package static func add(to picture: inout Tensor, amount: Float, size: Float, seed: UInt64) {
        let noise = LatticeNoise(seed: seed)
        let (area, width) = (picture.shape.area, picture.shape.width)
        let perPixel = 1 / max(size, finest)
        let grain = Tensor(
            Shape(channels: 1, height: picture.shape.height, width: width),
            eachRow: { row, output in
                for column in output.indices {
                    // Beside the lattice's points, where there is no noise at all.
                    output[column] = noise.fractal(
                        (Float(column) + 0.37) * perPixel, (Float(row) + 0.61) * perPixel, octaves: octaves, gain: gain)
                }
            })
        let strength = amount * 4 / deviation
        let values = grain.values.span
        picture.change { place, level in level += strength * level * (1 - level) * values[place % area] }
    }

    private static let (octaves, gain): (Int, Float) = (2, 0.6)
    /// Of the noise above, measured over a million places.
    private static let deviation: Float = 0.205
    /// A grain in pixels that is not lost between them.
    private static let finest: Float = 1.7
}
