import Dreams
import Operators

/// The channels that a picture excites most, or least.
extension Vocabulary {
    static let strongest = ranked(
        "strongest", isLeast: false, "the channels that the picture excites most: more of what is there already")
    static let weakest = ranked(
        "weakest", isLeast: true, "the channels that the picture excites least: what it lacks")

    private static func ranked(_ name: String, isLeast: Bool, _ about: String) -> Word {
        Word(
            name, on: .tensor, about,
            options: [
                Option("count", .integer(1...10_000), "how many"),
                Option(
                    "by", .tensor, absent: "itself, so that they are chosen anew at every step",
                    "of as many channels, whose means rank them; x:aligned(r.input()) goes by the picture as it was"),
            ], gives: .tensor, example: "net.fire8:\(name)(8):energy()"
        ) { call in
            .object(
                .expression(
                    call.tensor.strongest(
                        call.options.theInteger("count"), by: call.options.expression("by"), isLeast: isLeast)))
        }.computing(
            "x: [C, H, W] → [count, H, W]",
            "y[i] = x[cᵢ], c the channels in the order of Σₚ by[c, p], \(isLeast ? "least" : "largest") first",
            fails: "where there are fewer channels, or by has another number of them")
    }
}
