import Networks
import Pictures
import Tensors

/// Changes a canvas without the network.
struct CanvasOperating {
    let pictures: StagePictures
    let masks: PaintedMasks
    /// What the picture that the dream began with looked like, by space, where it is known.
    let colours: [CanvasOperation.MatchingSpace: [ColourMoments]]
    let place: Place?
    let seed: UInt64
}
