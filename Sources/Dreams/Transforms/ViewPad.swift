import Networks
import Pictures
import Tensors

/// Borders of some pixels, of a level 0…1, or of noise where it is absent.
struct ViewPad: TransformWord {
    var border = 1
    var level: Float?

    static let schema = Schema<ViewPad>(
        "view_pad", "a transform: a border around the view, so that nothing is dreamt up to the edge",
        [
            .integer("border", \.border, 1...512, "how wide", unit: "px", isRequired: true),
            .number("level", \.level, 0...1, "its grey, 0 black … 1 white", absent: "noise"),
        ], example: "transforms = { r.view_pad(64, 0.5), r.random_shift(8) }",
        equation: "v: [3, H + 2·border, W + 2·border], 255·level around x", source: "Lucid, optvis/transform.py")

    func size(of view: Extent) -> Extent { Extent(height: view.height + 2 * border, width: view.width + 2 * border) }

    func draw(_ drawing: inout Drawing, at moment: Moment) {
        drawing.move { view, dice in
            var wider = view.padded(by: border)
            wider.edge = .constant(255 * (level ?? dice.uniform()))
            return wider
        }
    }
}
