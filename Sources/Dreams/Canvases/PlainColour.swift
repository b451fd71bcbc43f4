import Pictures
import Tensors

/// One colour.
struct PlainColour: CanvasWord {
    var colour = Colour(red: 0.5, green: 0.5, blue: 0.5)

    static let schema = Schema<PlainColour>(
        "plain", "a canvas of one colour", [.colour("colour", \.colour, "the colour")], positional: 1,
        example: "canvas = r.plain(\"#5b3a68\")", equation: "x = colour")

    var description: String { "plain \(colour)" }

    func colours(height: Int, width: Int, seed: UInt64) -> Tensor {
        Tensor.plain(colour.vector, width: width, height: height)
    }
}
