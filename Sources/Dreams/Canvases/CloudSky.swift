import Pictures
import Tensors

/// A procedural sky with cumulus clouds.
struct CloudSky: CanvasWord {
    static let schema = Schema<CloudSky>(
        "clouds", "a canvas: a summer sky", positional: 0, example: "canvas = r.clouds { width = 768, height = 512 }",
        equation: "value noise of seven octaves, lit from above, before a gradient of blues")

    func colours(height: Int, width: Int, seed: UInt64) -> Tensor {
        Clouds.paint(width: width, height: height, seed: seed)
    }
}

extension Canvas.Kind {
    /// A sky.
    package static let clouds = Canvas.Kind(CloudSky())
}
