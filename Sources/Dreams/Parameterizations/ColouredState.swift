import Pictures
package import Tensors

/// Planes in some colour space, made of whatever, and the levels that they are: x = levels(planes) + rest.
///
/// What the planes cannot make exactly of the first canvas, such as pure black and white before a sigmoid, is remembered and added: the ascent
/// starts at the very picture.
package struct ColouredState: CanvasState {
    /// What makes the planes.
    private var planes: any CanvasState
    private let space: ColourSpace
    private let rest: Tensor

    /// - Parameter levels: where it starts; where the planes are, when absent.
    init(_ planes: any CanvasState, space: ColourSpace, startingAt levels: consuming Tensor?) {
        let made = space.levels(of: planes.canvas())
        var rest = levels ?? made
        rest.add(made, times: -1)
        self.init(planes, space: space, rest: rest)
    }

    init(_ planes: any CanvasState, space: ColourSpace, rest: Tensor) {
        (self.planes, self.space, self.rest) = (planes, space, rest)
    }

    package var parameters: [Tensor] {
        get { planes.parameters }
        _modify { yield &planes.parameters }
    }

    package var constants: [Tensor] { planes.constants + [rest] }

    /// The way back needs the planes again: they are kept, and not made twice.
    package func canvas(keeping trace: inout Tensor?) -> Tensor {
        let made = planes.canvas()
        var levels = space.levels(of: made)
        levels.add(rest)
        trace = made
        return levels
    }

    package func pullBack(_ gradient: consuming Tensor, trace: consuming Tensor?) -> [Tensor] {
        planes.pullBack(space.pullBack(gradient, at: trace ?? planes.canvas()))
    }

    package mutating func settle() { planes.settle() }
}
