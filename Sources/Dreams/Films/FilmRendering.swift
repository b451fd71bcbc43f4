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

/// The picture below a film and the dream above it, which are moved apart and put together for every frame.
struct FilmLayers {
    private let film: Film
    let clock: FilmClock
    private let source: FrameSource?
    /// What the camera saw first.
    private var first: Tensor
    /// From the place of a pixel now to its place in the first picture, as if that were flat.
    private var camera: AffineView
    /// What of it is near; nil where it is flat.
    private var relief: Relief?
    /// The user's last frame.
    private var before: Tensor?
    private var base: Tensor
    private var detail: Tensor?
    /// What the frame began with, where it is held to that.
    private var begun: Tensor?
    /// `[1, 1, H, W]`, 0…1: where the dream of the frame before could be carried along; everywhere when nil.
    private var carried: Tensor?
    /// What was transparent when the camera saw it first.
    private var firstAlpha: Tensor?
    /// `[1, 1, H, W]`, 0…1: of the frame that was begun; nil where nothing is transparent.
    private(set) var alpha: Tensor?

    /// - Parameter first: levels; what the recipe's own stages made of the picture.
    /// - Parameter near: what of it is near, `[1, 1, H, W]`, 0…1; nil where it is flat.
    init(
        _ film: Film, _ clock: FilmClock, first: Tensor, alpha: Tensor?, near: Tensor? = nil, from source: FrameSource?
    ) {
        self.film = film
        self.clock = clock
        self.source = source
        self.first = first
        self.alpha = alpha
        firstAlpha = alpha
        base = first
        camera = AffineView(filming: first.shape)
        relief = near.map { Relief(near: $0, depth: film.camera.parallax) }
    }

    /// Moves the camera to where it is before a frame, with nothing dreamt on the way.
    mutating func arrive(at index: Int) {
        guard source == nil, index > 1 else { return }
        let start = camera
        for frame in 1..<index {
            let move = film.camera.camera(at: clock.moment(frame))
            if !move.isStill { camera = camera.moved(by: move.bounded(after: camera)) }
        }
        if camera != start { look(relief?.places(through: camera.map)) }
    }

    /// Takes what the camera sees.
    /// - Parameter places: where that is, of a relief.
    private mutating func look(_ places: Displacement? = nil) {
        let camera = camera
        func seen(_ planes: Tensor) -> Tensor { places.map(planes.filmed) ?? camera.sample(planes) }
        base = seen(first)
        // What is transparent moves with what is seen.
        alpha = firstAlpha.map(seen)
        alpha?.clamp(to: 0...1)
    }

    /// The canvas, levels, that a frame begins with.
    mutating func begin(_ index: Int) throws -> Tensor {
        let move = film.camera.camera(at: clock.moment(index))
        if let source {
            try follow(source, frame: index % source.count)
        } else if index > 0, !move.isStill {
            let (move, last) = (move.bounded(after: camera), camera)
            camera = camera.moved(by: move)
            if let relief {
                let places = relief.places(through: camera.map)
                detail = detail?.filmed(relief.steps(back: last.map, from: places))
                look(places)
            } else {
                let step = AffineView(filming: first.shape).moved(by: move)
                detail = detail.map { step.sample($0) }
                look()
            }
        }
        var canvas = base
        if let detail { canvas.add(detail, times: film.keep) }
        canvas.clamp(to: 0...255)
        begun = film.steady > 0 && film.keep > 0 && detail != nil ? canvas : nil
        return canvas
    }

    /// The user's frame that is dreamt on.
    var input: Picture { Picture(colours: base.map { $0 / 255 }, alpha: alpha) }

    /// Takes back of what a frame changed of what it began with as much as the film says.
    func hold(_ canvas: inout Tensor) {
        guard var back = begun, back.shape == canvas.shape else { return }
        back.add(canvas, times: -1)
        if let carried { back.multiply(byMask: carried) }
        canvas.add(back, times: film.steady)
    }

    /// Remembers what was dreamt over the frame.
    mutating func end(with canvas: Tensor) {
        guard canvas.shape == base.shape else { return }
        var dreamt = canvas
        dreamt.add(base, times: -1)
        detail = dreamt
    }

    /// Writes everything that moves.
    func store(in state: inout RenderState) {
        state.put(first)
        let map = camera.map
        for number in [map.xx, map.xy, map.x0, map.yx, map.yy, map.y0] { state.put(number) }
        state.put(before)
        state.put(base)
        state.put(detail)
        state.put(firstAlpha)
        state.put(alpha)
        if film.camera.near != nil { state.put(relief?.near) }
        if film.steady > 0 {
            state.put(begun)
            state.put(carried)
        }
    }

    /// Reads it again.
    mutating func restore(from state: inout StateReader) throws {
        first = try state.tensor()
        guard first.shape.rank == 4, first.shape.channels == 3 else { throw CheckpointError.inconsistent }
        camera = AffineView(filming: first.shape)
        let map = try (0..<6).map { _ in try state.float() }
        camera.map = AffineMap(map[0], map[1], map[2], map[3], map[4], map[5])
        before = try state.optionalTensor(first.shape)
        base = try state.tensor(first.shape)
        detail = try state.optionalTensor(first.shape)
        firstAlpha = try state.optionalTensor()
        alpha = try state.optionalTensor()
        let plane = Shape(channels: 1, height: first.shape.height, width: first.shape.width)
        if film.steady > 0 {
            begun = try state.optionalTensor(first.shape)
            carried = try state.optionalTensor(plane)
        }
        if film.camera.near != nil {
            relief = try state.optionalTensor(plane).map { Relief(near: $0, depth: film.camera.parallax) }
        }
    }

    /// Goes on to the user's next frame, and lets the dream move with what moves in it; where another shot begins, it begins anew.
    private mutating func follow(_ source: FrameSource, frame: Int) throws {
        let picture = try source.frame(frame)
        alpha = picture.alpha.map { $0.resized(to: first.shape.extent) }
        let levels = picture.levels(at: first.shape.extent)
        if let last = before, SceneCut.lies(between: last, and: levels, white: 255) { (before, detail) = (nil, nil) }
        carried = nil
        if let before, let dreamt = detail, film.flow == .optical {
            let (then, now) = (before.map { $0 / 255 }, levels.map { $0 / 255 })
            let flow = OpticalFlow.estimate(from: now, to: then)
            // By cubics, so that detail outlasts many frames; with soft edges, so that none shows where something was hidden.
            var moved = dreamt.warped(by: flow, interpolation: .cubic)
            let seen = OpticalFlow.visibility(flow, back: OpticalFlow.estimate(from: then, to: now))
            let soft = MaskPlanes.feathered(seen, sigma: 3)
            moved.multiply(byMask: soft)
            detail = moved
            if film.steady > 0 { carried = soft }
        }
        before = levels
        base = levels
    }
}

extension Camera {
    /// The same, but no farther away than where the whole picture is about a pixel, and no nearer than where a pixel is about all that is seen:
    /// from there numbers find no way back.
    fileprivate func bounded(after view: AffineView) -> Camera {
        let (stretch, most) = (view.map.largestStretch, Float(max(view.width, view.height)))
        var bounded = self
        bounded.zoom = stretch / min(max(stretch / zoom, 1 / most), most)
        return bounded
    }
}

extension Tensor {
    /// What a camera sees of it from somewhere else; by cubics, so that detail outlasts many frames.
    fileprivate func filmed(_ places: Displacement) -> Tensor {
        warped(by: places, edge: .mirror, interpolation: .cubic)
    }
}

extension AffineView {
    /// What a camera sees before it moves; by cubics, so that detail outlasts many frames.
    fileprivate init(filming shape: Shape) {
        self.init(of: shape, edge: .mirror)
        interpolation = .cubic
    }

    /// Through a camera that has moved: what was seen, nearer, turned, and moved away.
    fileprivate func moved(by camera: Camera) -> AffineView {
        shifted(right: -camera.panX * Float(width), down: -camera.panY * Float(height))
            .scaled(by: camera.zoom).rotated(degrees: -camera.rotate)
    }
}
