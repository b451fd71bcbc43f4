import Networks
import Pictures
import Tensors

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
    private var base: Tensor
    /// The dream so far, where the frame sees it.
    private var detail: Tensor?
    /// What was dreamt on the user's frames.
    private var memory: FilmMemory
    /// What the frame began with, where it is held to that.
    private var begun: Tensor?
    /// `[1, 1, H, W]`, 0…1: where a dream could be carried along; everywhere when nil.
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
        memory = FilmMemory(of: film)
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
        if let source { try follow(source, frame: index % source.count) } else if index > 0 { moveCamera(to: index) }
        var canvas = base
        if let detail { canvas.add(detail, times: film.keep) }
        canvas.clamp(to: 0...255)
        begun = film.steady > 0 && film.keep > 0 && detail != nil ? canvas : nil
        return canvas
    }

    /// Moves the camera on to a frame, and the dream with it.
    private mutating func moveCamera(to index: Int) {
        let wish = film.camera.camera(at: clock.moment(index))
        guard !wish.isStill else { return }
        let (move, last) = (wish.bounded(after: camera), camera)
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

    /// Goes on to the user's next frame, and lets the dream move with what moves in it.
    private mutating func follow(_ source: FrameSource, frame: Int) throws {
        let picture = try source.frame(frame)
        alpha = picture.alpha.map { $0.resized(to: first.shape.extent) }
        base = picture.levels(at: first.shape.extent)
        (detail, carried) = memory.carried(to: base)
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
        if source == nil { detail = dreamt } else { memory.remember(dreamt, on: base) }
    }

    /// As if as many frames had been dreamt on as are remembered.
    mutating func fillMemory() { memory.fill() }

    /// Writes everything that moves.
    func store(in state: inout RenderState) {
        state.put(first)
        let map = camera.map
        for number in [map.xx, map.xy, map.x0, map.yx, map.yy, map.y0] { state.put(number) }
        state.put(base)
        if source == nil { state.put(detail) } else { memory.store(in: &state) }
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
        base = try state.tensor(first.shape)
        if source == nil {
            detail = try state.optionalTensor(first.shape)
        } else {
            try memory.restore(from: &state, first.shape)
        }
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
