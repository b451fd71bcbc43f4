import Pictures
import Tensors

/// Every pixel of planes in a space.
struct Pixels: ParameterizationWord {
    var space = ColourSpace.srgb

    static let schema = Schema<Pixels>(
        "pixels", "a canvas made of its pixels, in colours of which equal numbers are equal steps",
        [.space(\.space)], example: "parameterization = r.pixels { space = \"oklab\" }",
        equation: "levels = T⁻¹(z) + rest, z: [3, H, W], T to the space, rest what it cannot make of the first canvas")

    var description: String { "pixels\(spaceNote)" }
    var isExact: Bool { true }

    func state(of planes: consuming Tensor, amplitudes: Tensor?, wrap: Wrap) -> any CanvasState {
        PixelState(planes, space: space)
    }

    func state(parameters: [Tensor], constants: [Tensor], shape: Shape, wrap: Wrap) -> (any CanvasState)? {
        PixelState(parameters: parameters, constants: constants, shape: shape, space: space)
    }

    var areThePlanes: Bool { true }

    func memory(of planes: Shape) -> ParameterMemory { ParameterMemory(parameters: 4 * planes.count) }
}

/// Every pixel.
struct PixelState: CanvasState {
    var parameters: [Tensor]

    private let space: ColourSpace

    init(_ planes: consuming Tensor, space: ColourSpace = .srgb) {
        parameters = [planes]
        self.space = space
    }

    init?(parameters: [Tensor], constants: [Tensor], shape: Shape, space: ColourSpace) {
        guard parameters.map(\.shape) == [shape], constants.isEmpty else { return nil }
        (self.parameters, self.space) = (parameters, space)
    }

    var constants: [Tensor] { [] }

    func canvas(keeping trace: inout Tensor?) -> Tensor { parameters[0] }

    func pullBack(_ gradient: consuming Tensor, trace: consuming Tensor?) -> [Tensor] { [gradient] }

    func make(by parts: inout StepParts) -> Bool { true }

    var bounds: ClosedRange<Float>? { space == .srgb ? 0...255 : nil }

    /// Levels that no file can hold would only be cut off at the end, and pull the network astray until then.
    mutating func settle() { parameters[0] = space.clamped(exchange(&parameters[0], with: .empty)) }
}
