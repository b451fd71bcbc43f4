import Engine
import Networks

/// Takes the time of a render's work, kind by kind.
struct Stopwatch {
    private(set) var samples = WorkSamples()
    private var began = ContinuousClock.now
    private var octave = OctaveTimes()

    /// Of the octave that is being climbed.
    private struct OctaveTimes {
        /// What its first step took, with all that it began with.
        var first: Double?
        var later: [Double] = []
    }

    /// What comes now is work.
    mutating func start() { began = ContinuousClock.now }

    /// Counts what was done since the start.
    mutating func add(_ kind: WorkKind, at size: Extent) { samples.add(kind, at: size, seconds: elapsed) }

    /// Counts a step of an octave; at the last one it is known what steps of this octave take, and what its beginning took.
    ///
    /// Tiles, and bands, change what a step takes in a way of their own, and are not counted.
    /// - Parameter number: of the step, counted from 0.
    /// - Parameter expected: what a step should take, by which an octave of a single step is told from its beginning.
    mutating func add(
        _ number: Int, of planned: RenderPlan.Octave, _ ascent: WorkKind.Step, expecting expected: Double?
    ) {
        let seconds = elapsed
        if number == 0 { octave = OctaveTimes(first: seconds) } else { octave.later.append(seconds) }
        guard number + 1 == planned.steps, planned.tiling.count == 1, !planned.tiling.isLean else { return }
        let later = octave.later.sorted()
        let typical = later.isEmpty ? nil : later[later.count / 2]
        if let step = typical ?? (expected == nil ? octave.first : nil) {
            samples.add(.step(ascent), at: planned.size, seconds: step)
        }
        if let first = octave.first, let step = typical ?? expected {
            samples.add(.beginning(ascent), at: planned.size, seconds: max(first - step, 0))
        }
    }

    private var elapsed: Double { (ContinuousClock.now - began) / .seconds(1) }
}
