import Dreams

/// Stages: a climb, and operations on the canvas.
extension Vocabulary {
    static let stageWords = WordGroup(title: "Stages", words: [stage, matchColours])

    private static let stage = Word(
        "stage", "climbs the gradient of an objective, from a small picture to the full one",
        options: [
            Option("name", .text(most: 100), absent: "its number", "for progress and messages"),
            Option("maximize", .objective, "what shall grow; its addends are balanced"),
            Option(
                "minimize", .objective, absent: "nothing",
                "what shall shrink: layers or classes, or penalties such as r.tv()"),
            Option(
                "octaves",
                .options([
                    Option("count", .integer(1...16), default: 4, "how many sizes"),
                    Option("scale", .number(1.05...4), default: 1.4, "the ratio of neighbouring sizes"),
                ]), absent: "four sizes, each 1.4 times the last", "the ladder of sizes, smallest first"),
            Option("steps", .integer(1...10_000), default: 10, "steps on each octave"),
            Option("step_size", .schedule, default: 1.5, "how far a step goes, in levels of 0…255", unit: "levels"),
            Option(
                "gradient", .choice(["laplacian", "mean"]), default: "laplacian",
                "how the gradient is normalised: band by band, or by its mean size as Google did"),
            Option("levels", .integer(1...10), default: 4, "bands of the Laplacian normalisation"),
            Option("jitter", .integer(0...512), default: 32, "the largest random shift before a step", unit: "px"),
            Option("mask", .mask, absent: "everywhere", "where the dream happens"),
        ], positional: 0, gives: .stage,
        example: "r.stage { maximize = net.fire8:energy(), octaves = { count = 6, scale = 1.4 }, steps = 20 }"
    ) { call in
        let options = call.options
        let octaves = options.options("octaves")
        let isMean = options.text("gradient") == "mean"
        if isMean, options.isGiven("levels") {
            throw ScriptFailure("stage: levels belongs to gradient = \"laplacian\"")
        }
        let climb = Climb(
            maximize: options.theExpression("maximize"), minimize: options.expression("minimize"),
            octaves: Octaves(count: octaves.theInteger("count"), scale: Float(octaves.theNumber("scale"))),
            steps: options.theInteger("steps"), stepSize: options.theSchedule("step_size"),
            normalization: isMean ? .meanAbsolute : .laplacian(levels: options.theInteger("levels")),
            jitter: options.theInteger("jitter"), mask: options.mask("mask"))
        call.script.stagesMade += 1
        let name = options.text("name") ?? "stage \(call.script.stagesMade)"
        return .object(.stage(Stage(name: name, action: .climb(climb), place: call.place)))
    }

    private static let matchColours = Word(
        "match_colours", "gives the canvas the colours that the picture had at the start",
        options: [
            Option("from", .choice(["input"]), default: "input", "whose colours"),
            Option(
                "space", .choice(Stage.ColourSpace.allCases.map(\.rawValue)), default: "oklab",
                "where mean and deviation are matched; \"ab\" is the colour plane of Oklab and leaves lightness alone"),
        ], positional: 0, gives: .stage, example: "r.match_colours { from = \"input\", space = \"oklab\" }"
    ) { call in
        guard let space = Stage.ColourSpace(rawValue: call.options.theText("space")) else {
            preconditionFailure("the schema admits colour spaces only")
        }
        return .object(.stage(Stage(name: "match colours", action: .matchColours(space: space), place: call.place)))
    }
}
