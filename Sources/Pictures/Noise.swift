import Foundation
public import Tensors

/// Kinds of noise. Each fills planes of mean 0 and deviation about 1; lengths are parts of the picture's height.
///
///     let canvas = Noise.pink(power: 1).paint(width: 768, height: 512, seed: 7, colourfulness: 0.4)
public enum Noise: Hashable, Sendable {
    /// Every pixel on its own, normally distributed.
    case white
    /// Structure at every scale: amplitudes fall as 1/f^power, 1 as in photographs. It tiles.
    case pink(power: Float)
    /// Waves of one length (Perlin, 2002).
    case perlin(wavelength: Float)
    /// Perlin's waves and `octaves` − 1 of them on top, at most 11, each half as long and `gain` times as strong.
    case fractal(wavelength: Float, octaves: Int, gain: Float)
    /// The distance to the nearest of scattered points (Worley, "A cellular texture basis function", 1996).
    case cells(size: Float)
    /// The same cells, each plain.
    case mosaic(size: Float)
}

extension Noise {
    /// `[1, C, H, W]`. But for white and pink noise, the same seed shows the same pattern at any size.
    public func planes(_ count: Int, height: Int, width: Int, seed: UInt64) -> Tensor {
        let shape = Shape(channels: count, height: height, width: width)
        switch self {
        case .white: return Noise.white(shape, seed: seed)
        case .pink(let power): return Noise.pink(shape, power: power, seed: seed)
        case .perlin(let wavelength):
            return lattice(shape, wavelength, seed) { noise, x, y, _ in noise.value(x, y, octave: 0) * 6.1 }
        case .fractal(let wavelength, let octaves, let gain):
            // Independent octaves: their variances add up.
            let height = (0..<min(max(octaves, 1), 12)).reduce(Float(0)) { $0 + pow(gain * gain, Float($1)) }
                .squareRoot()
            return lattice(shape, wavelength, seed) { noise, x, y, _ in
                noise.fractal(x, y, octaves: octaves, gain: gain) * 6.1 / height
            }
        case .cells(let size):
            return lattice(shape, size, seed) { noise, x, y, _ in (noise.nearestPoint(x, y).distance - 0.435) * 5.2 }
        case .mosaic(let size):
            return lattice(shape, size, seed, separately: false) { noise, x, y, plane in
                noise.nearestPoint(x, y).level(plane) * 1.73
            }
        }
    }

    /// A canvas `[1, 3, H, W]`, sRGB-encoded, clamped to 0…1.
    /// - Parameters:
    ///   - mean: of every plane.
    ///   - deviation: how strong the noise is.
    ///   - colourfulness: 0 is grey; 1 makes the three planes independent.
    public func paint(
        width: Int, height: Int, seed: UInt64, mean: Float = 0.5, deviation: Float = 0.15, colourfulness: Float = 1
    ) -> Tensor {
        let noise = planes(4, height: height, width: width, seed: seed)
        let own = min(max(colourfulness, 0), 1)
        let common = (1 - own * own).squareRoot()
        let area = width * height
        let source = noise.values.span
        return Tensor(Shape(channels: 3, height: height, width: width)) { output in
            for channel in 0..<3 {
                for i in 0..<area {
                    let value = common * source[3 * area + i] + own * source[channel * area + i]
                    output[channel * area + i] = min(max(mean + deviation * value, 0), 1)
                }
            }
        }
    }

    private static func white(_ shape: Shape, seed: UInt64) -> Tensor {
        var noise = Tensor.zeros(shape)
        noise.addNoise(1, from: Philox(key: seed, stream: 0x4015E))
        return noise
    }

    /// White noise, each frequency brought to its amplitude.
    private static func pink(_ shape: Shape, power: Float, seed: UInt64) -> Tensor {
        let spectrum = Spectrum(of: white(shape, seed: seed))
        let frequencies = Spectrum.frequencies(height: shape.height, width: shape.width)
        var planes = spectrum.planes(filteredBy: frequencies.map { $0 > 0 ? pow($0, -power) : 0 })
        for channel in 0..<shape.channels {
            let range = planes.indices(ofChannel: channel)
            let deviation = planes.colourMoments[channel].deviation
            guard deviation > 0 else { continue }
            for i in range { planes.values[i] /= deviation }
        }
        return planes
    }

    /// A pattern of the place, in units of `length` of the height; each plane has a seed of its own unless they share
    /// one.
    private func lattice(
        _ shape: Shape, _ length: Float, _ seed: UInt64, separately: Bool = true,
        _ value: (_ noise: LatticeNoise, _ x: Float, _ y: Float, _ plane: Int) -> Float
    ) -> Tensor {
        let scale = 1 / (max(length, 1e-3) * Float(shape.height))
        return Tensor(shape) { output in
            for plane in 0..<shape.channels {
                let noise = LatticeNoise(seed: seed &* 8 &+ UInt64(separately ? plane + 1 : 0))
                for row in 0..<shape.height {
                    for column in 0..<shape.width {
                        // The lattice lies askew, so that no row or column of it shows.
                        let (u, v) = ((Float(column) + 0.5) * scale, (Float(row) + 0.5) * scale)
                        let (x, y) = (0.8 * u + 0.6 * v, 0.8 * v - 0.6 * u)
                        output[plane * shape.area + row * shape.width + column] = value(noise, x, y, plane)
                    }
                }
            }
        }
    }
}
