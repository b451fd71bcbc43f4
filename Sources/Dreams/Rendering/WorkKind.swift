import Foundation
public import Pictures

/// One kind of work in a render: what its time depends on, beside the size of the canvas and the numbers that schedules go through.
///
/// Two operations are never of one kind, and renders that differ in what they draw, but not in what they do, share theirs.
public enum WorkKind: Hashable, Sendable, Codable {
    /// Encoding a picture and writing it.
    case writing(PictureFormat)
    /// Making a video of frames, for each of them: `mp4`.
    case encoding(String)
    /// A step of a climb.
    case step(Step)
    /// What the first step of an octave takes beside a step: the network made ready for another size, the detail enlarged.
    case beginning(Step)
    /// A stage without the network.
    case operation(Operation)
    /// What a film's frame begins with.
    case frame(Frame)
}

extension WorkKind {
    /// Steps that take as long at one size.
    public struct Step: Hashable, Sendable, Codable {
        var objective: StageObjective.Work
        var normalization: Normalization
        var optimizer: WordWork
        var basis: Basis
        var space: ColourSpace
        var views: Int
        var wrap: Wrap
        var isMasked: Bool
        var priors: Set<Prior>
        var transforms: [Transforming]
    }

    /// How a gradient is brought to a size.
    enum Normalization: Hashable, Sendable, Codable {
        case none, meanAbsolute, deviation, rootMeanSquare
        case laplacian(levels: Int)
        case threeBlurs
    }

    /// What a canvas is made of.
    enum Basis: Hashable, Sendable, Codable {
        case pixels, fourier, phase
        case laplacian(levels: Int)
    }

    /// What is done to the canvas after a step.
    enum Prior: Hashable, Sendable, Codable {
        case decay, smallNorm, smallContribution
        case blur(every: Int)
    }

    /// What is done to the canvas before the network sees it.
    enum Transforming: Hashable, Sendable, Codable {
        case shift, flip, noise, blur
        case pad(Int)
        case scale(factors: Int)
        case rotate(angles: Int)
        case crop(side: Int)
    }

    /// Operations on the canvas that take as long at one size.
    public struct Operation: Hashable, Sendable, Codable { let work: OperationWork }

    /// What they do.
    enum OperationWork: Hashable, Sendable, Codable {
        case zoom(Reach), rotate, shift
        case warp(Warp)
        case mirror, kaleidoscope
        case seamless(Wrap)
        case blend(CanvasOperation.BlendMode, mask: [MaskPart])
        case matchColours(CanvasOperation.MatchingSpace)
        case matchHistogram(CanvasOperation.MatchingSpace)
        case keepLuminance, keepColour
        case palette(colours: Int)
        case sharpen(Reach), blur(Reach)
        case tone(Set<TonePart>)
        case resize(Reach)
        case transparency(mask: [MaskPart])
    }

    /// How a canvas is bent.
    enum Warp: Hashable, Sendable, Codable { case noise, swirl, ripple }

    /// What of a tone is changed.
    enum TonePart: Hashable, Sendable, Codable { case exposure, contrast, gamma, saturation }

    /// What a mask is painted by.
    enum MaskPart: Hashable, Sendable, Codable {
        case constant, luminance, chroma, picture, alpha, gradient, ellipse, circle, evidence, colour
        case inverse, product, union
        case feathered(Reach)
    }

    /// How far a kernel reaches, or how much larger a canvas becomes: powers of 2, since times differ little within one.
    struct Reach: Hashable, Sendable, Codable {
        let power: Int

        init(_ number: Float) { power = number > 0 && number.isFinite ? Int(log2(number).rounded()) : .min }
    }

    /// What a film's frame begins with.
    public enum Frame: Hashable, Sendable, Codable {
        /// The last one, where nothing moves.
        case still
        /// A camera that has moved.
        case moved
        /// Another frame of the user's, and what moved in it.
        case over(Film.Flow)
    }
}

// MARK: - Of what is rendered

extension WorkKind {
    /// A stage without the network.
    package static func operation(_ operation: CanvasOperation) -> WorkKind {
        .operation(Operation(work: OperationWork(operation)))
    }

    /// What a film's frames begin with: a moved camera, or another frame of the user's and what moved in it.
    static func frame(_ film: Film, overFrames: Bool) -> WorkKind {
        guard !overFrames else { return .frame(.over(film.flow)) }
        return .frame(film.frames.allSatisfy(\.camera.isStill) ? .still : .moved)
    }

    /// What pictures are written as, where that is the work.
    package var format: PictureFormat? { if case .writing(let format) = self { format } else { nil } }
}

extension WorkKind.Step {
    /// Of a climb.
    init(_ climb: Climb, _ objective: StageObjective) {
        self.init(
            objective: objective.work, normalization: WorkKind.Normalization(climb.normalization),
            optimizer: climb.optimizer.word.work, basis: WorkKind.Basis(climb.parameterization.basis),
            space: climb.parameterization.space, views: climb.views, wrap: climb.wrap, isMasked: climb.mask != nil,
            priors: climb.priors.kinds, transforms: climb.transforms.map(WorkKind.Transforming.init))
    }
}

extension WorkKind.Normalization {
    fileprivate init(_ normalization: GradientNormalization) {
        self =
            switch normalization {
            case .none: .none
            case .meanAbsolute: .meanAbsolute
            case .deviation: .deviation
            case .rootMeanSquare: .rootMeanSquare
            case .laplacian(let levels): .laplacian(levels: levels)
            case .threeBlurs: .threeBlurs
            }
    }
}

extension WorkKind.Basis {
    fileprivate init(_ basis: Parameterization.Basis) {
        self =
            switch basis {
            case .pixels: .pixels
            case .fourier: .fourier
            case .laplacian(let levels): .laplacian(levels: levels)
            case .phase: .phase
            }
    }
}

extension Priors {
    fileprivate var kinds: Set<WorkKind.Prior> {
        let plain = Priors()
        var kinds: Set<WorkKind.Prior> = []
        if decay != plain.decay { kinds.insert(.decay) }
        if blur != plain.blur { kinds.insert(.blur(every: blurEvery)) }
        if smallNorm != plain.smallNorm { kinds.insert(.smallNorm) }
        if smallContribution != plain.smallContribution { kinds.insert(.smallContribution) }
        return kinds
    }
}

extension WorkKind.Transforming {
    fileprivate init(_ transform: Transform) {
        self =
            switch transform {
            case .shift: .shift
            case .pad(let border, _): .pad(border)
            case .scale(let factors): .scale(factors: factors.count)
            case .rotate(let angles): .rotate(angles: angles.count)
            case .crop(_, _, let side): .crop(side: side)
            case .flip: .flip
            case .noise: .noise
            case .blur: .blur
            }
    }
}

extension WorkKind.OperationWork {
    fileprivate init(_ operation: CanvasOperation) {
        self =
            switch operation {
            case .zoom(let factor, _, _, _): .zoom(WorkKind.Reach(factor))
            case .rotate: .rotate
            case .shift: .shift
            case .warp(.noise, _): .warp(.noise)
            case .warp(.swirl, _): .warp(.swirl)
            case .warp(.ripple, _): .warp(.ripple)
            case .mirror: .mirror
            case .kaleidoscope: .kaleidoscope
            case .seamless(_, let wrap): .seamless(wrap)
            case .blend(_, let mode, _, let mask): .blend(mode, mask: mask?.parts ?? [])
            case .matchColours(_, let space): .matchColours(space)
            case .matchHistogram(_, let space): .matchHistogram(space)
            case .keepLuminance: .keepLuminance
            case .keepColour: .keepColour
            case .palette(let colours, _): .palette(colours: colours.count)
            case .sharpen(let radius, _, _): .sharpen(WorkKind.Reach(radius))
            case .blur(let radius, _): .blur(WorkKind.Reach(radius))
            case .tone(let exposure, let contrast, let gamma, let saturation):
                .tone(
                    WorkKind.changed([
                        (.exposure, exposure != 0), (.contrast, contrast != 1), (.gamma, gamma != 1),
                        (.saturation, saturation != 1),
                    ]))
            case .resize(let factor, _): .resize(WorkKind.Reach(factor))
            case .transparency(let mask): .transparency(mask: mask.parts)
            }
    }
}

extension WorkKind {
    fileprivate static func changed(_ parts: [(part: TonePart, isChanged: Bool)]) -> Set<TonePart> {
        Set(parts.filter(\.isChanged).map(\.part))
    }
}

extension Mask {
    /// What it is painted by, the outer before the inner.
    fileprivate var parts: [WorkKind.MaskPart] {
        switch self {
        case .constant: [.constant]
        case .luminance: [.luminance]
        case .chroma: [.chroma]
        case .picture: [.picture]
        case .alpha: [.alpha]
        case .gradient: [.gradient]
        case .ellipse: [.ellipse]
        case .circle: [.circle]
        case .evidence: [.evidence]
        case .colour: [.colour]
        case .inverse(let mask): [.inverse] + mask.parts
        case .product(let a, let b): [.product] + a.parts + b.parts
        case .union(let a, let b): [.union] + a.parts + b.parts
        case .feathered(let mask, let radius, _): [.feathered(WorkKind.Reach(radius))] + mask.parts
        }
    }
}
