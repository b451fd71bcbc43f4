import Dreams

/// What vision transformers keep to themselves.
extension Vocabulary {
    static let withoutOutliers = Word(
        "without_outliers", on: .tensor,
        "without the few positions that are far longer than the others, which late blocks of vision transformers have",
        options: [
            Option("limit", .number(1...100), default: 2, "how many times as long as the median a position may be")
        ], gives: .tensor, example: "net:at(0.9):without_outliers():energy()"
    ) { call in
        .object(.expression(call.tensor.withoutOutliers(limit: call.options.theFloat("limit"))))
    }.computing(
        "x: [C, H, W] → [C, H, W]",
        "y[:, p] = x[:, p] where ‖x[:, p]‖ ≤ limit · median ‖x‖, else 0; which they are has no slope"
    )
}
