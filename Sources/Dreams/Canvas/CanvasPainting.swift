public import Networks
public import Pictures

extension Canvas {
    /// Paints the canvas at a size.
    public func picture(size: Extent, seed: UInt64) -> Picture {
        switch kind {
        case .clouds: Picture(colours: Clouds.paint(width: size.width, height: size.height, seed: seed))
        case .noise, .gradient, .radial, .plain:
            Picture(colours: NoiseCanvas.paint(width: size.width, height: size.height, seed: seed))
        }
    }
}
