import Dreams

/// Numbers over the steps of a stage.
extension Vocabulary {
    static let scheduleWords = WordGroup(title: "Schedules", words: [ease, keys, perOctave])

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
}
