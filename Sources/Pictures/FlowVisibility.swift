public import Tensors

/// What can be trusted of a flow.
extension OpticalFlow {
    /// `[1, 1, H, W]`: 1 where the flow can be trusted, 0 where what is seen was hidden in the other frame, or where
    /// motions meet (Sundaram, Brox and Keutzer, "Dense point trajectories by GPU-accelerated large displacement
    /// optical flow", 2010): |w + w′|² > 0.01·(|w|² + |w′|²) + 0.5, with w′ the way back from where w leads; or |∇u|² +
    /// |∇v|² > 0.01·|w|² + 0.002. What leads out of the frame cannot be trusted either.
    public static func visibility(_ flow: Displacement, back: Displacement) -> Tensor {
        let returned = back.offsets.warped(by: flow, edge: .clamp)
        let (height, width) = (flow.height, flow.width)
        let area = height * width
        let (w, r) = (flow.offsets.values.span, returned.values.span)
        let slopes = (0..<2).map { flow.offsets.plane($0).slopes() }
        return Tensor(Shape(channels: 1, height: height, width: width)) { output in
            for i in 0..<area {
                let (there, again) = (SIMD2(w[i], w[area + i]), SIMD2(r[i], r[area + i]))
                let place = SIMD2(Float(i % width), Float(i / width)) + there
                let inside =
                    place.x > -0.5 && place.y > -0.5 && place.x < Float(width) - 0.5 && place.y < Float(height) - 0.5
                let miss = squares(there + again)
                let rough = slopes.reduce(Float(0)) { $0 + squares(SIMD2($1.values[i], $1.values[area + i])) }
                let visible = miss <= 0.01 * (squares(there) + squares(again)) + 0.5
                output[i] = inside && visible && rough <= 0.01 * squares(there) + 0.002 ? 1 : 0
            }
        }
    }
}

private func squares(_ v: SIMD2<Float>) -> Float { (v * v).sum() }

extension Tensor {
    /// One channel.
    fileprivate func plane(_ channel: Int) -> Tensor {
        Tensor(
            shape: Shape(channels: 1, height: shape.height, width: shape.width),
            values: Array(values[indices(ofChannel: channel)]))
    }
}
