import Engine
import Operators
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
    /// - Parameter making: who makes the levels from step to step, and rounds them otherwise than here: what is left to be remembered is found
    ///   there, or else the canvas would not start at the very picture. Nil where that is here.
    init(_ planes: any CanvasState, space: ColourSpace, startingAt levels: consuming Tensor?, making: LevelMaker?) {
        guard var rest = levels else {
            let made = planes.canvas()
            self.init(planes, space: space, rest: .zeros(made.shape))
            return
        }
        var parts = StepParts(from: planes.parameters[0].shape)
        if let making, planes.parameters.count == 1, ColouredState.make(planes, space, by: &parts),
            let made = making(parts.parts, planes.parameters[0])
        {
            rest.add(made, times: -1)
            self.init(planes, space: space, rest: rest)
            return
        }
        let made = planes.canvas()
        // A few rows at a time, in the memory of the levels.
        let (height, width) = (made.shape.height, made.shape.width)
        let less = (0..<3).map { PlaneScaling(source: $0, factor: -1) }
        for first in stride(from: 0, to: height, by: ColouredState.rowsAtOnce) {
            let rows = first..<min(first + ColouredState.rowsAtOnce, height)
            rest.add(
                space.levels(of: made.rows(around: rows)), at: Region(rows: rows, columns: 0..<width), rolledDown: 0,
                right: 0, scaled: less)
        }
        self.init(planes, space: space, rest: rest)
    }

    private static let rowsAtOnce = 64

    init(_ planes: any CanvasState, space: ColourSpace, rest: Tensor) {
        (self.planes, self.space, self.rest) = (planes, space, rest)
    }

    package var parameters: [Tensor] {
        get { planes.parameters }
        _modify { yield &planes.parameters }
    }

    package var constants: [Tensor] { planes.constants + [rest] }

    package func canvas(keeping trace: inout Tensor?) -> Tensor { levels(keeping: &trace).all }

    /// The way back needs the planes again: they are kept, and not made twice.
    package func levels(keeping trace: inout Tensor?) -> CanvasLevels {
        let made = planes.canvas()
        trace = made
        return CanvasLevels(made, in: space, rest: rest)
    }

    package func pullBack(_ gradient: consuming Tensor, trace: consuming Tensor?) -> [Tensor] {
        planes.pullBack(space.pullBack(gradient, at: trace ?? planes.canvas()))
    }

    package func make(by parts: inout StepParts) -> Bool {
        guard ColouredState.make(planes, space, by: &parts) else { return false }
        parts.add(ConstantArithmetic(.add, rest), of: parts.last)
        return true
    }

    /// Adds what makes levels of planes, without the rest.
    private static func make(_ planes: any CanvasState, _ space: ColourSpace, by parts: inout StepParts) -> Bool {
        planes.make(by: &parts) && space.makeLevels(by: &parts)
    }

    package mutating func settle() { planes.settle() }
}

/// What parts make of the one parameter, as whoever takes the steps makes it; nil where it does not.
typealias LevelMaker = (_ parts: [CanvasStep.Part], _ parameter: Tensor) -> Tensor?

extension ColourSpace {
    /// Adds what makes levels of the last part's planes.
    /// - Returns: whether operators do.
    fileprivate func makeLevels(by parts: inout StepParts) -> Bool {
        switch self {
        case .srgb: return true
        case .linear, .oklab: return false
        case .decorrelated:
            let rows = ColourMatrix.decorrelated.rows.flatMap { [$0.x, $0.y, $0.z] }
            let weights = Tensor(shape: Shape([3, 3, 1, 1]), values: rows.map { $0 / ColourSpace.slopeOfSigmoid })
            let colours = parts.add(
                Convolution(weights: weights, bias: [0, 0, 0], window: Window(kernel: Extent(1))), of: parts.last)
            let white = Tensor(shape: Shape(channels: 1, height: 1, width: 1), values: [255])
            parts.add(ConstantArithmetic(.multiply, white), of: parts.add(.sigmoid, of: colours))
            return true
        }
    }
}
