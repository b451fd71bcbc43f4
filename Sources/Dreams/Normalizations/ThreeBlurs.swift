import Pictures
import Tensors

/// The mean of three Gaussian blurs of g, σ · {½, 1, 2}, less its mean, divided by its deviation.
struct ThreeBlurs: NormalizationWord {
    var sigma = Schedule.constant(1)

    static let schema = Schema<ThreeBlurs>(
        "blurs", "by three blurs",
        [.schedule("sigma", \.sigma, 0...100, "the middle blur of gradient = \"blurs\"", unit: "px")],
        equation: "ĝ = (b − mean b) ÷ σ(b), b = Σ of Gaussian blurs of g by sigma/2, sigma and 2·sigma",
        source: "gordicaleksa/pytorch-deepdream, 2020")

    var description: String { "three blurs \(sigma)" }

    /// Their sum, and a blur on its way.
    var canvases: Float { 3 }

    func normalize(_ direction: inout Direction, meanAbsolute: Float, at moment: Moment, wrap: Wrap) {
        let sigma = sigma.value(at: moment)
        direction.change { gradient in
            var sum = gradient.blurred(sigma: sigma / 2, edge: wrap.edges)
            sum.add(gradient.blurred(sigma: sigma, edge: wrap.edges))
            sum.add(gradient.blurred(sigma: 2 * sigma, edge: wrap.edges))
            let mean = sum.mean
            let size = Tensor.size(sum.deviation)
            sum.change { $1 = ($1 - mean) / size }
            gradient = sum
        }
    }
}
