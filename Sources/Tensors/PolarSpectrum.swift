import Foundation

/// A spectrum of real planes as waves: amplitudes and phases, a·e^(iφ).
///
/// With fixed amplitudes, phases alone make a picture (MACO: Fel et al., "Unlocking feature visualization for deeper
/// networks with magnitude constrained optimization", 2023). The coefficient of frequency 0 is no wave but √(HW) times the
/// plane's mean, which may be negative: its amplitude has its sign, and its phase is 0. So the amplitudes of several
/// pictures, averaged, have the mean of their means, and no step along the phases changes a mean.
extension Spectrum {
    /// a = √(re² + im²), of frequency 0 with its sign: `[1, C, H, ⌊W/2⌋ + 1]`.
    public var amplitudes: Tensor { polar(mean: { $0 }) { ($0 * $0 + $1 * $1).squareRoot() } }

    /// φ, from −π to π, of frequency 0 always 0: `[1, C, H, ⌊W/2⌋ + 1]`.
    public var phases: Tensor { polar(mean: { _ in 0 }) { atan2($1, $0) } }

    /// The spectrum a·e^(iφ); `shape` is that of the planes, and both tensors are `[1, C, H, ⌊W/2⌋ + 1]`.
    public init(shape: Shape, amplitudes: Tensor, phases: Tensor) {
        precondition(amplitudes.shape == phases.shape, "\(amplitudes.shape) amplitudes for \(phases.shape) phases")
        let count = amplitudes.shape.count
        let (m, angle) = (amplitudes.values.span, phases.values.span)
        let coefficients = Tensor(unwritten: Spectrum.shape(ofCoefficients: shape)) { output in
            output.share { output in
                Parallel.inParts(count, each: 2) { range in
                    let (m, angle) = (m.extracting(range), angle.extracting(range))
                    output.withRun(range) { real in
                        output.withRun(count + range.lowerBound..<count + range.upperBound) { imaginary in
                            for i in stride(from: 0, to: m.count, by: 8) {
                                let wave = Elementary.sineAndCosine(angle.eight(from: i))
                                real.write(m.eight(from: i) * wave.cosine, from: i)
                                imaginary.write(m.eight(from: i) * wave.sine, from: i)
                            }
                        }
                    }
                }
            }
        }
        self.init(shape: shape, coefficients: coefficients)
    }

    /// The gradient with respect to the phases, where self is the one with respect to the coefficients of
    /// `init(shape:amplitudes:phases:)`: a·(cos φ · im − sin φ · re), and 0 of frequency 0.
    public func gradientOfPhases(amplitudes: Tensor, phases: Tensor) -> Tensor {
        let count = phases.shape.count
        let (m, angle, gradient) = (amplitudes.values.span, phases.values.span, coefficients.values.span)
        return Tensor(unwritten: phases.shape) { output in
            output.forEachPart { range, output in
                let (m, angle, real) = (m.extracting(range), angle.extracting(range), gradient.extracting(range))
                let imaginary = gradient.extracting(count + range.lowerBound..<count + range.upperBound)
                for i in stride(from: 0, to: output.count, by: 8) {
                    let wave = Elementary.sineAndCosine(angle.eight(from: i))
                    let turned = wave.cosine * imaginary.eight(from: i) - wave.sine * real.eight(from: i)
                    output.write(m.eight(from: i) * turned, from: i)
                }
            }
            for channel in 0..<phases.shape.channels { output[channel * phases.shape.area] = 0 }
        }
    }

    private func polar(
        mean: (_ real: Float) -> Float, wave part: (_ real: Float, _ imaginary: Float) -> Float
    ) -> Tensor {
        let half = Shape(
            channels: shape.channels, height: coefficients.shape.height, width: coefficients.shape.width)
        let values = coefficients.values.span
        return Tensor(half) { output in
            for i in 0..<half.count { output[i] = part(values[i], values[half.count + i]) }
            for channel in 0..<half.channels { output[channel * half.area] = mean(values[channel * half.area]) }
        }
    }
}
