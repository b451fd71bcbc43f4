import SpectrumBridge

/// The Fourier transform of real planes, orthonormal, at any size: half of it, since the other half is its mirrored
/// conjugate.
///
///     let spectrum = Spectrum(of: picture)                 // [1, C, H, W]
///     let filtered = spectrum.planes(filteredBy: filter)   // [1, 1, H, ⌊W/2⌋ + 1]
///
/// X[l, k] = 1/√(HW) · Σ x[r, c] · e^(−2πi (l·r/H + k·c/W)). Sides with no prime factor above 13 are fastest; others take about four times
/// as long.
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
    /// - Parameter filter: what the coefficients of every plane are multiplied by, `[1, 1, H, ⌊W/2⌋ + 1]`.
    public init(of planes: Tensor, filteredBy filter: Tensor? = nil) {
        self.init(of: planes, filter, standsForBoth: false)
    }

    /// - Parameter standsForBoth: whether a coefficient whose conjugate is not stored counts twice.
    private init(of planes: Tensor, _ filter: Tensor?, standsForBoth: Bool) {
        let shape = planes.shape
        let half = Spectrum.shape(ofCoefficients: shape)
        self.shape = shape
        coefficients = Tensor(unwritten: half) { output in
            output.withUnsafeMutableBufferPointer { output in
                planes.values.withUnsafeBufferPointer { planes in
                    Spectrum.withLayout(shape, filter) { layout in
                        guard let real = output.baseAddress else { return }
                        let done = spectrum_forward(
                            layout, planes.baseAddress, standsForBoth, real, real + shape.channels * half.area)
                        precondition(done, "no memory for a Fourier transform of \(shape)")
                    }
                }
            }
        }
    }

    /// The planes `[1, C, H, W]` whose transform this is. Of a coefficient that is its own mirrored conjugate, and of a
    /// pair of conjugates in one column, only the part that real planes have counts.
    /// - Parameter filter: what the coefficients of every plane are multiplied by first, `[1, 1, H, ⌊W/2⌋ + 1]`.
    public func planes(filteredBy filter: Tensor? = nil) -> Tensor {
        let half = coefficients.shape.area
        return Tensor(unwritten: shape) { output in
            output.withUnsafeMutableBufferPointer { output in
                coefficients.values.withUnsafeBufferPointer { input in
                    Spectrum.withLayout(shape, filter) { layout in
                        guard let real = input.baseAddress else { return }
                        let done = spectrum_inverse(layout, real, real + shape.channels * half, output.baseAddress)
                        precondition(done, "no memory for a Fourier transform of \(shape)")
                    }
                }
            }
        }
    }

    private static func withLayout(_ shape: Shape, _ filter: Tensor?, _ body: (spectrum_layout) -> Void) {
        let area = Spectrum.shape(ofCoefficients: shape).area
        precondition(filter.map { $0.shape.count == area } ?? true, "a filter of another shape than that of \(shape)")
        func layout(_ filter: UnsafePointer<Float>?) -> spectrum_layout {
            spectrum_layout(
                planes: Int32(shape.channels), height: Int32(shape.height), width: Int32(shape.width), filter: filter)
        }
        guard let filter else { return body(layout(nil)) }
        filter.values.withUnsafeBufferPointer { body(layout($0.baseAddress)) }
    }
}

/// The transposes, with respect to the coefficients as real numbers.
extension Spectrum {
    /// The transpose of `planes()`: the gradient with respect to the coefficients, from the one with respect to the
    /// planes. A coefficient whose conjugate is not stored stands for both, and counts twice.
    /// - Parameter filter: the one that the planes were made through.
    public static func adjointOfPlanes(_ gradient: Tensor, filteredBy filter: Tensor? = nil) -> Spectrum {
        Spectrum(of: gradient, filter, standsForBoth: true)
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
}
