import Tensors

/// x ← grey + (1 − decay)·(x − grey)
struct PriorDecay: PriorWord {
    var decay = Schedule.constant(0)

    static let schema = Schema<PriorDecay>(
        "decay", "every pixel goes to grey", [.schedule("decay", \.decay, 0...1, "how far every pixel goes to grey")],
        equation: "x ← 128 + (1 − decay)·(x − 128)", source: "Yosinski et al., 2015")

    func apply(to canvas: inout Tensor, after step: PriorContext) {
        let decay = decay.value(at: step.moment)
        if decay > 0 { canvas = canvas.map { PriorContext.grey + (1 - decay) * ($0 - PriorContext.grey) } }
    }
}
