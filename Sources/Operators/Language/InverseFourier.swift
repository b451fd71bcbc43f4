public import Tensors

/// Planes from their Fourier coefficients, orthonormal, each multiplied by a filter first: y = F⁻¹(filter · x).
///
///     // x: [1, 2C, H, ⌊W/2⌋ + 1], C planes of real parts and then C of imaginary ones (`Spectrum`); y: [1, C, H, W]
///     let planes = InverseFourier(width: 768, filter: scale)
///
/// Linear, and its way back is its transpose: of a coefficient whose conjugate is not stored, both count.
public struct InverseFourier: WholeOperator, Hashable {
    /// W, which half a spectrum does not tell.
    public let width: Int
    /// `[1, 1, H, ⌊W/2⌋ + 1]`; nil for ones.
    public let filter: Tensor?

    /// Of planes of a width.
    public init(width: Int, filter: Tensor? = nil) { (self.width, self.filter) = (width, filter) }

    public var summary: String { "inverse fourier" }
    public var bytes: Int { 4 * (filter?.values.count ?? 0) }
    public var backwardReads: BackwardReads { [] }

    public func shape(_ inputs: [Shape]) throws(ShapeProblem) -> Shape {
        let x = inputs[0]
        guard x.channels % 2 == 0, x.width == width / 2 + 1 else {
            throw .other("takes real and imaginary parts of \(width / 2 + 1) waves across, not \(x)")
        }
        guard filter.map({ $0.shape.height == x.height && $0.shape.width == x.width }) ?? true else {
            throw .other("has a filter of another size than \(x)")
        }
        return Shape(channels: x.channels / 2, height: x.height, width: width)
    }

    public func forward(_ operands: [Tensor], to output: Shape) -> Tensor {
        Spectrum(shape: output, coefficients: operands[0]).planes(filteredBy: filter)
    }

    public func backward(_ seed: Tensor, _ operands: [Tensor], _ output: Tensor, wanted: [Bool]) -> [Tensor?] {
        [Spectrum.adjointOfPlanes(seed, filteredBy: filter).coefficients]
    }
}
