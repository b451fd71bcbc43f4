/// A number that changes over the steps of a stage: progress t goes from 0 (first step) to 1 (last step).
///
///     Schedule.eased(from: 2, to: 1).value(at: 0.5)   // 1.5
public enum Schedule: Hashable, Sendable {
    /// The same number throughout.
    case constant(Float)
    /// From one number to another along the smooth curve 3t² − 2t³, at rest at both ends.
    case eased(from: Float, to: Float)
    /// A function of progress, sampled while the preset ran at evenly spaced t from 0 to 1; linear in between.
    case sampled([Float])

    /// The number at progress `t`, which is clamped to 0…1.
    public func value(at t: Float) -> Float {
        let t = min(max(t, 0), 1)
        switch self {
        case .constant(let value): return value
        case .eased(let from, let to): return from + (to - from) * t * t * (3 - 2 * t)
        case .sampled(let samples):
            guard let last = samples.last else { return 0 }
            let position = t * Float(samples.count - 1)
            let left = Int(position)
            guard left + 1 < samples.count else { return last }
            return samples[left] + (samples[left + 1] - samples[left]) * (position - Float(left))
        }
    }

    /// The schedule with every value multiplied by `factor`.
    public func scaled(by factor: Float) -> Schedule {
        switch self {
        case .constant(let value): .constant(value * factor)
        case .eased(let from, let to): .eased(from: from * factor, to: to * factor)
        case .sampled(let samples): .sampled(samples.map { $0 * factor })
        }
    }
}

extension Schedule: CustomStringConvertible {
    /// `1.5`, `2.0 → 1.0`, `sampled 2.0 … 1.0`
    public var description: String {
        switch self {
        case .constant(let value): "\(value)"
        case .eased(let from, let to): "\(from) → \(to)"
        case .sampled(let samples): "sampled \(samples.first ?? 0) … \(samples.last ?? 0)"
        }
    }
}
