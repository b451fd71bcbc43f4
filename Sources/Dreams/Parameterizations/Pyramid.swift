import Pictures
import Tensors

/// The bands of the Laplacian pyramid of planes.
struct Pyramid: ParameterizationWord {
    var levels = 5
    var space = ColourSpace.srgb

    static let schema = Schema<Pyramid>(
        "pyramid", "a canvas made of bands, from coarse to fine; an optimizer such as Adam moves all of them as far",
        [.integer("levels", \.levels, 1...12, "how many bands"), .space(\.space)],
        example: "parameterization = r.pyramid { levels = 5 }, optimizer = \"adam\", step_size = 0.5",
        equation: "z = Σ bᵢ, each brought to the canvas's size; bᵢ: [3, H/2ⁱ, W/2ⁱ]",
        source: "Burt and Adelson, \"The Laplacian pyramid as a compact image code\", 1983")

    var description: String { "laplacian bands \(levels)\(spaceNote)" }
    var isExact: Bool { true }

    func state(of planes: consuming Tensor, amplitudes: Tensor?, wrap: Wrap) -> any CanvasState {
        PyramidState(planes, levels: levels, edge: wrap.edges)
    }

    func state(parameters: [Tensor], constants: [Tensor], shape: Shape, wrap: Wrap) -> (any CanvasState)? {
        PyramidState(parameters: parameters, constants: constants, shape: shape, edge: wrap.edges)
    }

    func memory(of planes: Shape) -> ParameterMemory {
        let bands = LaplacianPyramid.shapes(of: planes, levels: levels).reduce(0) { $0 + 4 * $1.count }
        let onTheWay = 4 * planes.count * 3 / 4
        return ParameterMemory(parameters: bands, making: onTheWay, goingBack: onTheWay, beginning: onTheWay)
    }
}

/// The bands of a Laplacian pyramid, finest first; a step moves every band by as much.
struct PyramidState: CanvasState {
    var parameters: [Tensor]

    private let edge: Edges

    init(_ planes: consuming Tensor, levels: Int, edge: Edges) {
        parameters = LaplacianPyramid(planes, levels: levels, edge: edge).levels
        self.edge = edge
    }

    init?(parameters: [Tensor], constants: [Tensor], shape: Shape, edge: Edges) {
        guard parameters.first?.shape == shape, constants.isEmpty else { return nil }
        (self.parameters, self.edge) = (parameters, edge)
    }

    var constants: [Tensor] { [] }

    func canvas(keeping trace: inout Tensor?) -> Tensor {
        LaplacianPyramid(levels: parameters, edge: edge).merged()
    }

    func pullBack(_ gradient: consuming Tensor, trace: consuming Tensor?) -> [Tensor] {
        LaplacianPyramid.adjointOfMerged(gradient, levels: parameters.count - 1, edge: edge).levels
    }

    mutating func settle() {}
}
