public import Tensors

/// Grey with faint coloured noise at several scales: a canvas that suggests nothing.
public enum NoiseCanvas {
    /// Paints `[1, 3, H, W]`, sRGB-encoded, about 0.46 ± 0.06. The same seed shows the same noise at any size.
    public static func paint(width: Int, height: Int, seed: UInt64) -> Tensor {
        Noise.fractal(wavelength: 1 / 6, octaves: 7, gain: 0.8)
            .paint(width: width, height: height, seed: seed, mean: 0.46, deviation: 0.018, colourfulness: 0.8)
    }
}
