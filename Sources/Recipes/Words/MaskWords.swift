import Dreams

/// Where a stage works.
extension Vocabulary {
    static let maskWords = WordGroup(title: "Masks", words: [luminance])

    private static let luminance = Word(
        "luminance", "a mask by lightness, 0 black … 1 white; give above or below",
        options: [
            Option("above", .number(0...1), absent: "no bound", "the dream happens where it is lighter"),
            Option("below", .number(0...1), absent: "no bound", "the dream happens where it is darker"),
            Option("softness", .number(0...1), default: 0.2, "the width of the edge"),
        ], positional: 0, gives: .mask, example: "mask = r.luminance { above = 0.4 }"
    ) { call in
        let (above, below) = (call.options.number("above"), call.options.number("below"))
        guard let threshold = above ?? below, above == nil || below == nil else {
            throw ScriptFailure("luminance: give either above or below")
        }
        return .object(
            .mask(
                .luminance(
                    threshold: Float(threshold), softness: Float(call.options.theNumber("softness")),
                    above: above != nil)))
    }
}
