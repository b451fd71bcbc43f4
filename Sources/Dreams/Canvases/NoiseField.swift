import Pictures
import Tensors

/// Noise around grey.
struct NoiseField: CanvasWord {
    var kind = Canvas.Noise.fractal

    static let schema = Schema<NoiseField>(
        "noise", "a canvas of noise around grey",
        [
            .choice(
                "kind", \.kind,
                "smooth at every scale, independent pixels, as much in every octave (1/f), or cells", work: .value)
        ], positional: 1, example: "canvas = r.noise { kind = \"pink\", width = 768 }",
        equation:
            "x = ½ + noise: a sum of octaves, N(0, σ²), of power 1/f, or the distance to the nearest of random points",
        source: "cells: Worley, \"A cellular texture basis function\", 1996")

    var description: String { "\(kind.rawValue) noise" }

    // Four planes, of which three are mixed; pink ones go through a spectrum.
    var canvases: Float { kind == .pink ? 3.8 : 2.4 }

    func colours(height: Int, width: Int, seed: UInt64) -> Tensor {
        switch kind {
        case .fractal: NoiseCanvas.paint(width: width, height: height, seed: seed)
        case .white: Pictures.Noise.white.paint(width: width, height: height, seed: seed)
        case .pink: Pictures.Noise.pink(power: 1).paint(width: width, height: height, seed: seed)
        case .cells: Pictures.Noise.cells(size: 0.08).paint(width: width, height: height, seed: seed)
        }
    }
}

extension Canvas {
    /// Kinds of noise.
    public enum Noise: String, Hashable, Sendable, CaseIterable {
        /// Smooth at every scale, faintly coloured: it suggests nothing.
        case fractal
        /// Independent pixels.
        case white
        /// As much in every octave of frequency: 1/f.
        case pink
        /// Cells around random points.
        case cells
    }
}

extension Canvas.Kind {
    /// Noise around grey.
    package static func noise(_ kind: Canvas.Noise) -> Canvas.Kind { Canvas.Kind(NoiseField(kind: kind)) }
}
