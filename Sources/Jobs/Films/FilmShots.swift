import Dreams
import Wording

/// The shots of a clip or of a folder of frames, as a film that is dreamt over them finds them: within a shot a frame may go on from the one before.
package enum FilmShots {
    /// For people, a line each: `shot 1: frames 1 to 48, 0 to 2 s`.
    /// - Throws: what is wrong with the job; `JobError.noShots` where it is dreamt over no frames.
    package static func lines(of job: RenderJob, with resources: JobResources) throws -> [String] {
        let resolved = try ResolvedJob(job, with: resources)
        guard let film = resolved.recipe.film, let frames = resolved.frames else { throw JobError.noShots }
        let starts = try resolved.renderer().shots(of: frames, at: resolved.size)
        let (rate, shown) = (resolved.rate(of: film).perSecond, resolved.clip?.timeline.shown)
        /// When a frame is seen first; beyond the last, when the film ends.
        func time(_ frame: Int) -> String {
            let place = shown.map { $0.firstIndex(of: frame) ?? $0.count } ?? frame
            let seconds = (Double(place) / rate * 1000).rounded() / 1000
            return seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
        }
        return zip(starts, starts.dropFirst() + [frames.count]).enumerated().map { number, shot in
            "shot \(number + 1): frames \(shot.0 + 1) to \(shot.1), \(time(shot.0)) to \(time(shot.1)) s"
        }
    }
}
