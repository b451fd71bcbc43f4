import Engine
import Networks
import Pictures
import Tensors

/// Masks as planes `[1, 1, H, W]`, 0…1, of one canvas.
struct PaintedMasks {
    private let planes: [Mask: Tensor]

    fileprivate init(planes: [Mask: Tensor]) { self.planes = planes }

    /// The weights of a mask.
    func weights(_ mask: Mask) -> Tensor {
        guard let plane = planes[mask] else { preconditionFailure("\(mask) was not painted") }
        return plane
    }

    /// Writes the planes, by the masks' names.
    func store(in state: inout RenderState) {
        for mask in PaintedMasks.ordered(planes.keys) { planes[mask].map { state.put($0) } }
    }

    /// Reads those of some masks again.
    init(_ masks: Set<Mask>, from state: inout StateReader, size: Extent) throws {
        planes = try PaintedMasks.ordered(masks).reduce(into: [:]) {
            $0[$1] = try state.tensor(Shape(channels: 1, height: size.height, width: size.width))
        }
    }

    private static func ordered(_ masks: some Sequence<Mask>) -> [Mask] { masks.sorted { "\($0)" < "\($1)" } }

    /// The masks for a canvas of another size.
    func resized(to size: Extent, wrap: Wrap) -> PaintedMasks {
        PaintedMasks(
            planes: planes.mapValues {
                $0.resized(height: size.height, width: size.width, filter: .bilinear, edge: wrap.edges)
            })
    }
}

/// Paints masks: by a canvas, by pictures, by what a network sees.
struct MaskPainter {
    let networks: DreamNetworks
    let backend: any Backend
    let pictures: StagePictures
    let place: SourceLine?
    /// Where in a film that is.
    var film = FilmMoment()

    /// The masks for a canvas of levels, `[1, 3, H, W]`.
    /// - Throws: `DreamError` when a picture is missing or the network knows no classes.
    func paint(_ masks: Set<Mask>, on canvas: Tensor) throws -> PaintedMasks {
        PaintedMasks(planes: try masks.reduce(into: [:]) { $0[$1] = try $1.plane(on: canvas, by: self) })
    }

    /// Another picture at the size of a canvas, sRGB-encoded 0…1.
    func encoded(_ picture: PictureReference, for canvas: Tensor) throws -> Tensor {
        try pictures.levels(of: picture, at: canvas.shape.extent, place: place).encoded
    }
}

extension Tensor {
    /// Levels as sRGB-encoded numbers, 0…1.
    var encoded: Tensor {
        var encoded = self
        encoded.scale(by: 1 / 255)
        return encoded
    }

    /// One plane of a size.
    static func plane(_ size: Extent, repeating value: Float) -> Tensor {
        Tensor(shape: Shape(channels: 1, height: size.height, width: size.width), repeating: value)
    }

    /// Every channel multiplied by the one channel of `mask`, which has the same area.
    mutating func multiply(byMask mask: Tensor) {
        let (height, width) = (shape.height, shape.width)
        let weights = mask.values.span
        var target = values.mutableSpan
        target.forEachRun(of: width) { row, target in
            let weights = weights.extracting(row % height * width..<(row % height + 1) * width)
            for i in target.indices { target[i] *= weights[i] }
        }
    }
}
