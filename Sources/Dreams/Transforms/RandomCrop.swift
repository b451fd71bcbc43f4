import Networks
import Pictures
import Tensors

/// A square whose side is a fraction of the shorter side of the canvas, somewhere in it; the network sees it at `side` pixels. `spread`
/// is the deviation of its place from the middle, in parts of the canvas: 0.15 keeps near the middle (MACO), 1 is as good as anywhere.
struct RandomCrop: TransformWord {
    var fraction = Schedule.constant(0.5)
    var spread: Float = 1
    var side = 224

    static let schema = Schema<RandomCrop>(
        "random_crop", "a transform: a square of the canvas, somewhere, at the size that the network was made for",
        [
            .schedule("fraction", \.fraction, 0.01...1, "its side, as a part of the canvas's shorter one"),
            .number(
                "spread", \.spread, 0...1,
                "how far from the middle it may lie: 0 is there, 0.15 mostly near it, 1 anywhere in the canvas"),
            .integer("side", \.side, 32...2048, "what it is brought to", unit: "px"),
        ], positional: 0, example: "transforms = { r.random_crop { fraction = 0.4 } }, views = 8",
        equation: "v = x within a square of fraction shorter sides, at side × side; its middle is N(middle, spread²)",
        source: "MACO: Fel et al., \"Unlocking feature visualization for deeper networks\", 2023")

    var description: String { "crop \(fraction) spread \(spread) to \(side)" }

    /// Whatever the canvas's size.
    var leastScale: Float { 0 }

    func size(of view: Extent) -> Extent { Extent(side) }

    func draw(_ drawing: inout Drawing, at moment: Moment) {
        drawing.move {
            $0.cropped(to: square(in: $0, at: moment, &$1)).resized(height: side, width: side)
        }
    }

    /// A square around a place near the middle of a view, within it: a normal deviation from the middle, drawn again while the square
    /// would stand out. It is not pushed back in: a wide spread would then see little but the corners.
    private func square(in view: AffineView, at moment: Moment, _ dice: inout Philox) -> Region {
        let share = min(max(fraction.value(at: moment), 0.01), 1)
        let side = max(1, Int((share * Float(min(view.height, view.width))).rounded()))
        func place(_ extent: Int, _ dice: inout Philox) -> Range<Int> {
            let free = extent - side
            for _ in 0..<16 {
                let start = Float(free) / 2 + Float(extent) * spread * dice.normal()
                if start >= 0, start <= Float(free) { return Int(start)..<Int(start) + side }
            }
            let start = min(Int(dice.uniform() * Float(free + 1)), free)
            return start..<start + side
        }
        let rows = place(view.height, &dice)
        return Region(rows: rows, columns: place(view.width, &dice))
    }
}
