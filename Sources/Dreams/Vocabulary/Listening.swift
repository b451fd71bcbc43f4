import Foundation

/// A sound that a recipe listens to, as the preset said it: never a path. Who renders the recipe brings the sound.
public enum SoundReference: Hashable, Sendable {
    /// Of the clip that a film is dreamt over.
    case clip
    /// A sound parameter of the preset: `--set NAME=FILE`.
    case parameter(String)
}

/// How a recipe listens to a sound: which part of it, and how quickly it follows.
public struct Listening: Hashable, Sendable {
    /// A part of what can be heard.
    public enum Band: String, Hashable, Sendable, Codable, CaseIterable {
        case all, bass, voice, treble
    }

    /// What is listened to.
    public var sound: SoundReference
    /// Which part of it.
    public var band: Band
    /// In how many seconds two thirds of the way are gone when the sound grows louder; 0 follows at once.
    public var attack: Float
    /// The same when it grows quieter.
    public var release: Float

    /// A way to listen from its parts.
    public init(to sound: SoundReference, band: Band = .all, attack: Float = 0, release: Float = 0) {
        (self.sound, self.band, self.attack, self.release) = (sound, band, attack, release)
    }

    /// What is below this all the way is no sound, but the noise of the numbers: 80 dB below full scale.
    public static let silence: Float = 1e-4

    /// How loud a sound is from one place to the next, 0…1: its root mean squares, smoothed, where the loudest is 1; 0 throughout for silence.
    /// - Parameters:
    ///   - levels: the root mean square within each place, 1 being full scale.
    ///   - rate: places a second.
    public func loudness(of levels: [Float], rate: Double) -> [Float] {
        guard (levels.max() ?? 0) >= Listening.silence else { return levels.map { _ in 0 } }
        func share(_ seconds: Float) -> Double { seconds > 0 ? 1 - exp(-1 / (Double(seconds) * rate)) : 1 }
        let (rising, falling) = (share(attack), share(release))
        var now = Double(levels[0])
        let smooth = levels.map { level -> Double in
            now += (Double(level) - now) * (Double(level) > now ? rising : falling)
            return now
        }
        let loudest = smooth.max() ?? 1
        return smooth.map { Float($0 / loudest) }
    }
}

extension Listening: CustomStringConvertible {
    /// `the clip's bass, 0.1 s up, 0.4 s down`
    public var description: String {
        let owner = if case .parameter(let name) = sound { "p.\(name)" } else { "the clip" }
        return "\(owner)'s \(band == .all ? "sound" : band.rawValue), \(attack) s up, \(release) s down"
    }
}

/// What is heard over the frames of a film, by how it is listened to.
public struct Soundtrack: Hashable, Sendable {
    /// Of each frame, 0…1.
    public var levels: [Listening: [Float]]

    /// A soundtrack from how loud it is in each frame; silence without any.
    public init(_ levels: [Listening: [Float]] = [:]) { self.levels = levels }

    /// What is heard in one frame, counted from 0.
    func levels(at frame: Int) -> [Listening: Float] {
        levels.mapValues { $0.isEmpty ? 0 : $0[min(frame, $0.count - 1)] }
    }
}

/// Where the frames of a film are in it, and what is heard there.
public struct FilmClock: Hashable, Sendable {
    /// Over how many frames its schedules go.
    let count: Int
    let soundtrack: Soundtrack

    /// - Parameter count: how many frames there are.
    public init(_ film: Film, count: Int, soundtrack: Soundtrack = Soundtrack()) {
        self.count = film.span ?? count
        self.soundtrack = soundtrack
    }

    /// Of a frame, counted from 0; those of a loop's seam are its first ones again.
    func moment(_ index: Int) -> FilmMoment {
        let frame = index % max(count, 1)
        return FilmMoment(
            progress: count > 1 ? Float(Double(frame) / Double(count - 1)) : 0, heard: soundtrack.levels(at: frame))
    }
}
