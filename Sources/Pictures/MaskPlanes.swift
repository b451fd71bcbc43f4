import Foundation
public import Tensors

/// Masks `[1, 1, H, W]`: 0 where nothing happens, 1 where all of it does.
///
/// Places are fractions of the width and the height; softness is how long the way from 0 to 1 is.
public enum MaskPlanes {
    /// From 0 at `start` to 1 at `end` in the direction `degrees`, 0 to the right, 90 upwards; the picture reaches from
    /// 0 to 1 there, corner to corner.
    public static func linear(width: Int, height: Int, degrees: Float = 0, start: Float = 0, end: Float = 1) -> Tensor {
        let angle = degrees * .pi / 180
        let direction = SIMD2(cos(angle), -sin(angle))
        let half = SIMD2(Float(width), Float(height)) / 2
        let reach = max(abs(direction.x) * half.x + abs(direction.y) * half.y, 1e-6)
        let length = abs(end - start) < 1e-4 ? 1e-4 : end - start
        return plane(width: width, height: height) { x, y in
            let place = 0.5 + 0.5 * ((SIMD2(x, y) - half) * direction).sum() / reach
            return smoothstep(0, 1, (place - start) / length)
        }
    }

    /// 1 inside an ellipse, 0 outside.
    /// - Parameters:
    ///   - radii: half the width and half the height of it, as parts of the picture's width and height.
    ///   - degrees: by which it is turned counter-clockwise.
    ///   - softness: of the edge, as a part of the radii; half of it lies inside.
    public static func ellipse(
        width: Int, height: Int, centre: SIMD2<Float> = SIMD2(0.5, 0.5), radii: SIMD2<Float> = SIMD2(0.4, 0.4),
        degrees: Float = 0, softness: Float = 0.2
    ) -> Tensor {
        let size = SIMD2(Float(width), Float(height))
        let angle = degrees * .pi / 180
        let (c, s) = (cos(angle), sin(angle))
        let lengths = pointwiseMax(radii * size, SIMD2(repeating: 1e-3))
        let edge = max(softness, 1e-3) / 2
        return plane(width: width, height: height) { x, y in
            let arm = SIMD2(x, y) - centre * size
            let turned = SIMD2(c * arm.x - s * arm.y, s * arm.x + c * arm.y) / lengths
            return 1 - smoothstep(1 - edge, 1 + edge, (turned * turned).sum().squareRoot())
        }
    }

    /// 1 inside a circle, 0 outside; it is round whatever the picture's shape.
    /// - Parameters:
    ///   - radius: as a part of the picture's shorter side.
    ///   - softness: of the edge, as a part of the radius; half of it lies inside.
    public static func circle(
        width: Int, height: Int, centre: SIMD2<Float> = SIMD2(0.5, 0.5), radius: Float = 0.4, softness: Float = 0.2
    ) -> Tensor {
        let size = SIMD2(Float(width), Float(height))
        return ellipse(
            width: width, height: height, centre: centre, radii: radius * size.min() / size, softness: softness)
    }

    /// 1 where the lightness L in Oklab of a picture `[1, 3, H, W]`, sRGB-encoded, lies in a range of 0…1, half at its
    /// bounds. A bound at or past 0 or 1 is open.
    public static func luminance(of picture: Tensor, in range: ClosedRange<Float>, softness: Float = 0.1) -> Tensor {
        let edge = max(softness, 1e-4) / 2
        let (low, high) = (range.lowerBound, range.upperBound)
        return Oklab.lightness(of: picture).map { light in
            let above = low <= 0 ? 1 : smoothstep(low - edge, low + edge, light)
            let below = high >= 1 ? 1 : 1 - smoothstep(high - edge, high + edge, light)
            return above * below
        }
    }

    /// 1 where the colour of a picture `[1, 3, H, W]` lies within `reach` of one in Oklab, half at that distance; both
    /// sRGB-encoded. Hue and saturation count whole, lightness half: shadows of a thing are of its colour.
    public static func colour(
        of picture: Tensor, near colour: SIMD3<Float>, reach: Float = 0.1, softness: Float = 0.05
    ) -> Tensor {
        let wanted = Oklab.fromSRGB(colour)
        let edge = max(softness, 1e-4) / 2
        let lab = Oklab.fromSRGB(picture)
        let area = picture.shape.area
        let values = lab.values.span
        let shape = Shape(channels: 1, height: picture.shape.height, width: picture.shape.width)
        return Tensor(shape) { output in
            for i in 0..<area {
                let difference = SIMD3(values[i], values[area + i], values[2 * area + i]) - wanted
                let distance = (difference * difference * SIMD3(0.25, 1, 1)).sum().squareRoot()
                output[i] = 1 - smoothstep(reach - edge, reach + edge, distance)
            }
        }
    }

    /// The same mask with softer edges: blurred by σ pixels.
    public static func feathered(_ mask: Tensor, sigma: Float) -> Tensor { mask.blurred(sigma: sigma, edge: .clamp) }

    /// 1 where it was 0, and the other way round.
    public static func inverted(_ mask: Tensor) -> Tensor { mask.map { 1 - $0 } }

    private static func plane(width: Int, height: Int, _ value: (_ x: Float, _ y: Float) -> Float) -> Tensor {
        Tensor(Shape(channels: 1, height: height, width: width)) { output in
            for row in 0..<height {
                for column in 0..<width { output[row * width + column] = value(Float(column) + 0.5, Float(row) + 0.5) }
            }
        }
    }
}
