/// A Gaussian blur.
struct ViewBlur: TransformWord {
    var sigma = Schedule.constant(0)

    static let schema = Schema<ViewBlur>(
        "view_blur", "a transform: a Gaussian blur of the view",
        [.schedule("sigma", \.sigma, 0...Double(ViewBlur.widest), "its deviation", unit: "px", isRequired: true)],
        example: "transforms = { r.view_blur(r.ease(2, 0)) }",
        equation: "v = g * x, g ∝ exp(−d²/2·sigma²), the widest of several")

    /// The largest deviation.
    static let widest: Float = 100

    var movesPixels: Bool { false }
    var blurs: Bool { true }

    func draw(_ drawing: inout Drawing, at moment: Moment) {
        drawing.blur = max(drawing.blur, sigma.value(at: moment))
    }
}
