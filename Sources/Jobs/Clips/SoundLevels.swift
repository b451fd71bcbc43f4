import Dreams
import Files
import Foundation
import Tensors
import Wording

/// How loud a sound is, in places of equal length.
enum SoundLevels {
    /// Samples a second, of each of two channels: what is louder in one is not taken away by the other.
    private static let (rate, channels) = (44_100, 2)

    /// The root mean square of a band of a sound within each place, 1 being full scale; 0 where it has ended.
    ///
    /// It is read piece by piece, and no longer than there are places.
    /// - Parameter perSecond: places a second; the first begins with the film.
    /// - Throws: `FilmError.badSound`, `FilmError.noFFmpegForSound`.
    static func measure(_ sound: ClipSound, _ band: Listening.Band, places: Int, perSecond: Double) throws -> [Float] {
        guard let ffmpeg = FFmpeg() else { throw FilmError.noFFmpegForSound(path: sound.path) }
        let file = Files.open(sound.path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FilmError.badSound(path: sound.path, reason: "\(SystemProblem(errno))") }
        defer { close(file) }
        let run: FFmpeg.Reading
        do {
            run = try ffmpeg.reading(
                sound.input + ["-map", "0:a:0", "-vn", "-af", filters(band), "-ac", "\(channels)"]
                    + ["-ar", "\(rate)", "-f", "f32le", "pipe:1"],
                from: file)
        } catch let FFmpeg.Problem.failed(reason) {
            throw FilmError.badSound(path: sound.path, reason: reason)
        }
        let ends = (0..<places).map { Int((Double($0 + 1) / perSecond * Double(rate)).rounded()) * channels }
        var sums = [Double](repeating: 0, count: places)
        var (place, sample) = (0, 0)
        while place < places, let piece = run.piece(1 << 16), !piece.isEmpty {
            let samples = SoundSamples(piece)
            var next = 0
            while next < samples.count {
                while place < places, sample >= ends[place] { place += 1 }
                guard place < places else { break }
                let end = min(next + ends[place] - sample, samples.count)
                sums[place] += samples.energy(next..<end)
                sample += end - next
                next = end
            }
        }
        guard sample > 0 else {
            throw FilmError.badSound(path: sound.path, reason: run.end().last ?? "nothing can be heard of it")
        }
        return sums.indices.map { place in
            let count = ends[place] - (place > 0 ? ends[place - 1] : 0)
            return count > 0 ? Float((sums[place] / Double(count)).squareRoot()) : 0
        }
    }

    /// The chain of filters that leaves a band of a sound, whose first sample is the film's first moment.
    private static func filters(_ band: Listening.Band) -> String {
        let bands: [String] =
            switch band {
            case .all: []
            // Twice 12 dB an octave.
            case .bass: ["lowpass=f=150", "lowpass=f=150"]
            case .voice: ["highpass=f=200", "highpass=f=200", "lowpass=f=3400", "lowpass=f=3400"]
            case .treble: ["highpass=f=4000", "highpass=f=4000"]
            }
        return (["aresample=\(rate):async=1:first_pts=0"] + bands).joined(separator: ",")
    }
}
