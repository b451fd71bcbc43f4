import Dreams

/// What a vision transformer has of the picture as a whole.
extension Vocabulary {
    static let classToken = Word(
        "class_token", on: .network, "the token of a vision transformer that stands for the whole picture",
        options: [
            Option(
                "layer", .text(most: 200), absent: "behind the last block",
                "the block at which it is read, by an exact name or an alias")
        ], gives: .tensor, example: "maximize = net:class_token():caricature(r.input())"
    ) { call in
        let layer = call.options.text("layer")
        if let layer, !call.network.layers.contains(layer) {
            throw ScriptFailure(NetworkWords.noLayer(layer, in: call.network))
        }
        return .object(.expression(.activation(call.layer(.classToken(layer)))))
    }.computing(
        "→ [C, 1, 1]", "y = the first token of the layer's line, before those of the patches",
        fails: "where the network has none, or the layer is no line of tokens")
}
