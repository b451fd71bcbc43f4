import Networks
import Pictures
import Tensors

/// The mean and the deviation of the colours of a picture.
struct MatchColours: ColourOperation {
    var picture = PictureReference.input
    var space = MatchingSpace.oklab

    static let schema = Schema<MatchColours>(
        "match_colours", "gives the canvas the mean and the spread of a picture's colours",
        [.from(\.picture), .matchingSpace(\.space)], example: "r.match_colours { from = \"input\", space = \"oklab\" }",
        equation: "y[c] = (x[c] − mean x[c])·σ(from[c])/σ(x[c]) + mean from[c], in the space",
        source: "Reinhard et al., \"Color transfer between images\", 2001")

    var description: String { "match the colours of \(picture) in \(space.rawValue)" }
    var inputColours: MatchingSpace? { picture == .input ? space : nil }

    func recolour(_ colours: consuming Tensor, in scene: OperationContext) throws -> Tensor {
        let known = picture == .input ? scene.colours[space] : nil
        let wanted =
            try known ?? space.planes(of: scene.encoded(picture, at: colours.shape.extent)).colourMoments
        var planes = space.planes(of: colours)
        planes.match(wanted, channels: space.channels)
        return space.picture(of: planes)
    }
}

/// In which space colours are matched.
enum MatchingSpace: String, Hashable, Sendable, CaseIterable {
    /// Ottosson, "A perceptual color space for image processing", 2020.
    case oklab
    /// The two colour planes of Oklab: lightness stays as dreamt.
    case ab
    /// The encoded values as they are.
    case srgb

    /// Colours, sRGB-encoded 0…1, in this space.
    func planes(of encoded: consuming Tensor) -> Tensor { self == .srgb ? encoded : Oklab.fromSRGB(encoded) }

    /// And back.
    func picture(of planes: consuming Tensor) -> Tensor { self == .srgb ? planes : Oklab.toSRGB(planes) }

    /// Which planes are matched.
    var channels: Range<Int> { self == .ab ? 1..<3 : 0..<3 }
}

extension ColourMoments {
    /// Of every plane.
    typealias Planes = [ColourMoments]
}

extension WordOption {
    static func matchingSpace(_ key: Key<MatchingSpace>) -> Self {
        .choice(
            "space", key,
            "where colours are measured; \"ab\" is the colour plane of Oklab and leaves lightness alone", work: .value)
    }

    /// The picture whose colours or lightness are taken.
    static func from(_ key: Key<PictureReference>) -> Self {
        .picture("from", key, "whose; \"input\" is what the dream began with", isRequired: false)
    }
}
