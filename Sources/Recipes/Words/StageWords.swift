import Dreams
import Foundation

/// The ascent.
extension Vocabulary {
    static let stageWords = WordGroup(title: "Stages", words: [stage])

    private static let octaves = Option(
        "octaves",
        .options([
            Option("count", .integer(1...24), default: 4, "how many sizes, the full one included"),
            Option("scale", .number(1.05...4), default: 1.4, "the ratio of neighbouring sizes"),
            Option(
                "smallest", .integer(16...16384), default: 64,
                "sizes whose shorter side is less are left out: networks see nothing in them", unit: "px"),
            Option(
                "above", .integer(0...8), default: 0,
                "how many of them lie above the canvas, which is brought back to its size at the end"),
            Option(
                "from", .integer(16...4096), absent: "count says how many",
                "the shorter side of the first size, instead of count: sizes go from there to the canvas's, however large that is, and a "
                    + "small dream foretells a large one", unit: "px"),
            Option(
                "sides", .list(.integer(16...8192), count: 1...24), absent: "from count and scale",
                "the longer side of each size, smallest first, instead of all these", unit: "px"),
        ]), absent: "four sizes, each 1.4 times the last", "the ladder of sizes, smallest first")

    private static let priors = Option(
        "priors", .options(Prior.words.flatMap { $0.facts.options.map(Option.init) }), absent: "nothing",
        "what is done to the canvas after each step (Yosinski et al., 2015)")

    /// What grows, and how far.
    private static let aims: [Option] = [
        Option("name", .text(most: 100), absent: "its number", "for progress and messages"),
        Option("maximize", .objective, "what shall grow"),
        Option(
            "minimize", .objective, absent: "nothing",
            "what shall shrink: layers or classes, or penalties on the canvas such as r.tv()"),
        Option(
            "balance", .boolean, default: true,
            "whether each addend that reads the network pulls as hard as the others before its factor is applied"),
        octaves,
        Option(
            "steps", .either([.integer(1...10_000), .list(.integer(1...10_000), count: 1...24)]), default: 10,
            "steps on each octave, or a list with a number for each"),
        Option(
            "step_size", .schedule(-1000...1000), default: 1.5, "how far a step goes, in levels of 0…255 for pixels"
        ),
        Option(
            "gradient",
            .choice(GradientNormalization.names), default: "laplacian",
            "how the gradient is normalised: band by band, by its mean size as Google did, by its deviation or root "
                + "mean square, by three blurs, or not at all"),
    ]

    /// What a normalisation takes beside its name.
    private static let normalizations = GradientNormalization.words.flatMap { $0.facts.options.map(Option.init) }

    /// How it climbs, and where.
    private static let ways: [Option] = [
        Option(
            "optimizer",
            .either([.choice(Optimizer.names), .object(.optimizer)]),
            default: "ascent", "what a step makes of the gradient; r.adam {…} and its like take numbers"),
        Option(
            "parameterization",
            .either([.choice(Parameterization.names), .object(.parameterization)]),
            default: "pixels", "what the canvas is made of while it climbs; r.fourier {…} and its like take numbers"
        ),
        Option("jitter", .schedule(0...512), default: 32, "the largest random shift before a step", unit: "px"),
        Option(
            "transforms", .list(.object(.transform), count: 1...16), absent: "none",
            "what is done to each view before the network sees it, in this order"),
        Option("views", .integer(1...64), default: 1, "views a step, whose gradients are averaged"), priors,
        Option("mask", .mask, absent: "everywhere", "where the dream happens"),
        Option(
            "detail", .boolean, default: true,
            "whether each octave lays the detail dreamt so far over the picture at its size, which stays sharp"),
        Option(
            "wrap", .choice(Wrap.allCases.map(\.rawValue)), default: "none",
            "which sides meet: \"horizontal\" for panoramas, \"both\" for tiles that repeat; r.seamless makes a picture begin so"
        ),
        Option(
            "wake", .integer(0...10_000), default: 0,
            "in how many first steps units that are silent pass a gradient that would wake them"),
    ]

    private static let stage = Word(
        "stage", "climbs the gradient of an objective, from a small picture to the full one",
        options: aims + normalizations + ways, positional: 0, gives: .stage,
        example: "r.stage { maximize = net.fire8:energy(), octaves = { count = 6 }, steps = 20 }"
    ) { call in
        let options = call.options
        var ascent = Ascent(maximize: options.theExpression("maximize"), minimize: options.expression("minimize"))
        ascent.isBalanced = options.boolean("balance") ?? true
        ascent.octaves = try ladder(options.options("octaves"))
        ascent.steps =
            options.integer("steps").map { [$0] } ?? options.numbers("steps").map { Int($0) }
        ascent.stepSize = options.theSchedule("step_size")
        ascent.normalization = try normalization(options)
        ascent.optimizer = optimizer(options)
        ascent.parameterization = parameterization(options)
        if let refusal = ascent.parameterization.refusesPriors, options.isGiven("priors") {
            throw ScriptFailure("stage: \(refusal)")
        }
        ascent.jitter = options.theSchedule("jitter")
        ascent.transforms = options.list("transforms").compactMap {
            if case .object(.transform(let transform)) = $0 { transform } else { nil }
        }
        ascent.views = options.theInteger("views")
        ascent.priors = Priors(options.options("priors").values(of: Prior.words.flatMap { $0.facts.options }))
        ascent.mask = options.mask("mask")
        ascent.reinjectsDetail = options.boolean("detail") ?? true
        ascent.wrap = options.theChoice("wrap")
        ascent.redirectedSteps = options.theInteger("wake")
        call.script.stagesMade += 1
        let name = options.text("name") ?? "stage \(call.script.stagesMade)"
        return .object(.stage(Stage(name: name, action: .ascent(ascent), place: call.place)))
    }

    private static func ladder(_ options: Options) throws -> Octaves {
        // What lies above the canvas is held whole.
        let above = options.theInteger("above")
        guard pow(options.theNumber("scale"), Double(above)) <= 4 else {
            throw ScriptFailure(
                "stage: octaves.above is \(above), so that the largest size is more than 4 times the canvas's")
        }
        if options.isGiven("from"), let other = ["count", "above", "sides"].first(where: options.isGiven) {
            throw ScriptFailure("stage: octaves.from says how many sizes there are, and so does octaves.\(other)")
        }
        return Octaves(
            count: options.theInteger("count"), scale: options.theFloat("scale"),
            smallest: options.theInteger("smallest"), above: above, first: options.integer("from"),
            sides: options.numbers("sides").map { Int($0) })
    }

    private static func normalization(_ options: Options) throws -> GradientNormalization {
        let name = options.theText("gradient")
        for word in GradientNormalization.words where word.name != name {
            for option in word.facts.options where options.isGiven(option.name) {
                throw ScriptFailure("stage: \(option.name) belongs to gradient = \"\(word.name)\"")
            }
        }
        return GradientNormalization(name, options.values(of: GradientNormalization.words.flatMap { $0.facts.options }))
    }

    private static func optimizer(_ options: Options) -> Optimizer {
        if case .object(.optimizer(let optimizer)) = options.value("optimizer") { return optimizer }
        return Optimizer(options.theText("optimizer"))
    }

    private static func parameterization(_ options: Options) -> Parameterization {
        if case .object(.parameterization(let parameterization)) = options.value("parameterization") {
            return parameterization
        }
        return Parameterization(options.theText("parameterization"))
    }
}
