import Engine
import Networks
import Pictures
import Tensors

/// What a render holds outside of the octaves of its climbs, in bytes.
extension Renderer {
    /// For as long as it takes, on a picture of a size: the process, the network's weights, the pictures that the recipe reads, and the
    /// opacity of the canvas.
    func standing(for size: Extent) -> Int {
        let own = pictures.values.reduce(0) { sum, picture in
            let size = Extent(height: picture.height, width: picture.width)
            return sum + size.canvases(1) + (picture.alpha == nil ? 0 : size.planes(1))
        }
        let input = recipe.needsWholeInput ? size.canvases(1) : 0
        return surroundings.held + networks.weightBytes + own + input + (hasAlpha ? size.planes(1) : 0)
    }

    private var hasAlpha: Bool {
        surroundings.hasAlpha
            || recipe.everyStage.contains {
                if case .canvas(let operation) = $0.action { operation.word.givesOpacity } else { false }
            }
    }

    /// The first canvas, while it is painted or looked at.
    func begins(with size: Extent) -> Int {
        let looks = recipe.everyStage.contains { $0.inputColours != nil }
        let fills = surroundings.hasAlpha && recipe.transparency == .fill
        return size.canvases(fills ? 3 : looks ? 2 : 1)
    }

    /// The last canvas, while it is encoded; of a film, every frame, and what comes between them.
    func ends(with size: Extent, overFrames: Bool) -> Int {
        let file = Int(surroundings.filePerPixel * Float(size.height * size.width))
        guard let film = recipe.film else { return size.canvases(1) + file }
        let moving: Float =
            overFrames ? (film.flow != .optical ? 2 : film.distances.count > 1 ? 10 : 8) : film.camera.isStill ? 1 : 2
        // Of a relief where each pixel is found, and where it was.
        let places = !overFrames && film.camera.near != nil ? size.planes(4) : 0
        return layers(of: size, overFrames: overFrames, count: film.count)
            + max(size.canvases(moving) + places, size.canvases(2) + file)
    }

    /// What a film's frames hand on to each other.
    func layers(of size: Extent, overFrames: Bool, count: Int) -> Int {
        guard let film = recipe.film else { return 0 }
        // The first picture and what is below the dream; the dream, or each frame that is remembered and the dream on it.
        let remembered = overFrames ? 2 * min(film.distances.last ?? 0, count) : 1
        return size.canvases(Float(2 + remembered + max(min(film.loop, count - 1), 0)))
            + (film.camera.near == nil ? 0 : size.planes(1))
            + (film.steady > 0 ? size.canvases(1) + size.planes(1) : 0)
    }

    /// What later stages take while the dream is shown as they will leave it; nil where it is not shown.
    func finishing(_ later: ArraySlice<Stage>, on size: Extent, input: Extent) throws -> Int? {
        guard surroundings.showsPreviews else { return nil }
        return try later.filter { $0.finishing != nil }.reduce(0) { max($0, try bytes(of: $1, on: size, input: input)) }
    }

    /// What a stage holds beside its octaves: its operation, its masks while they are painted, its guides while they are looked at.
    func bytes(of stage: Stage, on size: Extent, input: Extent) throws -> Int {
        let masks = stage.masks.count
        var most = 0
        if !stage.masks.isEmpty {
            let painting = stage.masks.reduce(0) { max($0, $1.word.bytes(on: size)) }
            // The plane that is painted is among what painting it takes.
            most = size.canvases(1) + size.planes(masks - 1) + painting
            let questions = try stage.masks.flatMap { try $0.questions(on: size, to: networks, place: stage.place) }
            most += questions.reduce(0) { max($0, $1.bytes(on: backend)) }
        }
        switch stage.action {
        case .canvas(let operation):
            // What gives opacity changes none.
            let alpha = hasAlpha && !operation.word.givesOpacity ? size.planes(1) : 0
            return max(
                most,
                size.planes(masks) + alpha + operation.word.bytes(on: size) + (try resizing(operation, to: size)))
        case .ascent:
            let objective = objective(of: stage)
            let book = StagePictures(pictures, network: network, backend: backend)
            return try objective.readings.filter { $0.placement != .aligned }.reduce(most) { most, reading in
                let seen = try book.size(of: reading, input: input, place: stage.place)
                let run =
                    try reading.layer.map {
                        try Tiling.whole.bytes(
                            objective.graph, height: seen.height, width: seen.width, outputs: [objective.node($0)],
                            backend: backend)
                    } ?? 0
                return max(most, size.canvases(1) + seen.canvases(1) + run)
            }
        }
    }

    /// Another picture that is brought to the canvas's size, beside what the operation holds.
    private func resizing(_ operation: CanvasOperation, to size: Extent) throws -> Int {
        operation.word.pictures.reduce(0) { most, reference in
            guard let picture = pictures[reference] else { return most }
            guard picture.height != size.height || picture.width != size.width else { return most }
            return max(most, Extent(height: picture.height, width: size.width).canvases(1))
        }
    }

    /// Bytes that the bound allows.
    /// - Throws: `EngineError.doesNotFit`.
    func allowed(_ bytes: Int, at size: Extent) throws -> Int {
        guard let memory, bytes > memory else { return bytes }
        throw EngineError.doesNotFit(width: size.width, height: size.height, memory: memory, needed: bytes)
    }
}

extension Recipe {
    /// Whether anything reads the picture that the dream begins with, and not just its colours.
    var needsWholeInput: Bool {
        everyStage.contains(where: \.needsWholeInput) || film?.camera.near?.pictures.contains(.input) == true
    }
}

extension Stage {
    /// Whether it reads the picture that the dream begins with, and not just its colours.
    fileprivate var needsWholeInput: Bool {
        inputColours == nil && picturesRead.contains(.input)
    }

    /// The space in which it needs to know what the colours of that picture are like, where that is all.
    var inputColours: MatchingSpace? {
        if case .canvas(let operation) = action { operation.word.inputColours } else { nil }
    }
}
