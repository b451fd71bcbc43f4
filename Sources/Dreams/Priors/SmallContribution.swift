import Tensors

/// Pixels whose contribution |g·(x − grey)| is among this smallest fraction become grey.
struct SmallContribution: PriorWord {
    var fraction = Schedule.constant(0)

    static let schema = Schema<SmallContribution>(
        "small_contribution", "pixels that matter little become grey",
        [
            .schedule(
                "small_contribution", \.fraction, 0...1,
                "the part of the pixels that matter least that becomes grey")
        ], equation: "x[p] ← 128 where Σ |g[p]·(x[p] − 128)| is among the smallest part",
        source: "Yosinski et al., 2015")

    var description: String { "clip contributions \(fraction)" }

    func needsGradient(at moment: Moment) -> Bool { fraction.value(at: moment) > 0 }

    func apply(to canvas: inout Tensor, after step: PriorContext) {
        let useless = fraction.value(at: step.moment)
        guard useless > 0, let gradient = step.gradient else { return }
        canvas.silence(useless) { x, pixel, area in
            (0..<3).reduce(Float(0)) {
                $0 + abs(gradient.values[$1 * area + pixel] * (x[$1 * area + pixel] - PriorContext.grey))
            }
        }
    }
}
