/// The words that no picture can show, each with the reason: every other word has one, and a test holds that.
extension Setting {
    static let unseen: [String: String] = reasons.reduce(into: [:]) { unseen, reason in
        for title in reason.titles { unseen[title] = reason.text }
    }

    private static let reasons: [(text: String, titles: [String])] = [
        ("it is a file's frame, and shows what stands in it", ["r.preset", "r.plugin", "r.define"]),
        (
            "it declares what may be set, and draws nothing",
            [
                "r.number", "r.integer", "r.boolean", "r.choice", "r.text", "r.class", "r.picture", "r.pictures",
                "r.sound", "r.list",
                "r.tensor", "r.objective", "r.mask", "r.colour", "r.schedule",
            ]
        ),
        (
            "it is a number on its way through a stage, and looks like the option that takes it",
            ["r.ease", "r.keys", "r.per_octave", "r.over_film", "r.loudness"]
        ),
        ("it names a picture or several, and looks like them", ["r.input", "r.file", "r.folder"]),
        ("it makes the canvas larger, and a picture here is of one size", ["r.resize"]),
        ("it lists layers, each of which net:layer shows", ["net:layers"]),
        (
            "it is one step of an expression: what it does to a picture depends on the rest",
            [
                "r.canvas", "r.vector", "r.network", "net:class_token", "net:text",
                "net:text_vector", "net:embedding", "tensor:pre", "tensor:of", "tensor:aligned",
                "tensor:trained", "tensor:square",
                "tensor:abs", "tensor:relu", "tensor:sqrt", "tensor:exp", "tensor:log", "tensor:tanh", "tensor:sigmoid",
                "tensor:sin", "tensor:cos", "tensor:clamp", "tensor:minimum", "tensor:maximum", "tensor:mean",
                "tensor:sum",
                "tensor:max", "tensor:norm", "tensor:crop", "tensor:inset", "tensor:gram", "tensor:best_match",
                "tensor:softmax", "tensor:strongest", "tensor:weakest", "tensor:without_outliers", "tensor:blur",
                "tensor:shift", "tensor:resized",
                "tensor:fixed", "tensor:colours",
            ]
        ),
    ]
}
