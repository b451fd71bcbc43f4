public import Tensors

extension Tensor {
    /// Unsharp masking: `amount` times the detail, which is what a blur by σ = `radius` pixels takes away, is added
    /// again.
    /// - Parameter threshold: detail smaller than this, in the picture's unit, is left alone: grain stays as it is.
    public func sharpened(amount: Float, radius: Float = 1.5, threshold: Float = 0, edge: Edges = .clamp) -> Tensor {
        let blurred = blurred(sigma: radius, edge: edge)
        let (source, smooth) = (values.span, blurred.values.span)
        return Tensor(shape) { output in
            for i in source.indices {
                let detail = source[i] - smooth[i]
                let excess = max(abs(detail) - threshold, 0)
                output[i] = source[i] + amount * (detail < 0 ? -excess : excess)
            }
        }
    }
}
