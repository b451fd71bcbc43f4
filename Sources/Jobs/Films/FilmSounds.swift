import Dreams
import Files
import Networks
import Recipes
import Wording

/// What a film goes by that can be heard: sampled before it is rendered, over all of its frames, whichever of them are.
struct FilmSounds {
    /// How loud it is in each frame.
    private(set) var soundtrack = Soundtrack()
    /// What tells the sounds that the user gave from others, by parameter.
    private(set) var prints: [String: CarriedRecipe.Fingerprint] = [:]
    /// The sound that the film has, where it goes by one that the user gave: what is seen is what is heard.
    private(set) var song: ClipSound?
    /// What the user should know.
    private(set) var remarks: [String] = []

    /// - Parameters:
    ///   - made: with the files that the user gave.
    ///   - clip: that it is dreamt over.
    ///   - frames: how many the user brings; those of the film itself when nil.
    ///   - rate: of the film, where the user names one.
    /// - Throws: `FilmError`.
    init(
        for made: MadeRecipe, clip: VideoClip?, frames: Int?, rate: String?
    ) throws {
        var sounds: [SoundReference: ClipSound] = [:]
        let recipe = made.recipe
        for (name, path) in made.sounds.sorted(by: { $0.key < $1.key }) {
            sounds[.parameter(name)] = try SoundFile.sound(path)
            guard let bytes = Files.map(path) else { throw FilmError.badSound(path: path, reason: "it cannot be read") }
            prints[name] = CarriedRecipe.Fingerprint(sha256: bytes.sha256)
        }
        guard !made.heard.isEmpty else { return }
        guard let film = recipe.film else {
            remarks.append("r.loudness stays at its low: this preset makes one picture and no film")
            return
        }
        sounds[.clip] = clip?.sound
        let count = frames ?? film.count
        let perSecond =
            (clip?.timeline.rate ?? rate.flatMap { FrameRate($0) } ?? FrameRate(Double(film.rate)) ?? .cinema)
            .perSecond
        let shown = clip?.timeline.shown ?? Array(0..<count)
        var levels: [Listening: [Float]] = [:]
        for (sound, ways) in Dictionary(grouping: made.heard, by: \.sound).sorted(by: { "\($0.key)" < "\($1.key)" }) {
            guard let source = sounds[sound] else {
                remarks.append(FilmSounds.silence(of: clip, made.preset))
                continue
            }
            for (band, ways) in Dictionary(grouping: ways, by: \.band).sorted(by: { $0.key.rawValue < $1.key.rawValue })
            {
                let places = try SoundLevels.measure(source, band, places: shown.count, perSecond: perSecond)
                for way in ways {
                    levels[way] = FilmSounds.frames(count, shown, way.loudness(of: places, rate: perSecond))
                }
                guard (places.max() ?? 0) < Listening.silence else { continue }
                let what = band == .all ? "sound" : "\(band.rawValue)"
                remarks.append(
                    "nothing is heard of the \(what) of '\(Phrases.harmless(source.path))' as long as the film lasts: r.loudness stays at its low"
                )
            }
            if case .parameter = sound, song == nil {
                song = source
                song?.length = Double(shown.count) / perSecond
                if frames == nil { remarks += FilmSounds.lengths(source, count, perSecond, made.preset) }
                if clip?.sound != nil {
                    remarks.append(
                        "the film has the sound of '\(Phrases.harmless(source.path))', by which it goes, and not the clip's"
                    )
                }
            }
        }
        soundtrack = Soundtrack(levels)
    }

    /// The level of each frame where it is shown first.
    private static func frames(_ count: Int, _ shown: [Int], _ places: [Float]) -> [Float] {
        var place = 0
        return (0..<count).map { frame in
            while place + 1 < shown.count, shown[place] < frame { place += 1 }
            return places.indices.contains(place) ? places[place] : 0
        }
    }

    /// Whether a film of no clip is as long as the song that it goes by: a second more or less is.
    private static func lengths(_ song: ClipSound, _ count: Int, _ perSecond: Double, _ preset: Preset) -> [String] {
        guard let whole = song.whole, abs(whole - Double(count) / perSecond) >= 1 else { return [] }
        let frames = Int((whole * perSecond).rounded())
        let knob = preset.parameters.first { knob in
            guard knob.name == "frames", case .integer(_, let range) = knob.kind else { return false }
            return range.contains(frames)
        }
        let hint = knob.map { "; \(SettingName.parameter.set(to: "\($0.name)=\(frames)")) makes it as long" } ?? ""
        return [
            "the film lasts \(Phrases.duration(seconds: Double(count) / perSecond)), and '\(Phrases.harmless(song.path))' "
                + Phrases.duration(seconds: whole) + hint
        ]
    }

    private static func silence(of clip: VideoClip?, _ preset: Preset) -> String {
        let knob = preset.parameters.first(where: \.kind.isSound)
        let hint = knob.map { "; bring one by \(SettingName.parameter.set(to: $0.name + "=FILE"))" } ?? ""
        guard let clip else {
            return "r.loudness stays at its low: it goes by the sound of a clip, and the film is dreamt over none"
                + hint
        }
        return "r.loudness stays at its low: '\(Phrases.harmless(clip.path))' has no sound" + hint
    }
}
