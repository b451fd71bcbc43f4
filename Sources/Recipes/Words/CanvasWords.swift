import Dreams
import Wording

/// What to dream on when no picture is given.
extension Vocabulary {
    static let canvasWords = WordGroup(title: "Canvases", words: [clouds, noise, gradient, radial, plain])

    private static let colours = Option(
        "colours", .list(.colour, count: 2...16), "from one end to the other, each like \"#ff8000\"")
    private static let size = [
        Option("width", .integer(16...16384), default: 768, "how wide it is", unit: "px"),
        Option("height", .integer(16...16384), default: 512, "how high it is", unit: "px"),
    ]

    private static let clouds = Word(
        "clouds", "a canvas: a summer sky", options: size, positional: 0, gives: .canvas,
        example: "canvas = r.clouds { width = 768, height = 512 }"
    ) { call in
        try canvas(.clouds, call)
    }

    private static let noise = Word(
        "noise", "a canvas of noise around grey",
        options: [
            Option(
                "kind", .choice(Canvas.Noise.allCases.map(\.rawValue)), default: "fractal",
                "smooth at every scale, independent pixels, as much in every octave (1/f), or cells")
        ] + size, positional: 1, gives: .canvas, example: "canvas = r.noise { kind = \"pink\", width = 768 }"
    ) { call in
        try canvas(.noise(call.options.theChoice("kind")), call)
    }

    private static let gradient = Word(
        "gradient", "a canvas that goes from colour to colour along a direction",
        options: [
            colours,
            Option("angle", .number(-360...360), default: 90, "0 is to the right, 90 is down", unit: "degrees"),
        ] + size, positional: 0, gives: .canvas,
        example: "canvas = r.gradient { colours = { \"#203060\", \"#ffb060\" }, angle = 90 }"
    ) { call in
        try canvas(.gradient(call.options.colours("colours"), angle: call.options.theFloat("angle")), call)
    }

    private static let radial = Word(
        "radial", "a canvas that goes from colour to colour from the middle outwards", options: [colours] + size,
        positional: 0, gives: .canvas, example: "canvas = r.radial { colours = { \"#fff0c0\", \"#102040\" } }"
    ) { call in
        try canvas(.radial(call.options.colours("colours")), call)
    }

    private static let plain = Word(
        "plain", "a canvas of one colour", options: [Option("colour", .colour, "the colour")] + size, positional: 1,
        gives: .canvas, example: "canvas = r.plain(\"#5b3a68\")"
    ) { call in
        guard let colour = call.options.colour("colour") else { preconditionFailure("the schema promises a colour") }
        return try canvas(.plain(colour), call)
    }

    /// The most pixels of a canvas that nobody but a preset asked for.
    private static let mostPixels = 64_000_000

    private static func canvas(_ kind: Canvas.Kind, _ call: Call) throws -> LuaValue {
        let (width, height) = (call.options.theInteger("width"), call.options.theInteger("height"))
        guard width * height <= mostPixels else {
            throw ScriptFailure(
                "\(call.word.name): \(width)×\(height) has more than \(mostPixels / 1_000_000) megapixels; "
                    + "larger ones are asked for by \(SettingName.width) and \(SettingName.height)")
        }
        return .object(.canvas(Canvas(kind, width: width, height: height)))
    }
}
