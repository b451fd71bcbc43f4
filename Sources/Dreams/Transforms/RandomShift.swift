import Pictures
import Tensors

/// A shift by up to some pixels.
struct RandomShift: TransformWord {
    var most = Schedule.constant(0)

    static let schema = Schema<RandomShift>(
        "random_shift", "a transform: a shift of the view by up to so many pixels",
        [.schedule("most", \.most, 0...512, "the largest shift", unit: "px", isRequired: true)],
        example: "transforms = { r.random_shift(8) }", equation: "v(p) = x(p − d), d uniform in ±most, both ways",
        source: "Lucid, optvis/transform.py")

    func draw(_ drawing: inout Drawing, at moment: Moment) {
        let reach = most.value(at: moment)
        func shift(_ dice: inout Philox) -> Float { -reach + 2 * reach * dice.uniform() }
        drawing.move { $0.shifted(right: shift(&$1), down: shift(&$1)) }
    }
}
