import Tensors

extension CanvasStep.Placing {
    /// How many numbers shaders are told: `sampled-view.comp` reads the first 25, `view.comp` two, `noise.comp` the others.
    static let count = firstOfNoise + 8
    static let firstOfNoise = 25

    /// Those numbers, of a view of a size.
    func numbers(of view: Shape) -> [Float] {
        let (xx, xy, x0) = (map[0], map[1], map[2])
        let (yx, yy, y0) = (map[3], map[4], map[5])
        let determinant = xx * yy - xy * yx
        let inverse: [Float] = [yy / determinant, -xy / determinant, -yx / determinant, xx / determinant]
        // What is farthest is seen from a corner; a pixel more, since two are read.
        let corners = [(0, 0), (0, 1), (1, 0), (1, 1)].map { (Float($0.0 * view.width), Float($0.1 * view.height)) }
        let rows = corners.map { yx * $0.0 + yy * $0.1 + y0 }
        let columns = corners.map { xx * $0.0 + xy * $0.1 + x0 }
        func ends(_ places: [Float]) -> [Float] {
            [((places.min() ?? 0) - 2).rounded(.down), ((places.max() ?? 0) + 2).rounded(.up)]
        }
        var numbers: [Float] = [Float(roll.down), Float(roll.right)]
        numbers += map
        numbers += inverse
        numbers += ends(rows) + ends(columns)
        numbers += [edges.down.code, edges.across.code, max(edges.down.level, edges.across.level)]
        numbers += colours.factors
        numbers += colours.shifts
        guard let (deviation, place) = noise else { return numbers + [Float](repeating: 0, count: 8) }
        let words: [UInt32] = [
            UInt32(truncatingIfNeeded: place.block), UInt32(place.block >> 32), place.stream.x, place.stream.y,
            place.key.x, place.key.y, UInt32(place.skipped),
        ]
        return numbers + [deviation] + words.map(Float.init(bitPattern:))
    }

    /// What `blur.comp` is told of a view whose blurs reach so far at most: how far this one does, what it takes at each distance, and what it
    /// takes beyond.
    func weights(most reach: Int) -> [Float] {
        precondition(blur.count <= reach + 1, "a blur reaches as far as was said")
        let beyond = blur.indices.map { distance in blur[(distance + 1)...].reduce(0, +) }
        let none = [Float](repeating: 0, count: reach + 1 - blur.count)
        return [Float(blur.count - 1)] + blur + none + beyond + none
    }

    /// How many numbers those are.
    static func weightCount(most reach: Int) -> Int { 2 * reach + 3 }
}

extension CanvasStep.Placing.Edge {
    /// As the shader knows it.
    fileprivate var code: Float {
        switch self {
        case .wrapped: 0
        case .mirrored: 1
        case .clamped: 2
        case .level: 3
        }
    }

    fileprivate var level: Float {
        guard case .level(let level) = self else { return 0 }
        return level
    }
}
