import Pictures
import Tensors

extension Recipe {
    /// What the stages that match colours will want to know of the picture, by space: taken before the first stage, so that
    /// the picture itself need not be kept.
    func colours(of canvas: Tensor) -> [Stage.ColourSpace: [ColourMoments]] {
        stages.reduce(into: [:]) { colours, stage in
            guard case .matchColours(let space) = stage.action, colours[space] == nil else { return }
            colours[space] = space.planes(of: canvas).colourMoments
        }
    }
}

extension Stage.ColourSpace {
    /// Gives a canvas of levels the moments of another.
    func match(_ canvas: inout Tensor, to wanted: [ColourMoments]) {
        switch self {
        case .srgb:
            canvas.match(wanted)
        case .oklab, .ab:
            var planes = planes(of: consume canvas)
            planes.match(wanted, channels: self == .ab ? 1..<3 : 0..<3)
            canvas = Oklab.toSRGB(planes)
            canvas.scale(by: 255)
        }
    }

    /// A canvas of levels in this space.
    fileprivate func planes(of canvas: consuming Tensor) -> Tensor {
        guard self != .srgb else { return canvas }
        canvas.scale(by: 1 / 255)
        canvas.clamp(to: 0...1)
        return Oklab.fromSRGB(canvas)
    }
}
