import Dreams
import Wording

/// The words that are files of the floor below, family by family: what scripts get for them. Nothing else is said of one here.
extension Vocabulary {
    /// What an ascent may be made of: optimizers, parameterizations, and what is done to the views.
    static let climbingWords = WordGroup(
        title: "How a stage climbs",
        words: Word.family(Optimizer.self, gives: .object(.optimizer)) { .optimizer($0) }
            + Word.family(Parameterization.self, gives: .object(.parameterization)) {
                .parameterization($0)
            }
            + Word.family(Transform.self, gives: .object(.transform)) { .transform($0) })

    /// Where something happens. Masks multiply (both), add (either), and are taken from 1 (elsewhere).
    static let maskWords = WordGroup(
        title: "Masks", words: Word.family(Mask.self, gives: .mask) { .mask($0) })

    /// Stages that change the canvas without the network. Lengths are parts of the canvas, so that a look holds at any size.
    static let operationWords = WordGroup(
        title: "Stages without the network",
        words: Word.family(CanvasOperation.self, gives: .stage) { operation, call in
            let title = String(call.word.name.map { $0 == "_" ? " " : $0 })
            return .stage(Stage(name: title, action: .canvas(operation), place: call.place))
        })

    /// What to dream on when no picture is given.
    static let canvasWords = WordGroup(
        title: "Canvases",
        words: Word.family(
            Canvas.Kind.self, gives: .canvas,
            also: [
                Option("width", .integer(16...16384), default: 768, "how wide it is", unit: "px"),
                Option("height", .integer(16...16384), default: 512, "how high it is", unit: "px"),
            ]
        ) { kind, call in
            let (width, height) = (call.options.theInteger("width"), call.options.theInteger("height"))
            guard width * height <= mostPixels else {
                throw ScriptFailure(
                    "\(call.word.name): \(width)×\(height) has more than \(mostPixels / 1_000_000) megapixels; "
                        + "larger ones are asked for by \(SettingName.width) and \(SettingName.height)")
            }
            return .canvas(Canvas(kind, width: width, height: height))
        })

    /// The most pixels of a canvas that nobody but a preset asked for.
    private static let mostPixels = 64_000_000
}
