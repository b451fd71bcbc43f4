import Foundation

/// Each channel brighter or darker, and of more contrast or less, by itself: what is left is seen in any light.
struct RandomColours: TransformWord {
    var shift = Schedule.constant(0.3)
    var contrast = Schedule.constant(0.5)

    static let schema = Schema<RandomColours>(
        "random_colours",
        "a transform: the view in other colours, so that shapes are dreamt and not tints (colour jitter)",
        [
            .schedule("shift", \.shift, 0...1, "how far each channel may become brighter or darker, 1 being white"),
            .schedule("contrast", \.contrast, 0...2, "how much its contrast may change: by e^contrast, up or down"),
        ], example: "transforms = { r.random_colours(0.3, 0.5) }, views = 8",
        equation: "v[c] = (x[c] − 128)·e^a + 128 + 255·b, a = U(±contrast), b = U(±shift), both drawn for each channel",
        source: "Ghiasi et al., \"What do vision transformers learn?\", 2022")

    var movesPixels: Bool { false }

    func draw(_ drawing: inout Drawing, at moment: Moment) {
        let (shift, contrast) = (shift.value(at: moment), contrast.value(at: moment))
        drawing.recolour { dice in
            var change = ColourChange()
            for channel in 0..<3 {
                change.factors[channel] = exp(dice.around(contrast))
                change.shifts[channel] = 128 * (1 - change.factors[channel]) + 255 * dice.around(shift)
            }
            return change
        }
    }
}
