public import Tensors

/// A picture seen shifted, turned, at another scale, in part: one resampling, however many steps describe it.
///
///     let view = AffineView(of: picture.shape, edge: .mirror)
///         .padded(by: 12).rotated(degrees: 5).scaled(by: 1.1).cropped(to: Region(rows: 4..<228, columns: 0..<224))
///     let seen = view.sample(picture)                        // [1, C, 224, 224]
///     let gradient = view.adjoint(of: seed, on: picture.shape)    // back on the picture
///
/// Each step is done to what is seen so far. Where the picture is shrunk to less than 1/1.2 of its size and
/// `antialiases` is set, it is blurred first, by σ = ½·√(s² − 1) pixels for a shrinking to 1/s: what a pixel of the
/// view covers then comes in.
public struct AffineView: Hashable, Sendable {
    /// From places in the view to places in the picture.
    public var map: AffineMap
    /// Of the view, in pixels.
    public var height: Int
    /// Of the view, in pixels.
    public var width: Int
    /// What is seen past the picture's edges.
    public var edge: Edges
    /// How values between pixels are made.
    public var interpolation = Interpolation.bilinear
    /// Whether the picture is blurred where it is shrunk.
    public var antialiases = true

    /// A view by its map.
    public init(map: AffineMap = .identity, height: Int, width: Int, edge: Edges) {
        (self.map, self.height, self.width, self.edge) = (map, height, width, edge)
    }

    /// All of a picture `[1, C, H, W]`, unchanged.
    public init(of shape: Shape, edge: Edges) {
        self.init(height: shape.height, width: shape.width, edge: edge)
    }

    /// Whether it shows a picture of this size as it is.
    public func isWhole(ofHeight height: Int, width: Int) -> Bool {
        map == .identity && self.height == height && self.width == width
    }

    /// Whether a picture is blurred first that is shown at this part of its size, so that nothing flickers.
    public static func isBlurred(atScale scale: Float) -> Bool { 1 / scale > 1.2 }

    /// The middle of the view.
    public var centre: SIMD2<Float> { SIMD2(Float(width) / 2, Float(height) / 2) }
}

/// What is seen, changed step by step.
extension AffineView {
    /// Moved to the right and down, by pixels or parts of them.
    public func shifted(right: Float, down: Float) -> AffineView { through(.shift(-right, -down)) }

    /// Enlarged by `factor` about a point of the view, or its middle.
    public func scaled(by factor: Float, about centre: SIMD2<Float>? = nil) -> AffineView {
        scaled(across: factor, down: factor, about: centre)
    }

    /// Enlarged by a factor for each direction.
    public func scaled(across: Float, down: Float, about centre: SIMD2<Float>? = nil) -> AffineView {
        through(.scale(1 / across, 1 / down, about: centre ?? self.centre))
    }

    /// Turned counter-clockwise about a point of the view, or its middle.
    public func rotated(degrees: Float, about centre: SIMD2<Float>? = nil) -> AffineView {
        through(.rotation(degrees: -degrees, about: centre ?? self.centre))
    }

    /// Leaning over about its middle: rows by `across` of their height, columns by `down` of their width.
    public func sheared(across: Float, down: Float) -> AffineView { through(.shear(-across, -down, about: centre)) }

    /// Tilted about its middle, as a sheet that leans away: `across` and `down` say by how much nearer than the middle the right and the
    /// lower side are seen, in parts; together they are less than 1.
    public func tilted(across: Float, down: Float) -> AffineView {
        through(.tilt(SIMD2(across * 2 / Float(width), down * 2 / Float(height)), about: centre))
    }

    /// Left and right exchanged.
    public func flippedAcross() -> AffineView { through(.scale(-1, 1, about: centre)) }

    /// Top and bottom exchanged.
    public func flippedDown() -> AffineView { through(.scale(1, -1, about: centre)) }

    /// A rectangle of it, which may reach past its edges.
    public func cropped(to region: Region) -> AffineView {
        var view = through(.shift(Float(region.columns.lowerBound), Float(region.rows.lowerBound)))
        (view.height, view.width) = (region.rows.count, region.columns.count)
        return view
    }

    /// With `margin` more pixels on every side.
    public func padded(by margin: Int) -> AffineView {
        cropped(to: Region(rows: -margin..<height + margin, columns: -margin..<width + margin))
    }

    /// All of it at another size.
    public func resized(height: Int, width: Int) -> AffineView {
        let (across, down) = (Float(self.width) / Float(width), Float(self.height) / Float(height))
        var view = through(.scale(across, down, about: .zero))
        (view.height, view.width) = (height, width)
        return view
    }

    private func through(_ step: AffineMap) -> AffineView {
        var view = self
        view.map = map.after(step)
        return view
    }
}

extension AffineView {
    /// `[1, C, height, width]` from a picture `[1, C, H, W]`.
    public func sample(_ picture: Tensor) -> Tensor {
        guard interpolation == .cubic else { return read(blurred(picture)) }
        let map = map
        return sampling.sample(blurred(picture), height: height, width: width) { row, column in
            map(Float(column) + 0.5, Float(row) + 0.5)
        }
    }

    /// The transpose of `sample`, of its linear part when the edge is a constant: `gradient` is `[1, C, height,
    /// width]`, the result has the picture's shape.
    public func adjoint(of gradient: Tensor, on picture: Shape) -> Tensor {
        precondition(
            gradient.shape == Shape(channels: picture.channels, height: height, width: width),
            "\(gradient.shape) is no gradient of a view of \(width) × \(height)")
        let scattered = interpolation == .cubic ? scatterCubics(gradient, on: picture) : scatter(gradient, on: picture)
        return blurring > 0 ? scattered.adjointOfBlurred(sigma: blurring, edge: edge) : scattered
    }

    private func scatterCubics(_ gradient: Tensor, on picture: Shape) -> Tensor {
        let map = map
        return sampling.scatter(gradient, height: picture.height, width: picture.width) { row, column in
            map(Float(column) + 0.5, Float(row) + 0.5)
        }
    }

    private var sampling: PlaneSampling { PlaneSampling(edge: edge, interpolation: interpolation) }

    private func blurred(_ picture: Tensor) -> Tensor {
        blurring > 0 ? picture.blurred(sigma: blurring, edge: edge) : picture
    }

    /// The σ of the blur before sampling, in pixels of the picture.
    private var blurring: Float {
        let (right, bottom) = (Float(width), Float(height))
        let corners = [SIMD2(0, 0), SIMD2(right, 0), SIMD2(0, bottom), SIMD2(right, bottom)]
        let shrinking =
            map.isAffine
            ? map.largestStretch : corners.reduce(0) { max($0, map.tangent(at: $1).largestStretch) }
        let isBlurred = antialiases && AffineView.isBlurred(atScale: 1 / shrinking) && shrinking.isFinite
        return isBlurred ? 0.5 * (shrinking * shrinking - 1).squareRoot() : 0
    }
}
