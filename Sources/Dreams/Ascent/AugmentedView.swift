import Networks
import Pictures
import Tensors

/// What the network sees of a canvas at one step: the canvas shifted around its edges, continued beyond those that meet, moved, blurred
/// and with noise.
struct AugmentedView {
    /// How large it is.
    let size: Extent
    /// How large the canvas is.
    let canvas: Extent
    /// A circular shift of the canvas.
    let roll: (down: Int, right: Int)
    /// The canvas as it is read: beyond its own rectangle where sides meet.
    let frame: Region
    /// From the view to the frame; nil where they are the same.
    let sampling: AffineView?
    let blur: Float
    /// By channel, what levels are multiplied by, and what is added then; nil where colours stay.
    let colours: ColourChange?
    /// Standard deviation in levels, and where the numbers come from.
    let noise: (deviation: Float, dice: Philox)?

    /// Whether every pixel of the view is one of the canvas: it can be read in parts, and no copy is needed.
    var isDirect: Bool { sampling == nil && blur == 0 && colours == nil && noise == nil }

    /// Whether two steps see the same.
    var isStill: Bool { isDirect && roll == (0, 0) }

    /// Whether it shows parts of the canvas twice.
    var seesTwice: Bool { sampling == nil && size != canvas }

    /// The shape of a canvas's view.
    func shape(of canvas: Shape) -> Shape {
        Shape(channels: canvas.channels, height: size.height, width: size.width)
    }

    /// A rectangle of a direct view, as the network takes it: read from the canvas, whose levels may lie beyond black and white, in one pass;
    /// of a canvas that is still to be made, a few rows are made first.
    func networkInput(_ region: Region, of canvas: CanvasLevels, _ preprocessing: Manifest.Preprocessing) -> Tensor {
        func input(_ levels: Tensor, _ place: Region, rolledDown down: Int) -> Tensor {
            levels.part(
                place, rolledDown: down, right: roll.right, scaled: preprocessing.scalings, within: AugmentedView.levels
            )
        }
        let place = region.moved(to: frame)
        if let made = canvas.made { return input(made, place, rolledDown: roll.down) }
        let rows = canvas.rows(place.rows.lowerBound - roll.down..<place.rows.upperBound - roll.down)
        return input(rows, Region(rows: 0..<place.rows.count, columns: place.columns), rolledDown: 0)
    }

    private static let levels: ClosedRange<Float> = 0...255

    /// What the canvas itself answers for in planes that show the view: what lies beyond the sides that meet is there already, on the other
    /// side. All of it where pixels are moved, or no sides meet.
    func own(of planes: Shape) -> Region { sampling == nil ? frame.own(of: planes, canvas) : Region(allOf: planes) }

    /// The planes without what is seen twice.
    func own(_ planes: Tensor) -> Tensor { planes.part(own(of: planes.shape)) }

    /// The view of the canvas, or of something that lies over it, such as a mask: neither blurred nor noisy, and without what is seen twice.
    func place(_ planes: Tensor) -> Tensor {
        sampling == nil ? planes.rolled(down: roll.down, right: roll.right) : whole(planes)
    }

    /// Adds to the canvas what belongs to a rectangle of a direct view.
    func add(_ part: Tensor, at region: Region, to canvas: inout Tensor) {
        canvas.add(part, at: region.moved(to: frame), rolledDown: roll.down, right: roll.right)
    }

    /// The same from the gradient of what the network took; nothing stands for zeros.
    /// - Parameter isOnce: whether it comes in parts that do not overlap, and are all of it: then zeros need not be made first, and memory
    ///   becomes the canvas's as rows of it come.
    func add(
        inputGradient part: Tensor, at region: Region, to canvas: inout Tensor?, isOnce: Bool,
        _ preprocessing: Manifest.Preprocessing
    ) {
        let shape = Shape(channels: 3, height: self.canvas.height, width: self.canvas.width)
        // Where every pixel is seen once, and all at once, the way back is a shift the other way.
        if canvas == nil, part.shape == shape {
            canvas = part.part(
                Region(allOf: shape), rolledDown: -roll.down, right: -roll.right,
                scaled: preprocessing.gradientScalings, within: -.infinity ... .infinity)
            return
        }
        let isWritten = isOnce && !seesTwice
        var sum = exchange(&canvas, with: nil) ?? (isWritten ? Tensor(unwritten: shape) { _ in } : .zeros(shape))
        sum.add(
            part, at: region.moved(to: frame), rolledDown: roll.down, right: roll.right,
            scaled: preprocessing.gradientScalings, replacing: isWritten)
        canvas = sum
    }

    /// The whole view of a canvas, as the network sees it, between black and white.
    func look(at canvas: Tensor) -> Tensor {
        let same = (0..<canvas.shape.channels).map { PlaneScaling(source: $0, factor: 1) }
        let framed = canvas.part(
            frame, rolledDown: roll.down, right: roll.right, scaled: same, within: AugmentedView.levels)
        var seen = sampling.map { $0.sample(framed) } ?? framed
        if blur > 0 { seen = seen.blurred(sigma: blur) }
        if let colours { seen.scaleChannels(by: colours.factors, adding: colours.shifts) }
        if let noise { seen.addNoise(noise.deviation, from: noise.dice) }
        return seen
    }

    private func whole(_ planes: Tensor) -> Tensor {
        let framed = planes.part(frame, rolledDown: roll.down, right: roll.right)
        return sampling.map { $0.sample(framed) } ?? framed
    }

    /// ∂/∂canvas from ∂/∂view, of the whole view.
    func pullBack(_ gradient: consuming Tensor, toCanvasOf shape: Shape) -> Tensor {
        var gradient = gradient
        if let colours { gradient.scaleChannels(by: colours.factors, adding: .zero) }
        let sharp = blur > 0 ? gradient.adjointOfBlurred(sigma: blur) : gradient
        let framed =
            sampling.map {
                $0.adjoint(
                    of: sharp,
                    on: Shape(channels: shape.channels, height: frame.rows.count, width: frame.columns.count))
            } ?? sharp
        // Where every pixel is seen once, the way back is a shift the other way.
        guard framed.shape != shape else {
            return roll == (0, 0) ? framed : framed.rolled(down: -roll.down, right: -roll.right)
        }
        var canvas = Tensor.zeros(shape)
        canvas.add(framed, at: frame, rolledDown: roll.down, right: roll.right)
        return canvas
    }
}

/// What a view makes of the levels of each channel: x·factor + shift.
struct ColourChange {
    var factors = SIMD3<Float>(repeating: 1)
    var shifts = SIMD3<Float>.zero

    /// This, and then another one.
    func then(_ next: ColourChange) -> ColourChange {
        ColourChange(factors: factors * next.factors, shifts: shifts * next.factors + next.shifts)
    }
}

extension Tensor {
    /// Three channels, each times a factor and raised.
    fileprivate mutating func scaleChannels(by factors: SIMD3<Float>, adding shifts: SIMD3<Float>) {
        let area = shape.area
        change { i, level in level = level * factors[i / area] + shifts[i / area] }
    }
}

extension Region {
    /// Where planes that show a canvas with what lies around it, which this is, show the canvas itself.
    fileprivate func own(of planes: Shape, _ canvas: Extent) -> Region {
        func cut(_ frame: Range<Int>, _ canvas: Int, _ extent: Int) -> Range<Int> {
            let scale = Float(extent) / Float(frame.count)
            let start = min(Int((Float(-frame.lowerBound) * scale).rounded()), max(extent - 1, 0))
            return start..<min(extent, start + max(1, Int((Float(canvas) * scale).rounded())))
        }
        return Region(rows: cut(rows, canvas.height, planes.height), columns: cut(columns, canvas.width, planes.width))
    }

    /// The same rectangle, counted from the corner of another one.
    fileprivate func moved(to frame: Region) -> Region {
        let (down, right) = (frame.rows.lowerBound, frame.columns.lowerBound)
        return Region(
            rows: rows.lowerBound + down..<rows.upperBound + down,
            columns: columns.lowerBound + right..<columns.upperBound + right)
    }
}

/// The views that an ascent takes of a canvas of one size: all are equally large.
struct Augmentation {
    let ascent: Ascent
    let canvas: Extent

    /// How far the network sees around the edges where sides meet, in pixels.
    private static let margin = 64

    /// How large every view is.
    var size: Extent {
        ascent.transforms.reduce(framed) { $1.word.size(of: $0) }
    }

    private var margin: Extent {
        switch ascent.wrap {
        case .none: Extent(0)
        case .horizontal: Extent(height: 0, width: Augmentation.margin)
        case .both: Extent(Augmentation.margin)
        }
    }

    private var frame: Region {
        Region(
            rows: -margin.height..<canvas.height + margin.height, columns: -margin.width..<canvas.width + margin.width)
    }

    /// How large the canvas is with what is seen around it.
    var framed: Extent { Extent(height: frame.rows.count, width: frame.columns.count) }

    /// What the canvas itself answers for in planes that show a view (`AugmentedView.own`).
    func own(of planes: Shape) -> Shape {
        guard !isMoved else { return planes }
        let own = frame.own(of: planes, canvas)
        return Shape(channels: planes.channels, height: own.rows.count, width: own.columns.count)
    }

    /// Whether every view can be read in parts from the canvas, and no copy of it is made.
    var isDirect: Bool { ascent.transforms.isEmpty }

    /// Whether pixels of the view are others than the canvas's.
    var isMoved: Bool { ascent.transforms.contains(where: \.word.movesPixels) }

    /// Whether a view may be so much smaller than what it shows that this is blurred first.
    var shrinks: Bool { ascent.shrinksViews }

    /// A view that shows the canvas as it is.
    var still: AugmentedView {
        AugmentedView(
            size: framed, canvas: canvas, roll: (0, 0), frame: frame, sampling: nil, blur: 0, colours: nil, noise: nil)
    }

    /// Draws one view.
    func draw(_ randomness: Randomness, octave: Int, step: Int, view: Int, at moment: Moment) -> AugmentedView {
        let roll = randomness.jitter(
            limit: ascent.jitter.whole(at: moment), octave: octave, step: step, view: view)
        var drawing = Drawing(
            frame: framed, edge: ascent.wrap.edges(otherwise: .mirror),
            dice: randomness.dice(octave: octave, step: step, view: view, for: .view))
        for transform in ascent.transforms { transform.word.draw(&drawing, at: moment) }
        // What is drawn may move nothing: then nothing is sampled.
        let stays = framed == canvas && drawing.seen.isWhole(ofHeight: canvas.height, width: canvas.width)
        return AugmentedView(
            size: size, canvas: canvas, roll: roll, frame: frame, sampling: stays ? nil : drawing.sampling,
            blur: drawing.blur, colours: drawing.colours,
            noise: drawing.noise > 0 ? (drawing.noise, drawing.dice) : nil)
    }
}

extension Ascent {
    /// Whether a view may be so much smaller than what it shows that this is blurred first: several transforms may do that together.
    var shrinksViews: Bool { AffineView.isBlurred(atScale: transforms.reduce(1) { $0 * $1.word.leastScale }) }
}
