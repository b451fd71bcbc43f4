import Tensors

/// The two by two matrix G of every window.
struct WindowedStructure {
    /// `[1, 3, H, W]`: Σ w·gx², Σ w·gx·gy, Σ w·gy².
    private let products: Tensor
    /// `[1, 1, H, W]`: the smaller eigenvalue of G, so the confidence in a flow (Shi and Tomasi, "Good features to
    /// track", 1994).
    private let confidence: Tensor

    /// What is less than the grain of a picture, a slope of about 0.003 a pixel, is no structure.
    private static let grain: Float = 1e-5

    init(_ slopes: Tensor, window: Float) {
        let area = slopes.shape.area
        let slope = slopes.values.span
        let size = (slopes.shape.height, slopes.shape.width)
        let products = Tensor(Shape(channels: 3, height: size.0, width: size.1)) { output in
            for i in 0..<area {
                let (x, y) = (slope[i], slope[area + i])
                output[i] = x * x
                output[area + i] = x * y
                output[2 * area + i] = y * y
            }
        }.blurred(sigma: window, edge: .mirror)
        self.products = products
        let g = products.values.span
        confidence = Tensor(Shape(channels: 1, height: size.0, width: size.1)) { output in
            for i in 0..<area {
                let (mean, half) = ((g[i] + g[2 * area + i]) / 2, (g[i] - g[2 * area + i]) / 2)
                let spread = (half * half + g[area + i] * g[area + i]).squareRoot()
                output[i] = max(mean - spread, 0) + WindowedStructure.grain / 100
            }
        }
    }

    /// G⁻¹·`error`, at most one pixel long: `[1, 2, H, W]`.
    func solved(_ error: Tensor) -> Tensor {
        let area = error.shape.area
        let grain = WindowedStructure.grain
        let (g, e) = (products.values.span, error.values.span)
        return Tensor(error.shape) { output in
            for i in 0..<area {
                let (xx, xy, yy) = (g[i] + grain, g[area + i], g[2 * area + i] + grain)
                let determinant = xx * yy - xy * xy
                var step = SIMD2(yy * e[i] - xy * e[area + i], xx * e[area + i] - xy * e[i]) / determinant
                let length = (step * step).sum().squareRoot()
                if length > 1 { step /= length }
                output[i] = step.x
                output[area + i] = step.y
            }
        }
    }

    /// The mean of the steps around each place, weighted by the confidence. Steps end at zero, so that no flow is bent
    /// by it.
    func smoothed(_ step: Tensor, sigma: Float) -> Tensor {
        guard sigma > 0 else { return step }
        let area = step.shape.area
        let (weight, source) = (confidence.values.span, step.values.span)
        let weighted = Tensor(Shape(channels: 3, height: step.shape.height, width: step.shape.width)) { output in
            for i in 0..<area {
                output[i] = weight[i] * source[i]
                output[area + i] = weight[i] * source[area + i]
                output[2 * area + i] = weight[i]
            }
        }.blurred(sigma: sigma, edge: .mirror)
        let sums = weighted.values.span
        return Tensor(step.shape) { output in
            for i in 0..<area {
                output[i] = sums[i] / sums[2 * area + i]
                output[area + i] = sums[area + i] / sums[2 * area + i]
            }
        }
    }
}
