import SpectrumBridge

/// The Fourier transform of real planes, orthonormal, at any size: half of it, since the other half is its mirrored
/// conjugate.
///
///     var spectrum = Spectrum(of: picture)                 // [1, C, H, W]
///     spectrum.multiply(by: filter)                        // [1, 1, H, ⌊W/2⌋ + 1]
///     let filtered = spectrum.planes()
///
/// X[l, k] = 1/√(HW) · Σ x[r, c] · e^(−2πi (l·r/H + k·c/W)). Sides with small prime factors are fastest; others take
/// about three times as long.
public struct Spectrum: Sendable, Hashable {
    /// `[1, C, H, W]`: of the planes.
    public let shape: Shape

    /// `[1, 2C, H, ⌊W/2⌋ + 1]`: C planes of real parts, then C planes of imaginary parts. Row l is the frequency l/H,
    /// or l/H − 1 from the middle on; column k is k/W.
    public var coefficients: Tensor

    /// A spectrum from its coefficients; `shape` is that of the planes.
    public init(shape: Shape, coefficients: Tensor) {
        precondition(
            coefficients.shape == Spectrum.shape(ofCoefficients: shape),
            "\(coefficients.shape) are not the coefficients of \(shape)")
        self.shape = shape
        self.coefficients = coefficients
    }

    /// The transform of planes `[1, C, H, W]`.
    public init(of planes: Tensor) {
        let (height, width) = (planes.shape.height, planes.shape.width)
        let input = planes.values.span
        let shape = planes.shape
        let half = Spectrum.shape(ofCoefficients: shape)
        self.shape = shape
        coefficients = Tensor(half) { output in
            output.withUnsafeMutableBufferPointer { output in
                guard let real = output.baseAddress else { return }
                let imaginary = real + shape.channels * half.area
                for channel in 0..<shape.channels {
                    input.extracting(channel * shape.area..<(channel + 1) * shape.area).withUnsafeBufferPointer {
                        let done = spectrum_forward(
                            $0.baseAddress, Int32(height), Int32(width), real + channel * half.area,
                            imaginary + channel * half.area)
                        precondition(done, "no memory for a Fourier transform of \(shape)")
                    }
                }
            }
        }
    }

    /// The planes `[1, C, H, W]` whose transform this is. Of a coefficient that is its own mirrored conjugate, and of a
    /// pair of conjugates in one column, only the part that real planes have counts.
    public func planes() -> Tensor {
        let half = coefficients.shape.area
        return Tensor(unwritten: shape) { output in
            output.withUnsafeMutableBufferPointer { output in
                coefficients.values.span.withUnsafeBufferPointer { input in
                    guard let real = input.baseAddress, let planes = output.baseAddress else { return }
                    let imaginary = real + shape.channels * half
                    for channel in 0..<shape.channels {
                        let done = spectrum_inverse(
                            real + channel * half, imaginary + channel * half, Int32(shape.height), Int32(shape.width),
                            planes + channel * shape.area)
                        precondition(done, "no memory for a Fourier transform of \(shape)")
                    }
                }
            }
        }
    }
}

/// The transposes, with respect to the coefficients as real numbers.
extension Spectrum {
    /// The transpose of `planes()`: the gradient with respect to the coefficients, from the one with respect to the
    /// planes. A coefficient whose conjugate is not stored stands for both, and counts twice.
    public static func adjointOfPlanes(_ gradient: Tensor) -> Spectrum {
        var spectrum = Spectrum(of: gradient)
        spectrum.scaleColumns { $0 }
        return spectrum
    }

    /// The transpose of `init(of:)`: the gradient with respect to the planes, from the one with respect to the
    /// coefficients.
    public func adjointOfTransform() -> Tensor {
        var spectrum = self
        spectrum.scaleColumns { 1 / $0 }
        return spectrum.planes()
    }

    private mutating func scaleColumns(_ factor: (_ count: Float) -> Float) {
        let columns = coefficients.shape.width
        let factors = (0..<columns).map { factor(Spectrum.multiplicity(ofColumn: $0, width: shape.width)) }
        var values = coefficients.values.mutableSpan
        values.forEachRun(of: columns) { _, row in
            for k in row.indices { row[k] *= factors[k] }
        }
    }
}

extension Spectrum {
    /// The shape of the coefficients of planes of a shape `[1, C, H, W]`.
    public static func shape(ofCoefficients planes: Shape) -> Shape {
        Shape(channels: 2 * planes.channels, height: planes.height, width: planes.width / 2 + 1)
    }

    /// How many coefficients of the whole spectrum one of column k stands for: 2, or 1 where the conjugate is in the
    /// column too.
    public static func multiplicity(ofColumn column: Int, width: Int) -> Float {
        column == 0 || 2 * column == width ? 1 : 2
    }

    /// The frequency of each coefficient, `[1, 1, H, ⌊W/2⌋ + 1]`: √(fx² + fy²) in cycles per pixel, 0…√½.
    public static func frequencies(height: Int, width: Int) -> Tensor {
        let columns = width / 2 + 1
        return Tensor(Shape(channels: 1, height: height, width: columns)) { output in
            for row in 0..<height {
                let down = Float(row <= height / 2 ? row : row - height) / Float(height)
                for column in 0..<columns {
                    let across = Float(column) / Float(width)
                    output[row * columns + column] = (across * across + down * down).squareRoot()
                }
            }
        }
    }

    /// Multiplies every plane by one of real factors, `[1, 1, H, ⌊W/2⌋ + 1]`. It is its own transpose.
    public mutating func multiply(by filter: Tensor) {
        let area = coefficients.shape.area
        precondition(filter.shape.count == area, "a filter of \(filter.shape) does not fit \(coefficients.shape)")
        let (height, width) = (coefficients.shape.height, coefficients.shape.width)
        let factors = filter.values.span
        var values = coefficients.values.mutableSpan
        values.forEachRun(of: width) { row, run in
            let factors = factors.extracting(row % height * width..<(row % height + 1) * width)
            for i in run.indices { run[i] *= factors[i] }
        }
    }
}
