import Foundation
import Pictures
package import Tensors

/// A canvas by what it is made of: what an optimizer changes, the picture that it makes, and the way back of a gradient.
package protocol CanvasState {
    /// What an optimizer changes.
    var parameters: [Tensor] { get set }

    /// What else it was made with, which no step changes: with the parameters, all that cannot be computed again.
    var constants: [Tensor] { get }

    /// What they make, `[1, 3, H, W]`: the picture's levels, which may lie outside of 0…255, or planes of colours of which another state
    /// makes those.
    /// - Parameter trace: what the way back needs of the way here, where it needs something.
    func canvas(keeping trace: inout Tensor?) -> Tensor

    /// The same for somebody who looks at a few rows at a time.
    func levels(keeping trace: inout Tensor?) -> CanvasLevels

    /// ∂/∂parameters from ∂/∂canvas.
    /// - Parameter trace: what the canvas of these very parameters kept; it is made again where there is none.
    func pullBack(_ gradient: consuming Tensor, trace: consuming Tensor?) -> [Tensor]

    /// Adds what makes the canvas of the one parameter, number 0, as the last part, if it is not that itself.
    /// - Returns: whether operators do.
    func make(by parts: inout StepParts) -> Bool

    /// Where the one parameter is the canvas itself, and a step may as well keep it: what `settle` does.
    var bounds: ClosedRange<Float>? { get }

    /// Called after a step.
    mutating func settle()
}

extension CanvasState {
    package func make(by parts: inout StepParts) -> Bool { false }

    package var bounds: ClosedRange<Float>? { nil }

    package func levels(keeping trace: inout Tensor?) -> CanvasLevels { CanvasLevels(canvas(keeping: &trace)) }

    /// What the parameters make.
    package func canvas() -> Tensor {
        var trace: Tensor?
        return canvas(keeping: &trace)
    }

    /// ∂/∂parameters from ∂/∂canvas.
    package func pullBack(_ gradient: consuming Tensor) -> [Tensor] { pullBack(gradient, trace: nil) }
}
