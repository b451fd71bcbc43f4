import Networks
import Pictures
import Tensors

/// The whole distribution of the colours of a picture, plane by plane.
struct MatchHistogram: ColourOperation {
    var picture = PictureReference.input
    var space = MatchingSpace.oklab

    static let schema = Schema<MatchHistogram>(
        "match_histogram", "gives the canvas the whole distribution of a picture's colours",
        [.from(\.picture), .matchingSpace(\.space)], example: "r.match_histogram { from = p.painting }",
        equation: "y[c] = F⁻¹(G(x[c])), F and G the distributions of from[c] and x[c], in the space")

    var description: String { "match the histogram of \(picture) in \(space.rawValue)" }

    func recolour(_ colours: consuming Tensor, in scene: OperationContext) throws -> Tensor {
        let wanted = space.planes(of: try scene.encoded(picture, at: colours.shape.extent)).colourQuantiles
        var planes = space.planes(of: colours)
        planes.match(wanted, channels: space.channels)
        return space.picture(of: planes)
    }
}
