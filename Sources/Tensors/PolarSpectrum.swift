import Foundation

/// A spectrum as magnitudes and phases: m·e^(iφ).
///
/// With fixed magnitudes, phases alone make a picture (MACO: Fel et al., "Unlocking feature visualization for deeper
/// networks with magnitude constrained optimization", 2023).
extension Spectrum {
    /// m = √(re² + im²): `[1, C, H, ⌊W/2⌋ + 1]`.
    public var magnitudes: Tensor { polar { ($0 * $0 + $1 * $1).squareRoot() } }

    /// φ, from −π to π: `[1, C, H, ⌊W/2⌋ + 1]`.
    public var phases: Tensor { polar { atan2($1, $0) } }

    /// The spectrum m·e^(iφ); `shape` is that of the planes, and both tensors are `[1, C, H, ⌊W/2⌋ + 1]`.
    public init(shape: Shape, magnitudes: Tensor, phases: Tensor) {
        precondition(magnitudes.shape == phases.shape, "\(magnitudes.shape) magnitudes for \(phases.shape) phases")
        let count = magnitudes.shape.count
        let (m, angle) = (magnitudes.values.span, phases.values.span)
        let coefficients = Tensor(Spectrum.shape(ofCoefficients: shape)) { output in
            for i in 0..<count {
                output[i] = m[i] * cos(angle[i])
                output[count + i] = m[i] * sin(angle[i])
            }
        }
        self.init(shape: shape, coefficients: coefficients)
    }

    /// The gradient with respect to the phases, where self is the one with respect to the coefficients of
    /// `init(shape:magnitudes:phases:)`: m·(cos φ · im − sin φ · re).
    public func gradientOfPhases(magnitudes: Tensor, phases: Tensor) -> Tensor {
        let count = phases.shape.count
        let (m, angle, gradient) = (magnitudes.values.span, phases.values.span, coefficients.values.span)
        return Tensor(phases.shape) { output in
            for i in 0..<count {
                output[i] = m[i] * (cos(angle[i]) * gradient[count + i] - sin(angle[i]) * gradient[i])
            }
        }
    }

    private func polar(_ part: (_ real: Float, _ imaginary: Float) -> Float) -> Tensor {
        let half = Shape(
            channels: shape.channels, height: coefficients.shape.height, width: coefficients.shape.width)
        let values = coefficients.values.span
        return Tensor(half) { output in
            for i in 0..<half.count { output[i] = part(values[i], values[half.count + i]) }
        }
    }
}
