public import Tensors

/// Grey with faint coloured noise at several scales: a canvas that suggests nothing.
public enum NoiseCanvas {
    /// Paints `[1, 3, H, W]`, sRGB-encoded, about 0.46 ± 0.06. The same seed shows the same noise at any size.
    public static func paint(width: Int, height: Int, seed: UInt64) -> Tensor {
        let planes = (0..<3).map { LatticeNoise(seed: seed &* 3 &+ UInt64($0)) }
        let common = LatticeNoise(seed: seed &* 3 &+ 0xF00D)
        let area = width * height
        return Tensor(Shape(channels: 3, height: height, width: width)) { output in
            for row in 0..<height {
                let y = Float(row) / Float(height) * 6
                for column in 0..<width {
                    let x = Float(column) / Float(height) * 6
                    let grey = common.fractal(x, y, octaves: 7, gain: 0.8)
                    for plane in 0..<3 {
                        let tint = planes[plane].fractal(x, y, octaves: 7, gain: 0.8)
                        output[plane * area + row * width + column] = 0.46 + 0.04 * grey + 0.05 * tint
                    }
                }
            }
        }
    }
}
