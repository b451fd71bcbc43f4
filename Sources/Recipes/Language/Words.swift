import Dreams

/// The words of the language, with their schemas. What each one does stands in `WordMeanings.swift`.
enum Vocabulary {
    /// Every word of `r`, in the order of the reference.
    static let words = [
        preset, number, integer, boolean, choice, className, clouds, noise, stage, matchColours, ease, totalVariation,
        luminance, canvas,
    ]

    static let preset = Word(
        name: "preset", about: "what a preset file returns",
        options: [
            Option(
                name: "api", kind: .integer(1...1), isRequired: true,
                about: "the version of the language it is written in"),
            Option(name: "title", kind: .text(most: 200), isRequired: true, about: "its name for people"),
            Option(name: "author", kind: .text(most: 200), fallback: "nobody", about: "who wrote it"),
            Option(
                name: "licence", kind: .text(most: 100), fallback: "none given",
                about: "an SPDX identifier, such as CC0-1.0"),
            Option(name: "about", kind: .text(most: 2000), fallback: "nothing", about: "what it does, in a sentence"),
            Option(name: "params", kind: .names(.parameter), fallback: "none", about: "what its users may turn"),
            Option(
                name: "network", kind: .text(most: 100), fallback: "'squeezenet'", about: "the network it dreams with"),
            Option(
                name: "canvas", kind: .canvas, fallback: "r.clouds {}",
                about: "what to dream on when no picture is given"),
            Option(
                name: "recipe", kind: .function, isRequired: true, about: "function(net, p): returns the list of stages"
            ),
        ],
        example: "return r.preset { api = 1, title = \"…\", recipe = function(net, p) return { … } end }")

    static let number = Word(
        name: "number", about: "a parameter that is a number",
        options: [
            Option(name: "default", kind: anyNumber, isRequired: true, about: "what holds when nobody sets it"),
            Option(name: "min", kind: anyNumber, fallback: "-1000000000", about: "the smallest allowed"),
            Option(name: "max", kind: anyNumber, fallback: "1000000000", about: "the largest allowed"),
            aboutOption,
        ],
        example: "strength = r.number { default = 1, min = 0.2, max = 3, about = \"how far the dream goes\" }")

    static let integer = Word(
        name: "integer", about: "a parameter that is a whole number",
        options: [
            Option(name: "default", kind: anyInteger, isRequired: true, about: "what holds when nobody sets it"),
            Option(name: "min", kind: anyInteger, fallback: "-1000000000", about: "the smallest allowed"),
            Option(name: "max", kind: anyInteger, fallback: "1000000000", about: "the largest allowed"),
            aboutOption,
        ],
        example: "octaves = r.integer { default = 6, min = 1, max = 10 }")

    static let boolean = Word(
        name: "boolean", about: "a parameter that is true or false",
        options: [
            Option(name: "default", kind: .boolean, isRequired: true, about: "what holds when nobody sets it"),
            aboutOption,
        ],
        example: "colourful = r.boolean { default = true }")

    static let choice = Word(
        name: "choice", about: "a parameter that is one of some texts",
        options: [
            Option(name: "default", kind: .text(most: 100), isRequired: true, about: "what holds when nobody sets it"),
            Option(name: "of", kind: .texts, isRequired: true, about: "the texts"), aboutOption,
        ],
        example: "mood = r.choice { default = \"calm\", of = { \"calm\", \"wild\" } }")

    static let className = Word(
        name: "class", about: "a parameter that is a class of the network",
        options: [
            Option(name: "default", kind: .text(most: 100), isRequired: true, about: "a name or a number"), aboutOption,
        ],
        example: "creature = r.class { default = \"golden retriever\" }")

    static let clouds = Word(
        name: "clouds", about: "a canvas: a summer sky", options: sizeOptions,
        example: "canvas = r.clouds { width = 768, height = 512 }")

    static let noise = Word(
        name: "noise", about: "a canvas: grey with faint coloured noise", options: sizeOptions,
        example: "canvas = r.noise { width = 768, height = 512 }")

    static let stage = Word(
        name: "stage", about: "climbs the gradient of an objective, from a small picture to the full one",
        options: [
            Option(name: "name", kind: .text(most: 100), fallback: "its number", about: "for progress and messages"),
            Option(
                name: "maximize", kind: .objective, isRequired: true, about: "what shall grow; its addends are balanced"
            ),
            Option(
                name: "minimize", kind: .objective,
                about: "what shall shrink: layers or classes, or penalties such as r.tv()"),
            Option(
                name: "octaves",
                kind: .options([
                    Option(name: "count", kind: .integer(1...16), fallback: "4", about: "how many sizes"),
                    Option(
                        name: "scale", kind: .number(1.05...4), fallback: "1.4",
                        about: "the ratio of neighbouring sizes"),
                ]), fallback: "{ count = 4, scale = 1.4 }", about: "the ladder of sizes, smallest first"),
            Option(name: "steps", kind: .integer(1...10_000), fallback: "10", about: "steps on each octave"),
            Option(
                name: "step_size", kind: .schedule, fallback: "1.5", about: "how far a step goes, in levels of 0…255"),
            Option(
                name: "gradient", kind: .choice(["laplacian", "mean"]), fallback: "'laplacian'",
                about: "how the gradient is normalised: band by band, or by its mean size as Google did"),
            Option(
                name: "levels", kind: .integer(1...10), fallback: "4", about: "bands of the Laplacian normalisation"),
            Option(
                name: "jitter", kind: .integer(0...512), fallback: "32",
                about: "the largest random shift before a step, in pixels"),
            Option(name: "mask", kind: .mask, fallback: "everywhere", about: "where the dream happens"),
        ],
        example: "r.stage { maximize = net.fire8:energy(), octaves = { count = 6, scale = 1.4 }, steps = 20 }")

    static let matchColours = Word(
        name: "match_colours", about: "gives the canvas the colours that the picture had at the start",
        options: [
            Option(name: "from", kind: .choice(["input"]), fallback: "'input'", about: "whose colours"),
            Option(
                name: "space", kind: .choice(Stage.ColourSpace.allCases.map(\.rawValue)), fallback: "'oklab'",
                about:
                    "where mean and deviation are matched; 'ab' is the colour plane of Oklab and leaves lightness alone"
            ),
        ],
        example: "r.match_colours { from = \"input\", space = \"oklab\" }")

    static let ease = Word(
        name: "ease", about: "a schedule: r.ease(from, to) goes smoothly from one number to another over the stage",
        options: [], example: "step_size = r.ease(2.0, 1.0) * p.strength")

    static let totalVariation = Word(
        name: "tv", about: "a penalty: how restless the canvas is (total variation)",
        options: [Option(name: "beta", kind: .number(1...4), fallback: "2", about: "2 smooths, 1 keeps edges")],
        example: "minimize = 0.02 * r.tv()")

    static let luminance = Word(
        name: "luminance", about: "a mask by lightness, 0 black … 1 white; give above or below",
        options: [
            Option(name: "above", kind: .number(0...1), about: "the dream happens where it is lighter"),
            Option(name: "below", kind: .number(0...1), about: "the dream happens where it is darker"),
            Option(name: "softness", kind: .number(0...1), fallback: "0.2", about: "the width of the edge"),
        ],
        example: "mask = r.luminance { above = 0.4 }")

    static let canvas = Word(
        name: "canvas", about: "the picture being dreamt, as a tensor expression of levels 0…255: r.canvas()",
        options: [], example: "minimize = 0.01 * (r.canvas() - 128):square():mean()")

    private static let anyNumber = Option.Kind.number(-1e9...1e9)
    private static let anyInteger = Option.Kind.integer(-1_000_000_000...1_000_000_000)
    private static let aboutOption = Option(name: "about", kind: .text(most: 500), about: "one line for its users")
    private static let sizeOptions = [
        Option(name: "width", kind: .integer(16...16384), fallback: "768", about: "in pixels"),
        Option(name: "height", kind: .integer(16...16384), fallback: "512", about: "in pixels"),
    ]
}
