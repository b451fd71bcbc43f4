import Dreams
import Engine
import Foundation
import Networks
import Recipes
import Wording

extension ResolvedJob {
    /// Whether it becomes a film; only one of its frames may be wanted.
    var isFilm: Bool { recipe.film != nil && shownFrame == nil }

    /// The film that it becomes; nil where it is none, or only one of its frames is wanted.
    func filmFacts(_ mark: RenderMark, _ identity: RenderIdentity) -> FilmOutput.Facts? {
        guard isFilm, let film = recipe.film else { return nil }
        let (count, digests) = (frames?.count ?? film.count, identity.frameDigests)
        // As which files they are kept makes a difference, too.
        let files = "\(carried.rendering.depth ?? 0) \(carried.rendering.keepsGPS ?? false)"
        let marks = (0..<count).map { frame in
            // A loop's seam comes after all others, which it does again.
            let last = min(film.finishing(frame, of: count), digests.count - 1)
            return mark.frame(frame + 1, making: "\(digests[last]) \(files)")
        }
        let timeline = clip?.timeline
        return FilmOutput.Facts(
            marks: marks, rate: rate(of: film), shown: timeline.flatMap { $0.isPlain ? nil : $0.shown.map { $0 + 1 } },
            sound: sounds.song ?? clip?.sound)
    }

    /// The rate of a film: the one that is wanted, or the clip's that it is dreamt over, or the preset's.
    func rate(of film: Film) -> FrameRate {
        clip?.timeline.rate ?? carried.rendering.rate.flatMap { FrameRate($0) } ?? FrameRate(Double(film.rate))
            ?? .cinema
    }

    /// The frames of the film, counted from 0, that were finished before the render came to one.
    func finishedFrames(before frame: Int) -> [Int] {
        recipe.film?.finished(before: frame, of: frames?.count ?? recipe.film?.count ?? 0) ?? []
    }

    /// What this render is, for its state on disk.
    func identity(_ plan: RenderPlan) throws -> RenderIdentity {
        typealias Fact = RenderIdentity.Fact
        var identity = RenderIdentity([
            Fact("Reverie's version", carried.version), Fact("the kernels' build", KernelVariant.best.rawValue),
            Fact("the network's name", carried.network.name),
            Fact("the network", try networkDigest(), isDigest: true), Fact("the seed", "\(carried.seed)"),
            Fact("the size", "\(size.width)×\(size.height)"),
            Fact("transparency", recipe.transparency.rawValue),
        ])
        // A film's frames are all of one device: what is there of them is known by it.
        if isFilm {
            identity.facts.append(Fact("the device", device.identity))
        } else {
            identity.device = device.identity
        }
        identity.facts += (carried.others ?? []).map {
            Fact("the network \($0.name)", $0.sha256, isDigest: true)
        }
        if let first = frameFacts.first {
            identity.facts.append(Fact("the first frame", Data(first.utf8).sha256, isDigest: true))
        } else if let input = carried.pictures.input {
            identity.facts.append(Fact("the picture", input.sha256, isDigest: true))
        }
        if carried.pictures.input == nil || recipe.transparency == .fill {
            identity.facts.append(Fact("the preset's canvas", "\(recipe.canvas.kind)", isDigest: true))
        }
        identity.reasons = carried.parameters.sorted { $0.key < $1.key }.map {
            Fact("the parameter \($0.key)", $0.value)
        }
        let others = carried.pictures.parameters.merging(carried.pictures.files) { $1 }
        identity.reasons += others.sorted { $0.key < $1.key }.map {
            Fact("the picture \($0.key)", $0.value.sha256, isDigest: true)
        }
        identity.reasons += (carried.sounds ?? [:]).sorted { $0.key < $1.key }.map {
            Fact("the sound \($0.key)", $0.value.sha256, isDigest: true)
        }
        let tilings = plan.everyStage.flatMap(\.octaves).map(\.tiling).filter { $0.count > 1 }
        identity.reasons.append(
            Fact(
                "the cut into tiles (\(SettingName.memory), \(SettingName.fastHalo))",
                tilings.isEmpty ? "none" : summary(tilings)))
        let clock = recipe.film.map {
            FilmClock($0, count: frames?.count ?? $0.count, soundtrack: sounds.soundtrack)
        }
        identity.add(recipe, plan, clock: clock) { reference in
            switch reference {
            case .input: carried.pictures.input?.sha256 ?? ""
            case .parameter(let name): carried.pictures.parameters[name]?.sha256 ?? ""
            case .file(let name): carried.pictures.files[name]?.sha256 ?? ""
            }
        } frame: {
            frameFacts.indices.contains($0) ? frameFacts[$0] : ""
        }
        return identity
    }

    private func summary(_ tilings: [Tiling]) -> String {
        let words = tilings.map { tiling in
            if case .fast(let halo) = tiling.mode { "\(tiling) that see \(halo) pixels" } else { "\(tiling)" }
        }
        let kinds = words.indices.filter { $0 == 0 || words[$0] != words[$0 - 1] }
        return kinds.map { words[$0] }.joined(separator: ", ")
    }
}
