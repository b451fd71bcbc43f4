import Dreams

/// Dreams in time.
extension Vocabulary {
    static let filmWords = WordGroup(title: "Films", words: [film, camera])

    private static let film = Word(
        "film",
        "frames, each with stages of its own, beginning with what the last one became; stands last in the recipe's list",
        options: [
            Option("frames", .integer(1...20_000), default: 120, "how many, unless the user brings frames"),
            Option("fps", .number(1...240), default: 25, "frames a second"),
            Option(
                "each", .either([.function, .stages]),
                "the stages of every frame, or function(t, frame) that gives them: t goes from 0 to 1, frame from 1"),
            Option("camera", .object(.camera), absent: "still", "how it moves from each frame to the next"),
            Option("keep", .fraction, default: 1, "how much of the detail dreamt so far the next frame begins with"),
            Option(
                "steady", .fraction, default: 0,
                "how much of what a frame changes of that is taken back, against flicker; what comes into sight is dreamt whole"
            ),
            Option(
                "long_term", .list(.integer(2...1000), count: 1...16), absent: "the last frame alone",
                "over frames that the user brings: how many frames back others lie whose dream comes back where no nearer one sees the place"
            ),
            Option(
                "loop", .integer(0...10_000), default: 0,
                "over how many of its first frames the end fades into the beginning; 0 for none"),
            Option(
                "flow", .choice(Film.Flow.allCases.map(\.rawValue)), default: "optical",
                "over frames that the user brings: whether dreamt detail follows what moves; it begins anew where another shot begins"
            ),
        ], positional: 0, gives: .object(.film),
        example: "r.film { frames = 250, each = { r.stage { maximize = net.fire8:energy(), steps = 4 } }, "
            + "camera = r.camera { zoom = 1.05 } }"
    ) { call in
        let options = call.options
        let count = options.theInteger("frames")
        guard options.theInteger("loop") < count else {
            throw ScriptFailure("film: loop is \(options.theInteger("loop")), and must be less than frames, \(count)")
        }
        let flow: Film.Flow = options.theChoice("flow")
        guard !options.isGiven("long_term") || flow == .optical else {
            throw ScriptFailure(
                "film: long_term is given, and flow = \"none\": nobody sees what was hidden; flow = \"optical\" does")
        }
        var move = CameraMove()
        if case .object(.camera(let given)) = options.value("camera") { move = given }
        return .object(
            .film(
                Film(
                    count: count, frames: try frames(call, count), camera: move, rate: options.theFloat("fps"),
                    keep: options.theFloat("keep"), steady: options.theFloat("steady"),
                    longTerm: options.numbers("long_term").map { Int($0) }, loop: options.theInteger("loop"), flow: flow
                )))
    }

    /// As many as differ: one where nothing depends on the frame.
    private static func frames(_ call: Call, _ count: Int) throws -> [Film.Frame] {
        guard let function = call.options.function("each") else {
            return [
                Film.Frame(stages: try call.options.value("each").map { try call.script.stages(ofFrame: $0) } ?? [])
            ]
        }
        var total = 0
        return try (0..<count).map { index in
            let t = count > 1 ? Double(index) / Double(count - 1) : 0
            let stages = try call.script.stages(
                ofFrame: call.script.state.call(function, [.number(t), .number(Double(index + 1))]))
            total += stages.count
            guard total <= PresetScript.mostFilmStages else {
                throw ScriptFailure("film: the frames have more than \(PresetScript.mostFilmStages) stages together")
            }
            return Film.Frame(stages: stages)
        }
    }

    private static let camera = Word(
        "camera", "how a film's camera moves from one frame to the next; schedules go over the frames",
        options: [
            Option("zoom", .schedule(0.2...5), default: 1, "a factor; above 1 nearer"),
            Option("rotate", .schedule(-360...360), default: 0, "clockwise", unit: "degrees"),
            Option("pan_x", .schedule(-1...1), default: 0, "to the right, in widths"),
            Option("pan_y", .schedule(-1...1), default: 0, "down, in heights"),
            Option(
                "near", .mask, absent: "a flat picture",
                "what of the first picture is near: it moves farther than what is far, and hides it; such as "
                    + "p.depth:mask() of a picture in which near is white"
            ),
            Option(
                "parallax", .fraction, default: 0.5,
                "how much farther the nearest moves, and how much less the farthest: with 1 twice as far, and not at all"
            ),
        ], positional: 0, gives: .object(.camera),
        example: "camera = r.camera { zoom = 1.05, rotate = 3, pan_x = r.ease(0, 0.01) }"
    ) { call in
        var move = CameraMove()
        move.zoom = call.options.theSchedule("zoom")
        move.rotate = call.options.theSchedule("rotate")
        move.panX = call.options.theSchedule("pan_x")
        move.panY = call.options.theSchedule("pan_y")
        move.near = call.options.mask("near")
        move.parallax = call.options.theFloat("parallax")
        return .object(.camera(move))
    }
}
