import Networks
import Pictures
import Tensors

/// What a stage does to the canvas without the network: one of the words in this folder. Lengths are fractions of the canvas, so that a
/// look holds at any size.
public struct CanvasOperation: WordFamily {
    let word: any CanvasOperationWord

    init(_ word: any CanvasOperationWord) { self.word = word }

    /// In the order of the reference.
    static let all: [any CanvasOperationWord.Type] = [
        Zoom.self, Rotate.self, CanvasShift.self, NoiseWarp.self, Swirl.self, Ripple.self, MirrorHalf.self,
        Kaleidoscope.self, Seamless.self, Blend.self, MatchColours.self, MatchHistogram.self, KeepLuminance.self,
        KeepColour.self, PaletteLock.self, Sharpen.self, LocalContrast.self, CanvasBlur.self, ToneChange.self,
        ToneCurveChange.self, Vignette.self, Grain.self, CanvasResize.self, OpacityChange.self,
    ]
}

extension CanvasOperation {
    package static var words: [any DreamWord.Type] { all }
    package var anyWord: any DreamWord { word }
    package init?(anyWord: any DreamWord) {
        guard let word = anyWord as? any CanvasOperationWord else { return nil }
        self.init(word)
    }
}

/// A word that changes a canvas. What moves pixels is a `MovingOperation`, what changes their colours a `ColourOperation`.
protocol CanvasOperationWord: DreamWord {
    /// - Throws: `DreamError` when a picture is missing.
    func apply(to canvas: inout DreamCanvas, in scene: OperationContext) throws

    /// What it holds at most on a canvas of a size, in bytes: that included, its opacity not.
    func bytes(on size: Extent) -> Int

    /// How many times as wide and as high the canvas is after it.
    var growth: Float { get }

    /// Whether the canvas may be transparent after it.
    var givesOpacity: Bool { get }

    /// Where it needs nothing of the picture that the dream began with but what its colours are like: in which space.
    var inputColours: MatchingSpace? { get }
}

extension CanvasOperationWord {
    var growth: Float { 1 }
    var givesOpacity: Bool { false }
    var inputColours: MatchingSpace? { nil }
}

extension CanvasOperation {
    /// How many times as wide and as high the canvas is after it.
    package var growth: Float { word.growth }
}

/// What an operation may need beside the canvas.
struct OperationContext {
    let pictures: StagePictures
    let masks: PaintedMasks
    /// What the picture that the dream began with looked like, by space, where that is remembered.
    let colours: [MatchingSpace: ColourMoments.Planes]
    let place: SourceLine?
    let seed: UInt64

    /// Another picture at a size, sRGB-encoded 0…1.
    func encoded(_ picture: PictureReference, at size: Extent) throws -> Tensor {
        try pictures.levels(of: picture, at: size, place: place).encodedWithin()
    }
}

// MARK: - Where things are

/// An operation that moves pixels, whatever their planes are: colours and opacity alike.
protocol MovingOperation: CanvasOperationWord {
    /// What becomes of planes of a size.
    func move(_ size: Extent, seed: UInt64) -> (Tensor) -> Tensor

    /// How many canvases it holds, itself included, where all planes are moved together, and where they are moved one by one.
    var canvases: (whole: Float, planewise: Float) { get }
}

extension MovingOperation {
    var canvases: (whole: Float, planewise: Float) { (2, 1.7) }

    func apply(to canvas: inout DreamCanvas, in scene: OperationContext) {
        let move = move(canvas.levels.shape.extent, seed: scene.seed)
        let alpha = canvas.alpha.map(move)
        let levels = canvas.takeLevels()
        canvas.levels = levels.shape.extent.isMovedWhole ? move(levels) : levels.mapPlanes(move)
        canvas.alpha = alpha
        // Weights of four neighbours may add up to a little more than 1.
        canvas.alpha?.clamp(to: 0...1)
    }

    func bytes(on size: Extent) -> Int {
        size.canvases(size.isMovedWhole ? canvases.whole : canvases.planewise)
    }
}

extension Extent {
    /// Canvases of more pixels are moved plane by plane: where each pixel comes from is then found three times, and no second canvas is
    /// held.
    fileprivate var isMovedWhole: Bool { height * width <= 1 << 20 }

    /// Seen as a whole, mirrored past the edges where no sides meet.
    func view(_ wrap: Wrap) -> AffineView {
        AffineView(height: height, width: width, edge: wrap.edges(otherwise: .mirror))
    }

    /// In pixels.
    var shorter: Float { Float(min(height, width)) }
}

// MARK: - Colours

/// An operation on colours, pixel by pixel or nearly so.
protocol ColourOperation: CanvasOperationWord {
    /// What becomes of colours, sRGB-encoded, 0…1.
    func recolour(_ colours: consuming Tensor, in scene: OperationContext) throws -> Tensor

    /// How many canvases it holds, itself included.
    var canvases: Float { get }
}

extension ColourOperation {
    var canvases: Float { 2 }

    func apply(to canvas: inout DreamCanvas, in scene: OperationContext) throws {
        canvas.levels = try recolour(canvas.takeLevels().encodedWithin(), in: scene)
        canvas.levels.scale(by: 255)
        canvas.levels.clamp(to: 0...255)
    }

    func bytes(on size: Extent) -> Int { size.canvases(canvases) }
}

extension Tensor {
    /// Levels as sRGB-encoded numbers, none of them beyond 0…1.
    consuming func encodedWithin() -> Tensor {
        var encoded = self
        encoded.scale(by: 1 / 255)
        encoded.clamp(to: 0...1)
        return encoded
    }
}
