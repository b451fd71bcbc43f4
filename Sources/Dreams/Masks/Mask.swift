import Networks
import Tensors

/// Where something happens, 1 being fully and 0 not at all: one of the words in this folder.
///
/// A mask is a recipe for a plane `[1, 1, H, W]`; it is painted for the canvas that a stage begins with.
public struct Mask: WordFamily {
    let word: any MaskWord

    init(_ word: any MaskWord) { self.word = word }

    /// In the order of the reference; what arithmetic makes comes last.
    static let all: [any MaskWord.Type] = [
        Luminance.self, Chroma.self, Ramp.self, Ellipse.self, Circle.self, Polygon.self, WhereSeen.self,
        Saliency.self, Excitement.self, Importance.self, Brightness.self, Opacity.self, Painted.self, MaskInverse.self,
        Feather.self, MaskConstant.self,
        MaskProduct.self, MaskUnion.self,
    ]
}

extension Mask {
    package static var words: [any DreamWord.Type] { all }
    package var anyWord: any DreamWord { word }
    package init?(anyWord: any DreamWord) {
        guard let word = anyWord as? any MaskWord else { return nil }
        self.init(word)
    }
}

/// A word that paints.
protocol MaskWord: DreamWord {
    /// The weights, `[1, 1, H, W]`, 0…1, on a canvas of levels, `[1, 3, H, W]`.
    /// - Throws: `DreamError` when a picture is missing or the network knows no classes.
    func plane(on canvas: Tensor, by painter: MaskPainter) throws -> Tensor

    /// What is held while it is painted on a canvas of a size, beside the canvas and without the network.
    func bytes(on size: Extent) -> Int

    /// What it asks a network for on a canvas of a size; nil where it asks none.
    /// - Throws: `DreamError` where the network cannot answer.
    func question(on size: Extent, to networks: DreamNetworks, place: SourceLine?) throws -> MaskQuestion?

    /// The networks that it asks beside the preset's, by name.
    var networks: Set<String> { get }
}

extension MaskWord {
    func question(on size: Extent, to networks: DreamNetworks, place: SourceLine?) throws -> MaskQuestion? { nil }
    var networks: Set<String> { [] }
    func bytes(on size: Extent) -> Int { size.planes(1) }
}

extension Mask {
    /// What is wrong with its options taken together; nil where nothing is.
    package var problem: String? { word.problem }

    /// What a mask of an expression computes, in a line.
    package static var ofExpressions: String { Excitement.equation }

    /// The pictures that it needs.
    public var pictures: [PictureReference] { word.pictures + word.masks.flatMap(\.pictures) }

    /// The networks that any part of it asks beside the preset's.
    var networks: Set<String> { word.masks.reduce(word.networks) { $0.union($1.networks) } }

    /// What any part of it asks networks for.
    func questions(on size: Extent, to networks: DreamNetworks, place: SourceLine?) throws -> [MaskQuestion] {
        let own = try word.question(on: size, to: networks, place: place)
        return try word.masks.reduce([own].compactMap(\.self)) {
            try $0 + $1.questions(on: size, to: networks, place: place)
        }
    }

    /// The number of its parts.
    package var size: Int { 1 + word.masks.reduce(0) { $0 + $1.size } }

    /// Its own, with all that it is made of.
    /// - Throws: `DreamError`, also where some of it is infinite or no number.
    func plane(on canvas: Tensor, by painter: MaskPainter) throws -> Tensor {
        let plane = try word.plane(on: canvas, by: painter)
        guard plane.meanAbsolute.isFinite else {
            throw DreamError.maskNotFinite(mask: "\(self)", place: painter.place)
        }
        return plane
    }
}
