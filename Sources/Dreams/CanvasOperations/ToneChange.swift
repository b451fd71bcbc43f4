import Pictures
import Tensors

/// Exposure in stops, contrast and saturation as factors; encoded values to the power of 1/gamma.
struct ToneChange: ColourOperation {
    var exposure: Float = 0
    var contrast: Float = 1
    var gamma: Float = 1
    var saturation: Float = 1

    static let schema = Schema<ToneChange>(
        "tone", "changes lightness and colour",
        [
            .number("exposure", \.exposure, -8...8, "how much more light", unit: "stops", work: .change),
            .number("contrast", \.contrast, 0...8, "a factor; 1 leaves it", work: .change),
            .number(
                "gamma", \.gamma, 0.1...10, "above 1 middle tones get lighter, black and white stay; 1 leaves it",
                work: .change),
            .number("saturation", \.saturation, 0...8, "a factor; 1 leaves it, 0 is grey", work: .change),
        ], positional: 0, example: "r.tone { exposure = 0.3, contrast = 1.3, saturation = 1.6 }",
        equation: "light·2^exposure; (y − ½)·contrast + ½; y^(1/gamma); (a, b)·saturation of Oklab; one after the other"
    )

    var description: String {
        "tone: exposure \(exposure), contrast \(contrast), gamma \(gamma), saturation \(saturation)"
    }
    /// Colours are changed beside themselves, lightness in its place.
    var canvases: Float { saturation == 1 ? 1 : 2 }

    func recolour(_ colours: consuming Tensor, in scene: OperationContext) -> Tensor {
        Tone(exposure: exposure, contrast: contrast, gamma: gamma, saturation: saturation).applied(to: colours)
    }
}
