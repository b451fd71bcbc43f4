import Engine
import Networks
import Pictures
import Tensors

/// The pictures that a recipe reads beside its canvas, as levels 0…255, and what the network sees in them.
///
/// A guide's activations are computed once for a render, those of the input once for each.
final class StagePictures {
    private let network: Network
    private let backend: any Backend
    private var pictures: [PictureReference: Picture]
    private var guides: [PictureReading: Tensor] = [:]

    init(_ pictures: [PictureReference: Picture], network: Network, backend: any Backend) {
        self.pictures = pictures
        self.network = network
        self.backend = backend
    }

    /// Sets the picture that the dream begins with: what the network saw in another one is forgotten.
    func begin(with input: Picture) {
        pictures[.input] = input
        guides = guides.filter { $0.key.picture != .input }
    }

    /// A picture.
    /// - Throws: `DreamError.noPicture`.
    func picture(_ reference: PictureReference, place: SourceLine?) throws -> Picture {
        guard let picture = pictures[reference] else {
            throw DreamError.noPicture(name: "\(reference)", place: place)
        }
        return picture
    }

    /// A picture's levels at a size.
    func levels(of reference: PictureReference, at size: Extent, place: SourceLine?) throws -> Tensor {
        let picture = try picture(reference, place: place)
        var levels = picture.colours.resized(to: size)
        levels.scale(by: 255)
        levels.clamp(to: 0...255)
        return levels
    }

    /// How large the network sees a reading of its own size; `.input` is as large as the canvas, `input`.
    func size(of reading: PictureReading, input: Extent, place: SourceLine?) throws -> Extent {
        let size =
            pictures[reading.picture].map { Extent(height: $0.height, width: $0.width) }
            ?? (reading.picture == .input ? input : nil)
        guard let size else { throw DreamError.noPicture(name: "\(reading.picture)", place: place) }
        guard case .own(let longEdge) = reading.placement, max(size.height, size.width) > longEdge else { return size }
        return size.scaled(toLongEdge: longEdge)
    }

    /// The activation of a guide, or its levels.
    func guide(_ reading: PictureReading, _ objective: StageObjective, input: Extent, place: SourceLine?) throws
        -> Tensor
    {
        if let known = guides[reading] { return known }
        let size = try size(of: reading, input: input, place: place)
        let levels = try levels(of: reading.picture, at: size, place: place)
        var result = levels
        if let layer = reading.layer {
            let node = objective.node(layer)
            let run = try DreamError.locating(place) {
                try backend.prepare(objective.graph, height: size.height, width: size.width, outputs: [node])
            }
            let activations = try run.forward(network.manifest.preprocessing.networkInput(fromLevels: levels))
            guard let activation = activations[node] else { preconditionFailure("\(layer) was not computed") }
            result = activation
        }
        guides[reading] = result
        return result
    }
}
