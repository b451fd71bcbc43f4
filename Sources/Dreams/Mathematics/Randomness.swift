import Tensors

/// Random numbers as a function of where in a recipe they are used: the same whatever came before, whatever the number
/// of threads, and after a resume.
struct Randomness {
    /// What a number is for: each use has a stream of its own.
    enum Use: UInt64 {
        case jitter = 1
        case tiles = 2
    }

    let seed: UInt64

    /// The generator of one use at one step. Stages, octaves and steps are counted from 0; the stream's number holds the
    /// use in its topmost byte, then 12 bits of stage, 12 of octave and 32 of step.
    func dice(stage: Int, octave: Int, step: Int, for use: Use) -> Philox {
        let place = UInt64(stage & 0xFFF) << 44 | UInt64(octave & 0xFFF) << 32 | UInt64(step & 0xFFFF_FFFF)
        return Philox(key: seed, stream: use.rawValue << 56 | place)
    }

    /// A shift of the cuts between tiles, in pixels, larger than most tiles are.
    func tileShift(stage: Int, octave: Int, step: Int) -> (down: Int, right: Int) {
        var dice = dice(stage: stage, octave: octave, step: step, for: .tiles)
        func shift() -> Int { Int(dice.uniform() * 8192) }
        return (shift(), shift())
    }

    /// A shift of −limit…limit pixels in each direction.
    func jitter(limit: Int, stage: Int, octave: Int, step: Int) -> (down: Int, right: Int) {
        guard limit > 0 else { return (0, 0) }
        var dice = dice(stage: stage, octave: octave, step: step, for: .jitter)
        func shift() -> Int { Int(dice.uniform() * Float(2 * limit + 1)) - limit }
        return (shift(), shift())
    }
}
