import Pictures
import Tensors

/// The last frames of a loop fade into the first ones: frame N + i, which goes on from frame N − 1, into frame i, for i below the length.
///
/// So the film goes on at its first frame where it ended with its last, and no frame is shown twice.
struct LoopSeam {
    let length: Int
    private var held: [Picture] = []

    init(length: Int) { self.length = max(length, 0) }

    /// The frames that are finished with this one.
    mutating func take(_ picture: Picture, number: Int, of count: Int) -> [(Int, Picture)] {
        guard length > 0 else { return [(number, picture)] }
        if number < length {
            held.append(picture)
            return []
        }
        guard number >= count else { return [(number, picture)] }
        var faded = picture
        let weight = Float(number - count + 1) / Float(length + 1)
        faded.colours.scale(by: 1 - weight)
        faded.colours.add(held[number - count].colours, times: weight)
        if var alpha = faded.alpha, let other = held[number - count].alpha {
            alpha.scale(by: 1 - weight)
            alpha.add(other, times: weight)
            faded.alpha = alpha
        }
        return [(number - count, faded)]
    }

    /// Writes the frames that are held.
    func store(in state: inout RenderState) {
        state.put(held.map(\.colours))
        for picture in held { state.put(picture.alpha) }
    }

    /// Reads them again, but for the profile and the metadata, which all of them have.
    mutating func restore(from state: inout StateReader, _ profile: [UInt8]?, _ metadata: PictureMetadata) throws {
        let colours = try state.tensors()
        guard colours.count <= length, colours.allSatisfy({ $0.shape.rank == 4 && $0.shape.channels == 3 }) else {
            throw CheckpointError.inconsistent
        }
        held = try colours.map {
            Picture(colours: $0, alpha: try state.optionalTensor(), profile: profile, metadata: metadata)
        }
    }
}
