import Dreams

/// How large the nested values are that a script builds up, and how far their numbers go.
///
/// Each of them is taken apart by functions that call themselves, and its numbers become sizes of arrays: a script must not
/// reach the end of a stack, or a number that is none.

extension Schedule {
    /// Between these every number of a script's schedules lies.
    static let scriptBounds = -1e9...1e9

    /// The number of parts.
    var size: Int {
        switch self {
        case .sum(let a, let b), .product(let a, let b): 1 + a.size + b.size
        case .film(let schedule): 1 + schedule.size
        case .constant, .eased, .keys, .sampled, .octaves, .loudness: 1
        }
    }

    /// Whether no number of it lies outside.
    func stays(within range: ClosedRange<Double>) -> Bool {
        // The bounds are those of the numbers as the renderer has them.
        let interval = interval
        return Float(range.lowerBound) <= interval.lowerBound && interval.upperBound <= Float(range.upperBound)
    }

    /// Where its numbers lie, by interval arithmetic; not a number lies nowhere.
    private var interval: ClosedRange<Float> {
        switch self {
        case .constant(let value): return Schedule.hull([value])
        case .eased(let from, let to): return Schedule.hull([from, to])
        case .keys(let keys): return Schedule.hull(keys.map(\.value))
        case .sampled(let values), .octaves(let values): return Schedule.hull(values)
        case .film(let schedule): return schedule.interval
        case .loudness(_, let low, let high): return Schedule.hull([low, high])
        case .sum(let a, let b):
            let (a, b) = (a.interval, b.interval)
            return Schedule.hull([a.lowerBound + b.lowerBound, a.upperBound + b.upperBound])
        case .product(let a, let b):
            let (a, b) = (a.interval, b.interval)
            return Schedule.hull(
                [a.lowerBound, a.upperBound].flatMap { [$0 * b.lowerBound, $0 * b.upperBound] })
        }
    }

    private static func hull(_ values: [Float]) -> ClosedRange<Float> {
        guard let least = values.min(), let most = values.max(), values.allSatisfy(\.isFinite) else {
            return -.infinity ... .infinity
        }
        return least...most
    }
}
