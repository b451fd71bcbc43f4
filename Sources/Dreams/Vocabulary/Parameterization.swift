public import Pictures

/// What the canvas is made of while a climb changes it: planes of colours in some space, by pixel, by wave or by band.
///
///     climb.parameterization = .fourier(decay: 1)                       // as Lucid does
///     climb.parameterization = .laplacian(levels: 5, space: .oklab)
///
/// Whatever it is, it starts exactly at the canvas, unless the magnitudes are another picture's.
public struct Parameterization: Hashable, Sendable {
    /// What the planes are made of.
    public enum Basis: Hashable, Sendable {
        /// Their pixels.
        case pixels
        /// Their Fourier coefficients, divided by |f|^decay: every scale moves as easily as every other (Lucid, `param/spatial.py`; from a
        /// photo, feature accentuation, Hamblin et al., 2024).
        case fourier(decay: Float)
        /// The bands of their Laplacian pyramid.
        case laplacian(levels: Int)
        /// The phases of their Fourier coefficients, the magnitudes and the means being fixed: those of the pictures, on average, or of the
        /// canvas when there are none (MACO: Fel et al., "Unlocking feature visualization for deeper networks", 2023).
        case phase(magnitudes: [PictureReference])
    }

    /// What the planes are made of.
    public var basis: Basis
    /// What the planes are: where equal numbers are equal steps.
    public var space: ColourSpace

    /// A parameterization; without a space it has the field's: decorrelated for waves, sRGB elsewhere.
    public init(_ basis: Basis, space: ColourSpace? = nil) {
        self.basis = basis
        self.space = space ?? basis.usualSpace
    }
}

extension Parameterization {
    /// The canvas itself.
    public static let pixels = Parameterization(.pixels)

    /// Every pixel of planes in a space.
    public static func pixels(space: ColourSpace) -> Parameterization { Parameterization(.pixels, space: space) }

    /// Waves.
    public static func fourier(decay: Float, space: ColourSpace? = nil) -> Parameterization {
        Parameterization(.fourier(decay: decay), space: space)
    }

    /// Bands.
    public static func laplacian(levels: Int, space: ColourSpace? = nil) -> Parameterization {
        Parameterization(.laplacian(levels: levels), space: space)
    }

    /// Waves of fixed strengths.
    public static func phase(magnitudes: [PictureReference], space: ColourSpace? = nil) -> Parameterization {
        Parameterization(.phase(magnitudes: magnitudes), space: space)
    }
}

extension Parameterization.Basis {
    /// The space that the field has these planes in.
    public var usualSpace: ColourSpace {
        switch self {
        case .pixels, .laplacian: .srgb
        case .fourier, .phase: .decorrelated
        }
    }
}

extension Parameterization: CustomStringConvertible {
    /// `fourier 1.0`, `laplacian bands 5 in oklab`
    public var description: String { "\(basis)" + (space == basis.usualSpace ? "" : " in \(space.rawValue)") }
}

extension Parameterization.Basis: CustomStringConvertible {
    /// `fourier 1.0`
    public var description: String {
        switch self {
        case .pixels: "pixels"
        case .fourier(let decay): "fourier \(decay)"
        case .laplacian(let levels): "laplacian bands \(levels)"
        case .phase(let magnitudes):
            "phases alone"
                + (magnitudes.isEmpty ? "" : ", magnitudes of ")
                + magnitudes.prefix(3).map { "\($0)" }.joined(separator: ", ")
                + (magnitudes.count > 3 ? ", … (\(magnitudes.count))" : "")
        }
    }
}
