public import Networks
public import Pictures
import Tensors

extension Canvas {
    /// Paints the canvas at a size. Patterns are as large as the canvas is high, so that they look alike at any size.
    public func picture(size: Extent, seed: UInt64) -> Picture {
        Picture(colours: colours(height: size.height, width: size.width, seed))
    }

    private func colours(height: Int, width: Int, _ seed: UInt64) -> Tensor {
        switch kind {
        case .clouds: Clouds.paint(width: width, height: height, seed: seed)
        case .noise(.fractal): NoiseCanvas.paint(width: width, height: height, seed: seed)
        case .noise(.white): Pictures.Noise.white.paint(width: width, height: height, seed: seed)
        case .noise(.pink): Pictures.Noise.pink(power: 1).paint(width: width, height: height, seed: seed)
        case .noise(.cells): Pictures.Noise.cells(size: 0.08).paint(width: width, height: height, seed: seed)
        case .gradient(let colours, let angle):
            ColourRamp(colours.map(\.vector)).linear(width: width, height: height, degrees: -angle)
        case .radial(let colours): ColourRamp(colours.map(\.vector)).radial(width: width, height: height)
        case .plain(let colour): Tensor.plain(colour.vector, width: width, height: height)
        }
    }
}
