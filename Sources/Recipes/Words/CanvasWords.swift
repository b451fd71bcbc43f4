import Dreams

/// What to dream on when no picture is given.
extension Vocabulary {
    static let canvasWords = WordGroup(
        title: "Canvases",
        words: [
            canvas(.clouds, "a summer sky"), canvas(.noise, "grey with faint coloured noise"),
        ])

    private static func canvas(_ kind: Canvas.Kind, _ about: String) -> Word {
        Word(
            kind.rawValue, "a canvas: \(about)",
            options: [
                Option("width", .integer(16...16384), default: 768, "how wide it is", unit: "px"),
                Option("height", .integer(16...16384), default: 512, "how high it is", unit: "px"),
            ], gives: .canvas, example: "canvas = r.\(kind.rawValue) { width = 768, height = 512 }"
        ) { call in
            .object(
                .canvas(
                    Canvas(
                        kind, width: call.options.theInteger("width"), height: call.options.theInteger("height"))))
        }
    }
}
