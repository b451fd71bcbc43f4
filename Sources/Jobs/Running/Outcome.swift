package import Pictures
import Tensors

/// What a dream began with, small, to say in a sentence what became of it where that is not what anybody hopes for.
package struct Outcome {
    private let before: Picture
    /// Whether it is a picture that the user gave.
    private let isPhoto: Bool

    package init(of picture: Picture, isPhoto: Bool) {
        before = picture.shrunk(to: Self.longEdge)
        self.isPhoto = isPhoto
    }

    /// Nil where there is nothing to say: the dream shows, and so does what it began with.
    package func remark(on dream: Picture) -> String? {
        if let alpha = dream.alpha, !alpha.values.contains(where: { $0 >= Self.silent }) {
            return isPhoto
                ? "nothing of the dream shows: the picture that it was dreamt on is transparent everywhere"
                : "nothing of the dream shows: it is transparent everywhere"
        }
        let after = dream.shrunk(to: Self.longEdge)
        if after.colours.spread < Self.flat {
            return "the picture came out in nearly one colour; a smaller step, or another layer, may save it"
        }
        if after.colours.distance(to: before.colours) < Self.silent {
            return "the dream hardly shows: the picture changed by less than a level of 255"
        }
        guard isPhoto, before.colours.spread > Self.flat else { return nil }
        let likeness = Oklab.lightness(of: after.colours).likeness(to: Oklab.lightness(of: before.colours))
        guard likeness < Self.lost else { return nil }
        return "hardly anything of the photo is left in the dream"
    }

    /// Detail that nobody would see at this size is no dream that shows.
    private static let longEdge = 256
    /// Root mean square, of 0…1.
    private static let silent: Float = 1 / 255
    /// Deviation, of 0…1.
    private static let flat: Float = 0.006
    /// Correlation of lightness.
    private static let lost: Float = 0.15
}

extension Tensor {
    /// The deviation of its numbers, of the plane in which they differ most.
    fileprivate var spread: Float { (0..<shape.channels).map { plane($0).centred.rootMeanSquare }.max() ?? 0 }

    /// The root mean square difference; infinite where the shapes differ.
    fileprivate func distance(to other: Tensor) -> Float {
        guard shape == other.shape else { return .infinity }
        var difference = self
        difference.add(other, times: -1)
        return difference.rootMeanSquare
    }

    /// The correlation with a plane of the same size, −1…1; 1 where the sizes differ or one of both is flat.
    fileprivate func likeness(to other: Tensor) -> Float {
        guard shape == other.shape else { return 1 }
        let (x, y) = (centred, other.centred)
        let size = (Sums.squares(x.values.span) * Sums.squares(y.values.span)).squareRoot()
        return size > 0 ? Float(Sums.products(x.values.span, y.values.span) / size) : 1
    }

    /// Its numbers without their mean.
    private var centred: Tensor {
        let mean = mean
        return map { $0 - mean }
    }
}
