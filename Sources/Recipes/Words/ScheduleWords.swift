import Dreams

/// Numbers over the steps of a stage, and over the frames of a film.
extension Vocabulary {
    static let scheduleWords = WordGroup(title: "Schedules", words: [ease, keys, perOctave, overFilm, loudness])

    private static let anyNumber = ValueKind.number(Schedule.scriptBounds)

    private static let ease = Word(
        "ease", "a schedule that goes smoothly from one number to another over the stage",
        options: [
            Option("from", anyNumber, "where it begins"), Option("to", anyNumber, "where it ends"),
        ], gives: .anySchedule, example: "step_size = r.ease(2.0, 1.0) * p.strength"
    ) { call in
        .object(.schedule(.eased(from: call.options.theFloat("from"), to: call.options.theFloat("to"))))
    }

    private static let keys = Word(
        "keys", "a schedule through keys, each { progress 0…1, number }; straight lines between them",
        options: [
            Option(
                "keys", .list(.list(anyNumber, count: 2...2), count: 1...256),
                "in the order of their progress; before the first and after the last it stays")
        ], gives: .anySchedule, example: "step_size = r.keys { {0, 2}, {0.5, 1}, {1, 0} }"
    ) { call in
        let keys = call.options.list("keys").map { key -> Schedule.Key in
            guard case .table(let pair) = key, case .number(let time) = pair.list[0],
                case .number(let value) = pair.list[1]
            else { preconditionFailure("the schema admits pairs of numbers only") }
            return Schedule.Key(time: Float(time), value: Float(value))
        }
        for (index, key) in keys.enumerated() {
            guard (0...1).contains(key.time), index == 0 || keys[index - 1].time < key.time else {
                throw ScriptFailure(
                    "keys: key \(index + 1) is at \(key.time); progress goes from 0 to 1, and each key lies after the last"
                )
            }
        }
        return .object(.schedule(.keys(keys)))
    }

    private static let perOctave = Word(
        "per_octave",
        "a schedule with a number for each octave, the smallest first; the last one holds for all further ones",
        options: [Option("numbers", .list(anyNumber, count: 1...24), "one an octave")], gives: .anySchedule,
        example: "step_size = r.per_octave { 3, 2, 1 }"
    ) { call in
        .object(.schedule(.octaves(call.options.numbers("numbers"))))
    }

    private static let overFilm = Word(
        "over_film", "a schedule that goes over the frames of a film instead of over the steps of a stage",
        options: [Option("schedule", .anySchedule, "from the film's first frame to its last one")],
        gives: .anySchedule, example: "step_size = r.over_film(r.ease(0, 2))"
    ) { call in
        .object(.schedule(.film(call.options.theSchedule("schedule"))))
    }

    private static let loudness = Word(
        "loudness",
        "a schedule over the frames of a film, as loud as what is heard: its root mean square in each frame, where the film's loudest is 1",
        options: [
            Option(
                "of", .object(.sound), absent: "the sound of the clip that the film is dreamt over", "what is heard"),
            Option("low", anyNumber, default: 0, "the number where it is silent"),
            Option("high", anyNumber, default: 1, "the number where it is loudest"),
            Option(
                "smooth", .number(0...60), default: 0.4, "how long it takes to fall when it grows quieter", unit: "s"),
            Option(
                "attack", .number(0...60), absent: "a fifth of smooth",
                "how long it takes to rise when it grows louder",
                unit: "s"),
            Option(
                "band", .choice(Listening.Band.allCases.map(\.rawValue)), default: "all",
                "what is listened to: bass below 150 Hz, voice from 200 to 3400, treble above 4000, or all of it"),
        ], positional: 0, gives: .anySchedule,
        example: "step_size = r.loudness { low = 0.2, high = 2, band = \"bass\" }"
    ) { call in
        let options = call.options
        var sound = SoundReference.clip
        if case .object(.sound(let given)) = options.value("of") { sound = given }
        let release = options.theFloat("smooth")
        let listening = Listening(
            to: sound, band: options.theChoice("band"),
            attack: options.number("attack").map { Float($0) } ?? release / 5,
            release: release)
        try call.script.listen(listening)
        return .object(
            .schedule(.loudness(listening, low: options.theFloat("low"), high: options.theFloat("high"))))
    }
}
