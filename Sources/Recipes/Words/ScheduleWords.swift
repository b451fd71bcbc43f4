import Dreams

/// Numbers over the steps of a stage.
extension Vocabulary {
    static let scheduleWords = WordGroup(title: "Schedules", words: [ease, keys])

    private static let anyNumber = ValueKind.number(-1e9...1e9)

    private static let ease = Word(
        "ease", "a schedule that goes smoothly from one number to another over the stage",
        options: [
            Option("from", anyNumber, "where it begins"), Option("to", anyNumber, "where it ends"),
        ], gives: .schedule, example: "step_size = r.ease(2.0, 1.0) * p.strength"
    ) { call in
        .object(
            .schedule(.eased(from: Float(call.options.theNumber("from")), to: Float(call.options.theNumber("to")))))
    }

    private static let keys = Word(
        "keys", "a schedule through keys, each { progress 0…1, number }; straight lines between them",
        options: [
            Option(
                "keys", .list(.list(anyNumber, count: 2...2), count: 1...256),
                "in the order of their progress; before the first and after the last it stays")
        ], gives: .schedule, example: "step_size = r.keys { {0, 2}, {0.5, 1}, {1, 0} }"
    ) { call in
        let keys = call.options.list("keys").map { key -> (at: Float, value: Float) in
            guard case .table(let pair) = key, case .number(let at) = pair.list[0],
                case .number(let value) = pair.list[1]
            else { preconditionFailure("the schema admits pairs of numbers only") }
            return (Float(at), Float(value))
        }
        for (index, key) in keys.enumerated() {
            guard (0...1).contains(key.at), index == 0 || keys[index - 1].at < key.at else {
                throw ScriptFailure(
                    "keys: key \(index + 1) is at \(key.at); progress goes from 0 to 1, and each key lies after the last"
                )
            }
        }
        return .object(.schedule(sampled(keys)))
    }

    /// Sampled as finely as functions of progress are.
    private static func sampled(_ keys: [(at: Float, value: Float)]) -> Schedule {
        let last = PresetScript.scheduleSamples - 1
        return .sampled(
            (0...last).map { index in
                let t = Float(index) / Float(last)
                guard let next = keys.firstIndex(where: { $0.at >= t }) else { return keys[keys.count - 1].value }
                guard next > 0 else { return keys[0].value }
                let (a, b) = (keys[next - 1], keys[next])
                return a.value + (b.value - a.value) * (t - a.at) / (b.at - a.at)
            })
    }
}
