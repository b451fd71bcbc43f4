/// A number that changes while a stage runs, over its steps or from octave to octave; or over the frames of a film.
///
///     Schedule.eased(from: 2, to: 1).value(at: Moment(progress: 0.5))   // 1.5
public indirect enum Schedule: Hashable, Sendable {
    /// The same number throughout.
    case constant(Float)
    /// From one number to another along the smooth curve 3t² − 2t³, at rest at both ends.
    case eased(from: Float, to: Float)
    /// Numbers at some moments of progress, in order; linear in between, constant outside.
    case keys([Key])
    /// A function of progress, sampled while the preset ran at evenly spaced t from 0 to 1; linear in between.
    case sampled([Float])
    /// One number an octave, smallest first; the last one holds for all further octaves.
    case octaves([Float])
    /// A schedule over a film instead of over a stage: from its first frame to its last one.
    case film(Schedule)
    /// As loud as what is heard in a frame: from `low`, where it is silent, to `high`, where it is loudest. Without a film it is low.
    case loudness(Listening, low: Float, high: Float)
    /// The sum of two.
    case sum(Schedule, Schedule)
    /// The product of two.
    case product(Schedule, Schedule)

    /// A number at a moment.
    public struct Key: Hashable, Sendable {
        /// Progress, 0…1.
        public var time: Float
        /// The number.
        public var value: Float

        /// A number at a moment.
        public init(time: Float, value: Float) {
            self.time = time
            self.value = value
        }
    }
}

/// How far a stage is.
public struct Moment: Hashable, Sendable {
    /// 0 at the first step, 1 at the last; clamped.
    public var progress: Float
    /// The octave, counted from 0 at the smallest.
    public var octave: Int
    /// Where in a film; its beginning, in silence, where there is none.
    public var film: FilmMoment

    /// A moment of a stage.
    public init(progress: Float, octave: Int = 0, in film: FilmMoment = FilmMoment()) {
        self.progress = min(max(progress, 0), 1)
        self.octave = octave
        self.film = film
    }
}

/// Where in a film a frame is.
public struct FilmMoment: Hashable, Sendable {
    /// 0 at the first frame, 1 at the last.
    public var progress: Float
    /// How loud it is, 0…1, by how one listens; silence where nothing stands.
    public var heard: [Listening: Float]

    /// A moment of a film.
    public init(progress: Float = 0, heard: [Listening: Float] = [:]) {
        (self.progress, self.heard) = (progress, heard)
    }
}

extension Schedule {
    /// The number at a moment.
    public func value(at moment: Moment) -> Float {
        let t = moment.progress
        switch self {
        case .constant(let value): return value
        case .eased(let from, let to): return from + (to - from) * t * t * (3 - 2 * t)
        case .keys(let keys): return Schedule.value(of: keys, at: t)
        case .sampled(let samples):
            let last = Float(max(samples.count - 1, 1))
            return Schedule.value(of: samples.enumerated().map { Key(time: Float($0) / last, value: $1) }, at: t)
        case .octaves(let values): return values.isEmpty ? 0 : values[min(moment.octave, values.count - 1)]
        case .film(let schedule):
            return schedule.value(
                at: Moment(progress: moment.film.progress, octave: moment.octave, in: moment.film))
        case .loudness(let listening, let low, let high):
            return low + (high - low) * (moment.film.heard[listening] ?? 0)
        case .sum(let a, let b): return a.value(at: moment) + b.value(at: moment)
        case .product(let a, let b): return a.value(at: moment) * b.value(at: moment)
        }
    }

    private static func value(of keys: [Key], at t: Float) -> Float {
        guard let right = keys.firstIndex(where: { $0.time > t }) else { return keys.last?.value ?? 0 }
        guard right > 0 else { return keys[0].value }
        let (a, b) = (keys[right - 1], keys[right])
        return a.value + (b.value - a.value) * (t - a.time) / (b.time - a.time)
    }

    /// The number rounded to a whole one.
    public func whole(at moment: Moment) -> Int { Int(value(at: moment).rounded()) }

    /// The schedule with every value multiplied by `factor`.
    public func scaled(by factor: Float) -> Schedule {
        switch self {
        case .constant(let value): .constant(value * factor)
        case .eased(let from, let to): .eased(from: from * factor, to: to * factor)
        case .keys(let keys): .keys(keys.map { Key(time: $0.time, value: $0.value * factor) })
        case .sampled(let samples): .sampled(samples.map { $0 * factor })
        case .octaves(let values): .octaves(values.map { $0 * factor })
        case .film(let schedule): .film(schedule.scaled(by: factor))
        case .loudness(let listening, let low, let high):
            .loudness(listening, low: low * factor, high: high * factor)
        case .sum(let a, let b): .sum(a.scaled(by: factor), b.scaled(by: factor))
        case .product(let a, let b): .product(a.scaled(by: factor), b)
        }
    }

    /// The largest number that it takes, over all moments, or a bound above it.
    public var largest: Float {
        switch self {
        case .constant(let value): value
        case .eased(let from, let to): max(from, to)
        case .keys(let keys): keys.map(\.value).max() ?? 0
        case .sampled(let samples): samples.max() ?? 0
        case .octaves(let values): values.max() ?? 0
        case .film(let schedule): schedule.largest
        case .loudness(_, let low, let high): max(low, high)
        case .sum(let a, let b): a.largest + b.largest
        case .product(let a, let b):
            max(abs(a.largest), abs(a.scaled(by: -1).largest)) * max(abs(b.largest), abs(b.scaled(by: -1).largest))
        }
    }
}

extension Schedule: CustomStringConvertible {
    /// `1.5`, `2.0 → 1.0`, `keys 0.0: 2.0, 1.0: 0.0`, `sampled 2.0 … 1.0`, `octaves 10.0, 20.0`
    public var description: String {
        switch self {
        case .constant(let value): "\(value)"
        case .eased(let from, let to): "\(from) → \(to)"
        case .keys(let keys): "keys " + keys.map { "\($0.time): \($0.value)" }.joined(separator: ", ")
        case .sampled(let samples): "sampled \(samples.first ?? 0) … \(samples.last ?? 0)"
        case .octaves(let values): "octaves " + values.map { "\($0)" }.joined(separator: ", ")
        case .film(let schedule): "over the film \(schedule)"
        case .loudness(let listening, let low, let high): "\(low) … \(high) by \(listening)"
        case .sum(let a, let b): "(\(a) + \(b))"
        case .product(let a, let b): "(\(a) * \(b))"
        }
    }
}
