public import Tensors

/// How a picture moved: dense flow between two frames, after Lucas and Kanade.
///
///     let flow = OpticalFlow.estimate(from: current, to: previous)
///     let carried = previousDream.warped(by: flow)                 // the last dream, where things are now
///     let trust = OpticalFlow.visibility(flow, back: OpticalFlow.estimate(from: previous, to: current))
///
/// Around every pixel x the offset d is sought for which b(x + d) looks like a(x): it minimises Σ w·(a(x) − b(x + d))²
/// over a Gaussian window (Lucas and Kanade, "An iterative image registration technique", 1981). It is found from
/// coarse to fine over a pyramid, and on each level in a few steps, by solving G·δ = Σ w·(a − b)·∇a with G = Σ w·∇a·∇aᵀ
/// (Bouguet, "Pyramidal implementation of the Lucas Kanade feature tracker", 2001). Where a window shows no structure,
/// the flow of the coarser level stays.
public enum OpticalFlow {
    /// How the flow is sought.
    public struct Options: Hashable, Sendable {
        /// σ of the window, in pixels of each level: larger is smoother, and steadier.
        public var window: Float = 2.5
        /// σ of the smoothing after each step, in pixels of each level, by which places of much structure lead those of
        /// little.
        public var smoothing: Float = 4
        /// Steps on each level.
        public var iterations = 4
        /// The least that the shorter side of a level may have, in pixels: what moves by less than about a quarter of
        /// the picture is found.
        public var coarsest = 8

        /// The usual.
        public init() {}
    }

    /// The flow from `a` to `b`, `[1, 3, H, W]`, sRGB-encoded 0…1: what is at x in a is at x + offset in b. Warping b
    /// by it gives a, wherever a is seen in b.
    public static func estimate(from a: Tensor, to b: Tensor, options: Options = Options()) -> Displacement {
        precondition(a.shape == b.shape, "frames of \(a.shape) and \(b.shape) are not one size")
        let (first, second) = (levels(of: a, options), levels(of: b, options))
        var flow = Tensor.zeros(Shape(channels: 2, height: 1, width: 1))
        for (a, b) in zip(first, second).reversed() {
            flow = flow.stretched(height: a.shape.height, width: a.shape.width)
            flow = refined(flow, a, b, options)
        }
        return Displacement(offsets: flow)
    }

    /// Greys, finest first.
    private static func levels(of frame: Tensor, _ options: Options) -> [Tensor] {
        var levels = [frame.grey().blurred(sigma: 0.7)]
        while let last = levels.last, min(last.shape.height, last.shape.width) >= 2 * options.coarsest {
            levels.append(last.halved())
        }
        return levels
    }

    private static func refined(_ start: Tensor, _ a: Tensor, _ b: Tensor, _ options: Options) -> Tensor {
        let slopes = a.slopes()
        let structure = WindowedStructure(slopes, window: options.window)
        var flow = start
        for _ in 0..<options.iterations {
            let error = differences(a, b, slopes, flow)
            let step = structure.solved(error.blurred(sigma: options.window, edge: .mirror))
            flow.add(structure.smoothed(step, sigma: options.smoothing))
        }
        return flow
    }

    /// (a(x) − b(x + d))·∇a: `[1, 2, H, W]`. What leads out of b is no error: there is nothing to compare.
    private static func differences(_ a: Tensor, _ b: Tensor, _ slopes: Tensor, _ flow: Tensor) -> Tensor {
        let (width, area) = (a.shape.width, a.shape.area)
        let (right, bottom) = (Float(width - 1), Float(a.shape.height - 1))
        let warped = b.warped(by: Displacement(offsets: flow), edge: .clamp)
        let (a, b, slope, flow) = (a.values.span, warped.values.span, slopes.values.span, flow.values.span)
        return Tensor(slopes.shape) { output in
            for i in 0..<area {
                let (x, y) = (Float(i % width) + flow[i], Float(i / width) + flow[area + i])
                guard x >= 0, y >= 0, x <= right, y <= bottom else { continue }
                output[i] = (a[i] - b[i]) * slope[i]
                output[area + i] = (a[i] - b[i]) * slope[area + i]
            }
        }
    }
}

extension Tensor {
    /// `[1, 1, H, W]`: the brightness of encoded colours (ITU-R BT.601).
    fileprivate func grey() -> Tensor {
        let area = shape.area
        let source = values.span
        return Tensor(Shape(channels: 1, height: shape.height, width: shape.width)) { output in
            for i in 0..<area {
                output[i] = 0.299 * source[i] + 0.587 * source[area + i] + 0.114 * source[2 * area + i]
            }
        }
    }

    /// A flow at another size, in that size's pixels.
    fileprivate func stretched(height: Int, width: Int) -> Tensor {
        let factors = (Float(width) / Float(shape.width), Float(height) / Float(shape.height))
        var flow = resized(height: height, width: width, filter: .bilinear)
        let area = height * width
        var values = flow.values.mutableSpan
        for i in 0..<area {
            values[i] *= factors.0
            values[area + i] *= factors.1
        }
        return flow
    }
}
