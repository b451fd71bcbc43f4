import Dreams

/// Where something happens. Masks multiply (both), add (either), and are taken from 1 (elsewhere).
extension Vocabulary {
    static let maskWords = WordGroup(
        title: "Masks",
        words: [luminance, chroma, ramp, ellipse, circle, whereSeen, brightness, alpha, painted, inverse, feather])

    private static let softness = Option("softness", .fraction, default: 0.2, "the width of the edge")

    private static let middleAcross = Option("x", .number(-1...2), default: 0.5, "the middle, 0 left … 1 right")
    private static let middleDown = Option("y", .number(-1...2), default: 0.5, "the middle, 0 top … 1 bottom")

    private static let luminance = threshold(
        "luminance", "a mask by lightness, 0 black … 1 white; give above or below", 1, softness: 0.2,
        ("lighter", "darker"), "mask = r.luminance { above = 0.4 }"
    ) { .luminance(above: $0, softness: $1) }

    private static let chroma = threshold(
        "chroma", "a mask by how far colours are from grey, 0 … about 0.3 (Oklab); give above or below", 0.5,
        softness: 0.05, ("more colourful", "greyer"), "mask = r.chroma { above = 0.06 }"
    ) { .chroma(above: $0, softness: $1) }

    private static func threshold(
        _ name: String, _ about: String, _ most: Double, softness: Double, _ sides: (String, String),
        _ example: String, _ mask: @escaping @Sendable (Float, Float) -> Mask
    ) -> Word {
        Word(
            name, about,
            options: [
                Option("above", .number(0...most), absent: "no bound", "free where it is \(sides.0)"),
                Option("below", .number(0...most), absent: "no bound", "free where it is \(sides.1)"),
                Option("softness", .fraction, default: .number(softness), "the width of the edge"),
            ], positional: 0, gives: .mask, example: example
        ) { call in
            let (above, below) = (call.options.number("above"), call.options.number("below"))
            guard let bound = above ?? below, above == nil || below == nil else {
                throw ScriptFailure("\(name): give either above or below")
            }
            let free = mask(Float(bound), call.options.theFloat("softness"))
            return .object(.mask(above == nil ? .inverse(free) : free))
        }
    }

    private static let ramp = Word(
        "ramp", "a mask that goes from 0 to 1 along a direction",
        options: [
            Option("angle", .number(-360...360), "0 is to the right, 90 is down", unit: "degrees"),
            Option("from", .fraction, default: 0, "where it begins to rise, as a part of the way"),
            Option("to", .fraction, default: 1, "where it has reached 1"),
        ], gives: .mask, example: "mask = r.ramp { angle = 90, from = 0.3, to = 0.6 }"
    ) { call in
        .object(
            .mask(
                .gradient(
                    angle: call.options.theFloat("angle"), from: call.options.theFloat("from"),
                    to: call.options.theFloat("to"))))
    }

    private static let ellipse = Word(
        "ellipse", "a mask that is 1 inside of an ellipse, which is measured by the canvas's sides (r.circle is not)",
        options: [
            middleAcross, middleDown,
            Option("width", .number(0.001...4), default: 0.5, "the radius across, as a part of the canvas's width"),
            Option("height", .number(0.001...4), default: 0.5, "the radius down, as a part of its height"), softness,
        ], positional: 0, gives: .mask, example: "mask = r.ellipse { x = 0.5, y = 0.4, width = 0.3, height = 0.3 }"
    ) { call in
        let options = call.options
        return .object(
            .mask(
                .ellipse(
                    x: options.theFloat("x"), y: options.theFloat("y"), width: options.theFloat("width"),
                    height: options.theFloat("height"), softness: options.theFloat("softness"))))
    }

    private static let circle = Word(
        "circle", "a mask that is 1 inside of a circle, round on a canvas of any shape",
        options: [
            middleAcross, middleDown,
            Option("radius", .number(0.001...4), default: 0.4, "as a part of the canvas's shorter side"), softness,
        ], positional: 0, gives: .mask, example: "mask = r.circle { x = 0.5, y = 0.4, radius = 0.3 }"
    ) { call in
        let options = call.options
        return .object(
            .mask(
                .circle(
                    x: options.theFloat("x"), y: options.theFloat("y"), radius: options.theFloat("radius"),
                    softness: options.theFloat("softness"))))
    }

    private static let whereSeen = Word(
        "where", on: .network,
        "a mask: where the network sees a class (its class activation map), 1 where it is surest",
        options: [
            Option("class", .className, "a name, a synonym, or a number counted from 0"),
            Option("sharpness", .number(0.1...8), default: 1, "above 1 only the surest places are left"),
        ], gives: .mask, example: "mask = net:where(\"tabby\")"
    ) { call in
        let index = try NetworkWords.classIndex(call.options.theText("class"), in: call.network, word: "where")
        return .object(.mask(.evidence(classIndex: index, sharpness: call.options.theFloat("sharpness"))))
    }

    private static let brightness = Word(
        "mask", on: .picture, "a mask: how light the picture is, white being 1", gives: .mask,
        example: "mask = p.stencil:mask()"
    ) { call in .object(.mask(.picture(call.picture))) }

    private static let alpha = Word(
        "alpha", on: .picture, "a mask: how opaque the picture is", gives: .mask, example: "mask = p.sticker:alpha()"
    ) { call in .object(.mask(.alpha(call.picture))) }

    private static let painted = Word(
        "painted", on: .picture, "a mask: where the picture has a colour, so that one painting holds several masks",
        options: [
            Option("colour", .colour, "like \"#ff0000\""),
            Option("tolerance", .number(0.001...1), default: 0.1, "how far a colour may be from it (Oklab distance)"),
        ], gives: .mask, example: "mask = p.plan:painted(\"#ff0000\")"
    ) { call in
        guard let colour = call.options.colour("colour") else { preconditionFailure("the schema promises a colour") }
        return .object(
            .mask(
                .colour(
                    call.picture, red: colour.red, green: colour.green, blue: colour.blue,
                    tolerance: call.options.theFloat("tolerance"))))
    }

    private static let inverse = Word(
        "inverse", on: .mask, "the mask of all the rest, which 1 - mask is as well", gives: .mask,
        example: "mask = net:where(\"tabby\"):inverse()"
    ) { call in .object(.mask(.inverse(call.mask))) }

    private static let feather = Word(
        "feather", on: .mask, "the mask with a blurred edge",
        options: [Option("radius", .number(0...1), "as a part of the canvas's shorter side"), Vocabulary.wrap],
        positional: 1, gives: .mask, example: "mask = p.plan:painted(\"#ff0000\"):feather(0.02)"
    ) { call in
        .object(
            .mask(
                .feathered(call.mask, call.options.theFloat("radius"), wrap: call.options.theChoice("wrap"))))
    }
}
