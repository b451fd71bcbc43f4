import Tensors

/// Pixels whose distance from grey is among this smallest fraction become grey.
struct SmallNorm: PriorWord {
    var fraction = Schedule.constant(0)

    static let schema = Schema<SmallNorm>(
        "small_norm", "pixels near to grey become grey",
        [.schedule("small_norm", \.fraction, 0...1, "the part of the pixels nearest to grey that becomes grey")],
        equation: "x[p] ← 128 where |x[p] − 128| is among the smallest part", source: "Yosinski et al., 2015")

    var description: String { "clip norms \(fraction)" }

    func apply(to canvas: inout Tensor, after step: PriorContext) {
        let smallest = fraction.value(at: step.moment)
        guard smallest > 0 else { return }
        canvas.silence(smallest) { x, pixel, area in
            (0..<3).reduce(Float(0)) {
                let distance = x[$1 * area + pixel] - PriorContext.grey
                return $0 + distance * distance
            }
        }
    }
}
