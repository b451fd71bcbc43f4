import Dreams
import Operators

/// What networks make of words.
extension Vocabulary {
    private static let text = Option("text", .text(most: 500), "what shall be seen, in words; CLIP knows English best")

    static let textObjective = Word(
        "text", on: .network,
        "how much the picture is what a text says, for networks with a text tower (CLIP): maximised, it is drawn",
        options: [text], gives: .objective,
        example: "maximize = net:text(\"a lighthouse in a storm\") - 0.3 * net:text(\"a blurry photo\")"
    ) { call in
        let (image, words) = try both(call)
        let product = (image * words).reduced(.sum, over: .channels)
        let lengths = image.reduced(.norm, over: .channels) * words.reduced(.norm, over: .channels)
        return .object(.expression((product / (lengths + 1e-6)).sum()))
    }.computing(
        "→ [1, 1, 1]", "y = cos(meanₚ e[:, p], t), e the picture's vector in the view of the step, t the text's",
        fails: "where the network has no text tower, or the text has more than its 77 tokens")

    static let textVector = Word(
        "text_vector", on: .network,
        "what a network with a text tower makes of a text: a direction, to be reckoned with",
        options: [text], gives: .tensor,
        example: "maximize = net:embedding():direction(net:text_vector(\"winter\") - net:text_vector(\"summer\"))"
    ) { call in
        .object(.expression(try both(call).words))
    }.computing(
        "→ [C, 1, 1]", "y = the vector of the text",
        fails: "where the network has no text tower, or the text is too long")

    static let embedding = Word(
        "embedding", on: .network,
        "what a network with a text tower makes of the picture, where texts have their place, too",
        gives: .tensor, example: "maximize = net:embedding():caricature(r.input())"
    ) { call in
        if let problem = call.network.withoutText { throw ScriptFailure("embedding: \(problem)") }
        return .object(.expression(.activation(call.layer(.embedding))))
    }.computing(
        "→ [C, H, W]", "y = the picture's vector, in the view of the step", fails: "where the network has no text tower"
    )

    /// The picture's vector, and the text's.
    private static func both(_ call: Call) throws -> (image: Dreams.Expression, words: Dreams.Expression) {
        if let problem = call.network.withoutText { throw ScriptFailure("\(call.word.name): \(problem)") }
        let image = Dreams.Expression.activation(call.layer(.embedding)).reduced(.mean, over: .positions)
        let words = TextReference(call.options.theText("text"), for: call.network.reference, place: call.place)
        return (image, .text(words))
    }
}
