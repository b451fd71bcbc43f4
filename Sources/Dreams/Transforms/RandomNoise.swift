/// Gaussian noise, in levels.
struct RandomNoise: TransformWord {
    var deviation = Schedule.constant(0)

    static let schema = Schema<RandomNoise>(
        "random_noise", "a transform: Gaussian noise over the view",
        [.schedule("deviation", \.deviation, 0...255, "how strong", unit: "levels", isRequired: true)],
        example: "transforms = { r.random_noise(40) }", equation: "v = x + N(0, deviation²), the strongest of several",
        source: "Smilkov et al., \"SmoothGrad: removing noise by adding noise\", 2017")

    var movesPixels: Bool { false }

    var isNoisy: Bool { true }

    func draw(_ drawing: inout Drawing, at moment: Moment) {
        drawing.noise = max(drawing.noise, deviation.value(at: moment))
    }
}
