import Dreams
import Pictures

/// Stages that change the canvas without the network. Lengths are parts of the canvas, so that a look holds at any size.
extension Vocabulary {
    static let operationWords = WordGroup(
        title: "Stages without the network",
        words: [
            zoom, rotate, shift, warp, swirl, ripple, mirror, kaleidoscope, seamless, blend, matchColours,
            matchHistogram, keepLuminance, keepColour, palette, sharpen, blur, tone, resize, transparent,
        ])

    private static func operation(
        _ name: String, _ about: String, _ options: [Option], positional: Int? = nil, _ example: String,
        _ make: @escaping @Sendable (Options) -> CanvasOperation
    ) -> Word {
        let title = String(name.map { $0 == "_" ? " " : $0 })
        return Word(
            name, about, options: options, positional: positional, gives: .stage, example: example
        ) { call in
            .object(.stage(Stage(name: title, action: .canvas(make(call.options)), place: call.place)))
        }
    }

    private static let place = [
        Option("x", .number(-1...2), default: 0.5, "the middle, 0 left … 1 right"),
        Option("y", .number(-1...2), default: 0.5, "the middle, 0 top … 1 bottom"),
    ]
    private static let from = Option(
        "from", .picture, default: "input", "whose; \"input\" is what the dream began with")

    static let wrap = Option(
        "wrap", .choice(Wrap.allCases.map(\.rawValue)), default: "none",
        "which sides meet, as in r.stage: what lies past them is the other side")

    // MARK: - Where things are

    private static let zoom = operation(
        "zoom", "enlarges the canvas about a point",
        [Option("factor", .number(0.05...20), "above 1 nearer; below 1 the canvas is mirrored at its edges")] + place
            + [wrap], positional: 3, "r.zoom { factor = 1.5 }"
    ) {
        .zoom(
            factor: $0.theFloat("factor"), x: $0.theFloat("x"), y: $0.theFloat("y"), wrap: $0.theChoice("wrap"))
    }

    private static let rotate = operation(
        "rotate", "turns the canvas about its middle",
        [Option("angle", .number(-3600...3600), "clockwise", unit: "degrees"), wrap], positional: 1, "r.rotate(15)"
    ) { .rotate(angle: $0.theFloat("angle"), wrap: $0.theChoice("wrap")) }

    private static let shift = operation(
        "shift", "moves the canvas around its edges",
        [
            Option("x", .number(-10...10), default: 0, "to the right, in widths"),
            Option("y", .number(-10...10), default: 0, "down, in heights"),
        ], "r.shift(0.5, 0.5)"
    ) { .shift(x: $0.theFloat("x"), y: $0.theFloat("y")) }

    private static let wavelength = Option(
        "wavelength", .number(0.005...4), default: 0.25, "from wave to wave, in shorter sides")

    private static let warp = operation(
        "warp", "bends the canvas by smooth noise",
        [Option("amount", .number(0...1), default: 0.03, "how far, in shorter sides"), wavelength, wrap],
        positional: 2, "r.warp { amount = 0.05, wavelength = 0.3 }"
    ) {
        .warp(
            .noise(amount: $0.theFloat("amount"), wavelength: $0.theFloat("wavelength")), wrap: $0.theChoice("wrap"))
    }

    private static let swirl = operation(
        "swirl", "turns the canvas about a point, less and less away from it",
        [
            Option("angle", .number(-3600...3600), default: 90, "at the point itself", unit: "degrees"),
            Option("radius", .number(0.01...4), default: 0.5, "where it ends, in shorter sides"),
        ] + place + [wrap], positional: 2, "r.swirl { angle = 120, radius = 0.6 }"
    ) {
        .warp(
            .swirl(
                angle: $0.theFloat("angle"), radius: $0.theFloat("radius"), x: $0.theFloat("x"), y: $0.theFloat("y")),
            wrap: $0.theChoice("wrap"))
    }

    private static let ripple = operation(
        "ripple", "bends the canvas in rings around a point",
        [Option("amount", .number(0...1), default: 0.01, "how far, in shorter sides"), wavelength] + place + [wrap],
        positional: 2, "r.ripple { amount = 0.02, wavelength = 0.15 }"
    ) {
        .warp(
            .ripple(
                amount: $0.theFloat("amount"), wavelength: $0.theFloat("wavelength"), x: $0.theFloat("x"),
                y: $0.theFloat("y")), wrap: $0.theChoice("wrap"))
    }

    private static let mirror = operation(
        "mirror", "shows one half twice",
        [Option("side", .choice(CanvasOperation.Side.allCases.map(\.rawValue)), "the half that stays")],
        "r.mirror(\"left\")"
    ) { .mirror($0.theChoice("side")) }

    private static let kaleidoscope = operation(
        "kaleidoscope", "shows a wedge of the canvas and its mirror image, again and again around a point",
        [
            Option(
                "segments", .integer(2...64), default: 6, "how many petals, each of them a wedge and its mirror image"),
            Option(
                "angle", .number(-360...360), default: 0, "where the first begins: 0 is to the right, 90 is down",
                unit: "degrees"),
        ] + place, positional: 2, "r.kaleidoscope { segments = 8 }"
    ) {
        .kaleidoscope(
            segments: $0.theInteger("segments"), angle: $0.theFloat("angle"), x: $0.theFloat("x"),
            y: $0.theFloat("y"))
    }

    private static let seamless = operation(
        "seamless", "fades opposite borders into each other, so that the canvas can be laid side by side",
        [
            Option(
                "border", .number(0.01...1), default: 0.2,
                "how far it reaches from each edge, as a part of half the size: 1 is to the middle"),
            Option(
                "wrap", .choice([Wrap.horizontal, .both].map(\.rawValue)), default: "both",
                "which sides are to meet: \"horizontal\" leaves top and bottom of a panorama alone"),
        ], positional: 1, "r.seamless(0.3)"
    ) { .seamless(border: $0.theFloat("border"), wrap: $0.theChoice("wrap")) }

    private static let resize = operation(
        "resize", "makes the canvas larger or smaller; the dream goes on there",
        [Option("factor", .number(0.1...8), "of width and height"), wrap], positional: 1, "r.resize(2)"
    ) { .resize(factor: $0.theFloat("factor"), wrap: $0.theChoice("wrap")) }

    // MARK: - Other pictures

    private static let blend = operation(
        "blend", "lays a picture over the canvas",
        [
            Option("picture", .picture, "the picture, brought to the canvas's size"),
            Option(
                "mode", .choice(CanvasOperation.BlendMode.allCases.map(\.rawValue)), default: "normal",
                "as in painting programs"),
            Option("opacity", .fraction, default: 1, "how much of it"),
            Option("mask", .mask, absent: "everywhere", "where"),
        ], "r.blend(r.input(), \"luminosity\", 0.5)"
    ) {
        .blend(
            $0.thePicture("picture"), mode: $0.theChoice("mode"), opacity: $0.theFloat("opacity"),
            mask: $0.mask("mask"))
    }

    private static let space = Option(
        "space", .choice(CanvasOperation.MatchingSpace.allCases.map(\.rawValue)), default: "oklab",
        "where colours are measured; \"ab\" is the colour plane of Oklab and leaves lightness alone")

    private static let matchColours = operation(
        "match_colours", "gives the canvas the mean and the spread of a picture's colours", [from, space],
        "r.match_colours { from = \"input\", space = \"oklab\" }"
    ) { .matchColours($0.thePicture("from"), space: $0.theChoice("space")) }

    private static let matchHistogram = operation(
        "match_histogram", "gives the canvas the whole distribution of a picture's colours", [from, space],
        "r.match_histogram { from = p.painting }"
    ) { .matchHistogram($0.thePicture("from"), space: $0.theChoice("space")) }

    private static let keepLuminance = operation(
        "keep_luminance", "puts the lightness of a picture under the canvas's colours", [from], "r.keep_luminance()"
    ) { .keepLuminance($0.thePicture("from")) }

    private static let keepColour = operation(
        "keep_colour", "puts the colours of a picture over the canvas's lightness", [from], "r.keep_colour()"
    ) { .keepColour($0.thePicture("from")) }

    // MARK: - Colour and sharpness

    private static let palette = operation(
        "palette", "brings every colour towards the nearest one of a palette",
        [
            Option("colours", .list(.colour, count: 1...64), "the palette, each like \"#ff8000\""),
            Option("strength", .fraction, default: 1, "how far"),
        ], "r.palette({ \"#102030\", \"#e0c080\", \"#a03020\" }, 0.7)"
    ) { .palette($0.colours("colours"), strength: $0.theFloat("strength")) }

    private static let sharpen = operation(
        "sharpen", "adds what a blur would take away",
        [
            Option("radius", .number(0...0.2), default: 0.002, "the blur's, in shorter sides"),
            Option("amount", .number(0...10), default: 0.5, "how much of it"), wrap,
        ], positional: 2, "r.sharpen(0.01, 2)"
    ) { .sharpen(radius: $0.theFloat("radius"), amount: $0.theFloat("amount"), wrap: $0.theChoice("wrap")) }

    private static let blur = operation(
        "blur", "blurs the canvas", [Option("radius", .number(0...0.5), "in shorter sides"), wrap], positional: 1,
        "r.blur(0.02)"
    ) { .blur(radius: $0.theFloat("radius"), wrap: $0.theChoice("wrap")) }

    private static let tone = operation(
        "tone", "changes lightness and colour",
        [
            Option("exposure", .number(-8...8), default: 0, "how much more light", unit: "stops"),
            Option("contrast", .number(0...8), default: 1, "a factor; 1 leaves it"),
            Option(
                "gamma", .number(0.1...10), default: 1,
                "above 1 middle tones get lighter, black and white stay; 1 leaves it"),
            Option("saturation", .number(0...8), default: 1, "a factor; 1 leaves it, 0 is grey"),
        ], positional: 0, "r.tone { exposure = 0.3, contrast = 1.3, saturation = 1.6 }"
    ) {
        .tone(
            exposure: $0.theFloat("exposure"), contrast: $0.theFloat("contrast"), gamma: $0.theFloat("gamma"),
            saturation: $0.theFloat("saturation"))
    }

    private static let transparent = operation(
        "opacity", "makes the canvas as opaque as a mask says",
        [Option("mask", .mask, "1 is opaque, 0 is transparent")], "r.opacity(r.ellipse {})"
    ) { options in
        guard let mask = options.mask("mask") else { preconditionFailure("the schema promises a mask") }
        return .transparency(mask)
    }
}
