import Networks
public import Pictures
import Tensors

/// The frames that a film is dreamt over, where the user brings some.
public struct FrameSource {
    /// How many there are.
    public let count: Int
    /// One of them, counted from 0.
    public let frame: (Int) throws -> Picture

    /// Frames that are read one after the other.
    public init(count: Int, frame: @escaping (Int) throws -> Picture) {
        self.count = count
        self.frame = frame
    }
}

extension Renderer {
    /// Renders the recipe's stages on `picture`, and then its film, frame by frame.
    ///
    /// Without frames of the user's own, what was dreamt is carried on from frame to frame under a moving camera: as floats, and apart from the
    /// picture below it, which is sampled anew from the first one every time; so nothing blurs and nothing is rounded on the way. With
    /// frames, the dream follows what moves in them.
    ///
    /// - Parameter source: the user's frames; then `picture` is the first of them, and the recipe's input is always the frame that is dreamt on.
    /// - Parameter plan: what `plan(for:frameCount:)` says of this size, where that was asked.
    /// - Parameter part: the frames that are rendered, counted from 0, where somebody else renders the others; all when nil. The first of them is one
    ///   that goes on from none before it: see `partings(over:at:)`.
    /// - Parameter state: what another render of this film gave; it goes on within the frame that it was in, and emits that one first.
    /// - Parameter begin: hears of every ascent but the first before it begins.
    /// - Parameter emit: gets every finished frame with its number, counted from 0; those of a loop's seam come last.
    /// - Returns: the last picture that was made, and whether it was stopped.
    /// - Throws: `DreamError`, `EngineError`, `CheckpointError`, and what `emit` and `source` throw.
    public func renderFilm(
        _ picture: consuming Picture, over source: FrameSource? = nil, as known: RenderPlan? = nil,
        part: Range<Int>? = nil, from state: consuming RenderState? = nil,
        begin: @escaping (StageBeginning) -> Void = { _ in }, emit: (Int, Picture) throws -> Void,
        report: @escaping (RenderProgress) throws -> Continuation
    ) throws -> RenderResult {
        guard let film = recipe.film else { preconditionFailure("the recipe is no film") }
        let count = source?.count ?? film.count
        let seam = LoopSeam(length: min(film.loop, count - 1))
        let frames = count + seam.length
        let part = part?.clamped(to: 0..<frames) ?? 0..<frames
        let plan =
            if let known, known.frames.count == frames { known } else {
                try plan(
                    for: Extent(height: picture.height, width: picture.width), frameCount: frames,
                    overFrames: source != nil)
            }
        var run = try Run(self, plan: plan, from: state, begin: begin, report: report)
        var canvas = try run.begin(with: picture)
        let resumed = run.resumedFrame
        if resumed == nil {
            let end = try run.perform(recipe.stages, plan.stages, on: &canvas)
            guard case .finished = end else { return RenderResult(ending: end, with: canvas, run.watch.samples) }
        }
        let filled = source.map { $0.filled(as: recipe) }
        let near = resumed == nil && source == nil ? try film.camera.near.map { try run.paint($0, on: canvas) } : nil
        var state = FilmState(
            frame: resumed ?? part.lowerBound,
            layers: FilmLayers(
                film, FilmClock(film, count: count, soundtrack: soundtrack), first: canvas.levels, alpha: canvas.alpha,
                near: near, from: filled),
            seam: seam)
        if resumed != nil {
            try run.resume(&state, canvas.profile, canvas.metadata)
        } else {
            state.layers.arrive(at: part.lowerBound)
        }
        let size = canvas.levels.shape.extent
        let beginning = WorkKind.frame(film, overFrames: source != nil)
        for index in state.frame..<max(part.upperBound, state.frame) {
            if index != resumed {
                canvas.levels = try run.frame(beginning, at: size) {
                    try state.layers.begin(index)
                }
                canvas.alpha = state.layers.alpha
            }
            state.frame = index
            if source != nil { run.see(state.layers.input) }
            let end = try run.perform(film.frame(index % count).stages, plan.frames[index], on: &canvas, in: state)
            guard case .finished = end else { return RenderResult(ending: end, with: canvas, run.watch.samples) }
            state.layers.hold(&canvas.levels)
            state.layers.end(with: canvas.levels)
            for (number, picture) in state.seam.take(canvas.picture, number: index, of: count) {
                guard let writing = output?.picture else {
                    try emit(number, picture)
                    continue
                }
                try run.frame(writing, at: size) { try emit(number, picture) }
            }
            run.endFrame()
        }
        return RenderResult(picture: canvas.picture, isInterrupted: false, measured: run.watch.samples)
    }
}

extension Picture {
    /// Its colours as a film sees them, 0…255.
    func levels(at size: Extent) -> Tensor {
        var levels = colours.resized(to: size)
        levels.scale(by: 255)
        levels.clamp(to: 0...255)
        return levels
    }
}

extension FrameSource {
    /// What is seen of transparent frames, where a recipe fills what is transparent with its canvas.
    func filled(as recipe: Recipe) -> FrameSource {
        guard recipe.transparency == .fill else { return self }
        return FrameSource(count: count) { try frame($0).filled(with: recipe.canvas, seed: recipe.seed) }
    }
}

extension Film {
    /// The rendered frame, counted from 0, that finishes a frame of the film, of as many: of the first ones of a loop it is one of the seam.
    public func finishing(_ frame: Int, of count: Int) -> Int {
        frame < max(min(loop, count - 1), 0) ? frame + count : frame
    }

    /// The frames, counted from 0, that are finished before the render comes to one, of as many; beyond their count lies the seam of a loop.
    public func finished(before index: Int, of count: Int) -> [Int] {
        let seam = max(min(loop, count - 1), 0)
        return (0..<index).compactMap { $0 < seam ? nil : $0 < count ? $0 : $0 - count }
    }
}

/// Where a film is: all that its frames hand on to each other.
struct FilmState {
    /// Counted from 0.
    var frame: Int
    var layers: FilmLayers
    var seam: LoopSeam

    /// What time it is in the film.
    var moment: FilmMoment { layers.clock.moment(frame) }

    /// Writes everything but the frame's number.
    func store(in state: inout RenderState) {
        layers.store(in: &state)
        seam.store(in: &state)
    }

    /// Reads it again.
    mutating func restore(from state: inout StateReader, _ profile: [UInt8]?, _ metadata: PictureMetadata) throws {
        try layers.restore(from: &state)
        try seam.restore(from: &state, profile, metadata)
    }
}
