import Foundation
public import Tensors

/// A few colours, and pictures made of them.
///
///     let palette = Palette(drawnFrom: painting, count: 6)
///     let print = palette.locked(photo, softness: 0.03)
public struct Palette: Hashable, Sendable {
    /// sRGB-encoded, 0…1, red first.
    public var colours: [SIMD3<Float>]

    /// A palette of given colours.
    public init(_ colours: [SIMD3<Float>]) { self.colours = colours }

    /// The picture `[1, 3, H, W]`, sRGB-encoded, in the palette's colours: each pixel becomes the nearest one in Oklab.
    ///
    /// - Parameters:
    ///   - softness: how much farther than the nearest a colour may lie and still be mixed in, as a distance in Oklab,
    ///     in which black and white are 1 apart. Colours count by e^(−d² / 2·softness²); at 0 the nearest alone does.
    ///   - strength: 0 leaves the picture, 1 replaces it.
    public func locked(_ picture: consuming Tensor, softness: Float = 0, strength: Float = 1) -> Tensor {
        let inks = colours.map(Oklab.fromSRGB)
        guard !inks.isEmpty, strength > 0 else { return picture }
        let sharpness = softness > 0 ? 1 / (2 * softness * softness) : .infinity
        return picture.mapColours { encoded in
            let colour = Oklab.fromSRGB(encoded)
            let ink = Palette.mix(of: inks, near: colour, sharpness)
            return Oklab.toSRGB(colour + (ink - colour) * strength)
        }
    }

    private static func mix(of inks: [SIMD3<Float>], near colour: SIMD3<Float>, _ sharpness: Float) -> SIMD3<Float> {
        var (nearest, least) = (inks[0], Float.infinity)
        for ink in inks {
            let distance = squaredDistance(ink, colour)
            if distance < least { (nearest, least) = (ink, distance) }
        }
        guard sharpness.isFinite else { return nearest }
        var (sum, total) = (SIMD3<Float>.zero, Float(0))
        for ink in inks {
            let weight = exp(-(squaredDistance(ink, colour) - least) * sharpness)
            sum += weight * ink
            total += weight
        }
        return sum / total
    }
}

extension Palette {
    /// The `count` colours that stand for a picture best, dark to light: k-means in Oklab (Lloyd, 1957), started from
    /// colours far from each other. The same picture gives the same palette.
    public init(drawnFrom picture: Tensor, count: Int) {
        let samples = Palette.samples(of: picture)
        var centres = Palette.farApart(samples, count: max(count, 1))
        for _ in 0..<24 { centres = Palette.means(samples, around: centres) }
        self.init(centres.sorted { $0.x < $1.x }.map { Oklab.toSRGB($0).clamped(lowerBound: .zero, upperBound: .one) })
    }

    /// At most about 10,000 pixels, in Oklab, at equal steps.
    private static func samples(of picture: Tensor) -> [SIMD3<Float>] {
        let area = picture.shape.area
        return stride(from: 0, to: area, by: max(1, area / 10_007)).map { i in
            Oklab.fromSRGB(SIMD3(picture.values[i], picture.values[area + i], picture.values[2 * area + i]))
        }
    }

    /// The mean, and each time a sample far from all so far: the one at nine tenths of the order by distance, since the
    /// last of all may be a lone pixel.
    private static func farApart(_ samples: [SIMD3<Float>], count: Int) -> [SIMD3<Float>] {
        let mean = samples.reduce(.zero, +) / Float(max(samples.count, 1))
        var centres = [mean]
        var distances = samples.map { squaredDistance($0, mean) }
        while centres.count < count {
            let order = distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
            guard !order.isEmpty else { break }
            let next = samples[order[order.count * 9 / 10]]
            centres.append(next)
            for i in samples.indices { distances[i] = min(distances[i], squaredDistance(samples[i], next)) }
        }
        return centres
    }

    private static func means(_ samples: [SIMD3<Float>], around centres: [SIMD3<Float>]) -> [SIMD3<Float>] {
        var sums = [SIMD3<Float>](repeating: .zero, count: centres.count)
        var counts = [Float](repeating: 0, count: centres.count)
        for sample in samples {
            let nearest = centres.indices.min {
                squaredDistance(sample, centres[$0]) < squaredDistance(sample, centres[$1])
            }
            guard let nearest else { continue }
            sums[nearest] += sample
            counts[nearest] += 1
        }
        return centres.indices.map { counts[$0] > 0 ? sums[$0] / counts[$0] : centres[$0] }
    }
}

private func squaredDistance(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> Float {
    let difference = a - b
    return (difference * difference).sum()
}
