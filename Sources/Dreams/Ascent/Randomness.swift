import Tensors

/// Random numbers as a function of where in a recipe they are used: the same whatever came before, whatever the number
/// of threads, and after a resume.
struct Randomness {
    /// What a number is for: each use has a stream of its own.
    enum Use: UInt64 {
        case jitter = 1
        case tiles = 2
        case view = 3
    }

    let seed: UInt64
    /// Counted from 0; a film's frames have stages of their own.
    let stage: Int

    /// The generator of one use at one step. Octaves, steps and views are counted from 0; the stream's number holds the use in its topmost
    /// 4 bits, then 20 bits of stage, 5 of octave, 20 of step and 15 of view.
    func dice(octave: Int, step: Int, view: Int = 0, for use: Use) -> Philox {
        let place =
            UInt64(stage & 0xF_FFFF) << 40 | UInt64(octave & 0x1F) << 35 | UInt64(step & 0xF_FFFF) << 15
            | UInt64(view & 0x7FFF)
        return Philox(key: seed, stream: use.rawValue << 60 | place)
    }

    /// A shift of the cuts between tiles, in pixels, larger than most tiles are.
    func tileShift(octave: Int, step: Int) -> (down: Int, right: Int) {
        var dice = dice(octave: octave, step: step, for: .tiles)
        func shift() -> Int { Int(dice.uniform() * 8192) }
        return (shift(), shift())
    }

    /// A shift of −limit…limit pixels in each direction.
    func jitter(limit: Int, octave: Int, step: Int, view: Int) -> (down: Int, right: Int) {
        guard limit > 0 else { return (0, 0) }
        var dice = dice(octave: octave, step: step, view: view, for: .jitter)
        func shift() -> Int { Int(dice.uniform() * Float(2 * limit + 1)) - limit }
        return (shift(), shift())
    }
}
