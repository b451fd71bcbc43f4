import Dreams
import Pictures

/// What a climb may be made of: optimizers, parameterizations, and what is done to the views.
extension Vocabulary {
    static let climbingWords = WordGroup(
        title: "How a stage climbs",
        words: Word.family(Optimizer.self, gives: .object(.optimizer)) { .optimizer($0) }
            + [pixels, fourier, pyramid, phase]
            + [randomShift, randomScale, randomRotate, randomCrop, randomFlip, randomNoise, viewPad, viewBlur])

    /// What the bare names stand for.
    enum Default {
        static let fourier = Parameterization.fourier(decay: 1)
        static let pyramid = Parameterization.laplacian(levels: 5)
    }

    // MARK: - Parameterizations

    /// Where equal numbers are equal steps.
    private static func space(_ basis: Parameterization.Basis) -> Option {
        Option(
            "space", .choice(ColourSpace.allCases.map(\.rawValue)), default: .string(basis.usualSpace.rawValue),
            "the colours it is made of: \"srgb\" levels, \"linear\" light, \"oklab\" as the eye has them, or the "
                + "\"decorrelated\" ones of photographs, before a sigmoid (Lucid)")
    }

    private static func parameterization(
        _ name: String, _ about: String, _ options: [Option], _ basis: Parameterization.Basis, _ example: String,
        _ make: @escaping @Sendable (Options) -> Parameterization.Basis
    ) -> Word {
        Word(
            name, about, options: options + [space(basis)], gives: .object(.parameterization),
            example: "parameterization = " + example
        ) { call in
            .object(.parameterization(Parameterization(make(call.options), space: call.options.theChoice("space"))))
        }
    }

    private static let pixels = parameterization(
        "pixels", "a canvas made of its pixels, in colours of which equal numbers are equal steps", [], .pixels,
        "r.pixels { space = \"oklab\" }"
    ) { _ in .pixels }

    private static let fourier = parameterization(
        "fourier", "a canvas made of waves: every scale moves as easily as every other (Lucid)",
        [Option("decay", .number(0...3), default: 1, "how much easier large waves move than small ones")],
        Default.fourier.basis, "r.fourier { decay = 1 }, optimizer = \"adam\", step_size = 0.05"
    ) { .fourier(decay: $0.theFloat("decay")) }

    private static let pyramid = parameterization(
        "pyramid", "a canvas made of bands, from coarse to fine; an optimizer such as Adam moves all of them as far",
        [Option("levels", .integer(1...12), default: 5, "how many bands")], Default.pyramid.basis,
        "r.pyramid { levels = 5 }, optimizer = \"adam\", step_size = 0.5"
    ) { .laplacian(levels: $0.theInteger("levels")) }

    private static let phase = parameterization(
        "phase",
        "a canvas made of waves whose strengths are fixed, so that it keeps the look of photographs (MACO, 2023)",
        [
            Option(
                "magnitudes", .either([.picture, .list(.picture, count: 1...PictureFinder.mostInFolder)]),
                absent: "those of the canvas",
                "a picture whose strengths and mean colour are used, or several, on average: r.folder(\"guides\")")
        ], .phase(magnitudes: []), "r.phase { magnitudes = p.photo }, optimizer = \"nadam\", step_size = 0.1"
    ) { options in
        let pictures =
            options.picture("magnitudes").map { [$0] }
            ?? options.list("magnitudes").compactMap { value -> PictureReference? in
                if case .object(.picture(let picture)) = value { picture } else { nil }
            }
        return .phase(magnitudes: pictures)
    }

    // MARK: - Transforms

    private static func transform(
        _ name: String, _ about: String, _ option: Option, _ example: String,
        _ make: @escaping @Sendable (Options) -> Transform
    ) -> Word {
        Word(
            name, "a transform: " + about, options: [option], gives: .object(.transform),
            example: "transforms = { \(example) }"
        ) { call in .object(.transform(make(call.options))) }
    }

    private static let randomShift = transform(
        "random_shift", "a shift of the view by up to so many pixels",
        Option("most", .schedule(0...512), "the largest shift", unit: "px"), "r.random_shift(8)"
    ) { .shift($0.theSchedule("most")) }

    private static let randomScale = transform(
        "random_scale", "the view at one of some sizes",
        Option("factors", .list(.number(0.1...4), count: 1...100), "one is drawn for each view"),
        "r.random_scale { 0.95, 1, 1.05 }"
    ) { .scale($0.numbers("factors")) }

    private static let randomRotate = transform(
        "random_rotate", "the view turned by one of some angles",
        Option("angles", .list(.number(-180...180), count: 1...360), "one is drawn for each view", unit: "degrees"),
        "r.random_rotate { -5, 0, 5 }"
    ) { .rotate($0.numbers("angles")) }

    private static let randomCrop = Word(
        "random_crop", "a transform: a square of the canvas, somewhere, at the size that the network was made for",
        options: [
            Option("fraction", .schedule(0.01...1), default: 0.5, "its side, as a part of the canvas's shorter one"),
            Option(
                "spread", .fraction, default: 1,
                "how far from the middle it may lie: 0 is there, 0.15 mostly near it, 1 anywhere in the canvas"),
            Option("side", .integer(32...2048), default: 224, "what it is brought to", unit: "px"),
        ], positional: 0, gives: .object(.transform),
        example: "transforms = { r.random_crop { fraction = 0.4 } }, views = 8"
    ) { call in
        .object(
            .transform(
                .crop(
                    fraction: call.options.theSchedule("fraction"), spread: call.options.theFloat("spread"),
                    side: call.options.theInteger("side"))))
    }

    private static let randomFlip = Word(
        "random_flip", "a transform: every second view mirrored", gives: .object(.transform),
        example: "transforms = { r.random_flip() }"
    ) { _ in .object(.transform(.flip)) }

    private static let randomNoise = transform(
        "random_noise", "Gaussian noise over the view",
        Option("deviation", .schedule(0...255), "how strong", unit: "levels"), "r.random_noise(40)"
    ) { .noise($0.theSchedule("deviation")) }

    private static let viewPad = Word(
        "view_pad", "a transform: a border around the view, so that nothing is dreamt up to the edge",
        options: [
            Option("border", .integer(1...512), "how wide", unit: "px"),
            Option("level", .fraction, absent: "noise", "its grey, 0 black … 1 white"),
        ], gives: .object(.transform), example: "transforms = { r.view_pad(64, 0.5), r.random_shift(8) }"
    ) { call in
        .object(
            .transform(.pad(call.options.theInteger("border"), level: call.options.number("level").map { Float($0) })))
    }

    private static let viewBlur = transform(
        "view_blur", "a Gaussian blur of the view", Option("sigma", .schedule(0...100), "its deviation", unit: "px"),
        "r.view_blur(r.ease(2, 0))"
    ) { .blur($0.theSchedule("sigma")) }
}
