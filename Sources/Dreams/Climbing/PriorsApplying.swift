import Pictures
import Tensors

/// The regularizers of Yosinski et al., "Understanding neural networks through deep visualization", 2015, in their order: decay, blur,
/// and pixels that are set back to grey. They act on levels, around 128, and only where a mask lets the dream happen.
extension Priors {
    /// Whether the gradient of the step is needed.
    func needGradient(at moment: Moment) -> Bool { smallContribution.value(at: moment) > 0 }

    /// Changes a canvas of levels after a step.
    func apply(
        to canvas: inout Tensor, gradient: Tensor?, step: Int, at moment: Moment, mask: Tensor?, wrap: Wrap
    ) {
        guard self != Priors() else { return }
        let before = mask == nil ? nil : canvas
        let decay = decay.value(at: moment)
        if decay > 0 { canvas = canvas.map { grey + (1 - decay) * ($0 - grey) } }
        let blur = blur.value(at: moment)
        if blur > 0, (step + 1) % blurEvery == 0 {
            canvas = canvas.blurred(sigma: blur, edge: wrap.edges)
        }
        let smallest = smallNorm.value(at: moment)
        if smallest > 0 {
            canvas.silence(smallest) { x, pixel, area in
                (0..<3).reduce(Float(0)) { $0 + (x[$1 * area + pixel] - grey) * (x[$1 * area + pixel] - grey) }
            }
        }
        let useless = smallContribution.value(at: moment)
        if useless > 0, let gradient {
            canvas.silence(useless) { x, pixel, area in
                (0..<3).reduce(Float(0)) {
                    $0 + abs(gradient.values[$1 * area + pixel] * (x[$1 * area + pixel] - grey))
                }
            }
        }
        guard let before, let mask else { return }
        canvas.add(before, times: -1)
        canvas.multiply(byMask: mask)
        canvas.add(before)
    }
}

private let grey: Float = 128

extension Tensor {
    /// Sets the fraction of the pixels that matter least to grey.
    fileprivate mutating func silence(_ fraction: Float, importance: ([Float], _ pixel: Int, _ area: Int) -> Float) {
        let area = shape.area
        guard area > 0 else { return }
        let important = (0..<area).map { importance(values, $0, area) }
        let threshold = important.sorted()[min(Int(fraction * Float(area)), area - 1)]
        for pixel in 0..<area where important[pixel] < threshold {
            for channel in 0..<shape.channels { values[channel * area + pixel] = grey }
        }
    }
}
