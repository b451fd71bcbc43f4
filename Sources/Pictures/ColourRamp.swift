import Foundation
public import Tensors

/// Colours that pass into each other: canvases from one side to the other, or outwards.
///
///     let dusk = ColourRamp([SIMD3(0.05, 0.06, 0.2), SIMD3(0.9, 0.5, 0.3)])
///     let canvas = dusk.linear(width: 768, height: 512, degrees: 90)
public struct ColourRamp: Hashable, Sendable {
    /// Colours, sRGB-encoded 0…1, and their places 0…1, in order.
    public var stops: [Stop]

    /// A colour and its place.
    public struct Stop: Hashable, Sendable {
        /// 0…1.
        public var place: Float
        /// sRGB-encoded, 0…1.
        public var colour: SIMD3<Float>

        /// A stop.
        public init(place: Float, colour: SIMD3<Float>) { (self.place, self.colour) = (place, colour) }
    }

    /// Colours at equal distances.
    public init(_ colours: [SIMD3<Float>]) {
        let last = Float(max(colours.count - 1, 1))
        stops = colours.enumerated().map { Stop(place: Float($0) / last, colour: $1) }
    }

    /// Colours at given places, sorted by them.
    public init(stops: [Stop]) { self.stops = stops.sorted { $0.place < $1.place } }

    /// `[1, 3, H, W]`, sRGB-encoded: from the first colour to the last in the direction `degrees`, 0 to the right, 90
    /// upwards. The ends lie in the corners.
    public func linear(width: Int, height: Int, degrees: Float = 0) -> Tensor {
        let angle = degrees * .pi / 180
        let direction = SIMD2(cos(angle), -sin(angle))
        let half = SIMD2(Float(width), Float(height)) / 2
        let reach = max(abs(direction.x) * half.x + abs(direction.y) * half.y, 1e-6)
        return paint(width: width, height: height) { x, y in
            0.5 + 0.5 * ((SIMD2(x, y) - half) * direction).sum() / reach
        }
    }

    /// `[1, 3, H, W]`, sRGB-encoded: outwards from `centre`, in fractions of the width and the height, to `radius`, in
    /// parts of half the diagonal.
    public func radial(
        width: Int, height: Int, centre: SIMD2<Float> = SIMD2(0.5, 0.5), radius: Float = 1
    ) -> Tensor {
        let size = SIMD2(Float(width), Float(height))
        let reach = max(radius * (size * size).sum().squareRoot() / 2, 1e-6)
        return paint(width: width, height: height) { x, y in
            let arm = SIMD2(x, y) - centre * size
            return (arm * arm).sum().squareRoot() / reach
        }
    }

    /// The colour at a place, mixed in Oklab, in which the way between two colours has no dark or garish middle.
    private func paint(width: Int, height: Int, at place: (_ x: Float, _ y: Float) -> Float) -> Tensor {
        let table = self.table(1024)
        let area = width * height
        return Tensor(Shape(channels: 3, height: height, width: width)) { output in
            for row in 0..<height {
                for column in 0..<width {
                    let t = min(max(0, place(Float(column) + 0.5, Float(row) + 0.5)), 1) * Float(table.count - 1)
                    let step = min(Int(t), table.count - 2)
                    let colour = table[step] + (table[step + 1] - table[step]) * (t - Float(step))
                    let i = row * width + column
                    output[i] = colour.x
                    output[area + i] = colour.y
                    output[2 * area + i] = colour.z
                }
            }
        }
    }

    /// sRGB-encoded colours at equal steps.
    private func table(_ count: Int) -> [SIMD3<Float>] {
        let stops = stops.map { ($0.place, Oklab.fromSRGB($0.colour)) }
        guard let first = stops.first, let last = stops.last else { return Array(repeating: .zero, count: count) }
        return (0..<count).map { step in
            let place = Float(step) / Float(count - 1)
            let next = stops.firstIndex { $0.0 > place } ?? stops.count
            guard next > 0 else { return Oklab.toSRGB(first.1) }
            guard next < stops.count else { return Oklab.toSRGB(last.1) }
            let (before, after) = (stops[next - 1], stops[next])
            let t = (place - before.0) / (after.0 - before.0)
            return Oklab.toSRGB(before.1 + (after.1 - before.1) * t).clamped(lowerBound: .zero, upperBound: .one)
        }
    }
}

extension Tensor {
    /// `[1, 3, H, W]` of one colour, sRGB-encoded.
    public static func plain(_ colour: SIMD3<Float>, width: Int, height: Int) -> Tensor {
        let area = width * height
        return Tensor(unwritten: Shape(channels: 3, height: height, width: width)) { levels in
            for channel in 0..<3 {
                for place in channel * area..<(channel + 1) * area { levels[place] = colour[channel] }
            }
        }
    }
}
