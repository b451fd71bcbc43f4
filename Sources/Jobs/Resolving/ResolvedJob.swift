package import Dreams
import Engine
import Files
import Foundation
package import Networks
import Pictures
package import Recipes
import Tensors
import Wording

/// A job whose files were read: a recipe with the network and the picture that it is about to dream with.
package struct ResolvedJob {
    package private(set) var recipe: Recipe
    /// The script that it was made by, what that was given, and what it gave.
    let origin: (source: PresetSource, settings: Settings, made: MadeRecipe)
    package let network: Network
    /// Those that the recipe names beside its own.
    private let others: [String: Network]
    /// On what the network is computed.
    let device: RenderDevice
    private let picture: HeldPicture
    private let hasAlpha: Bool
    private let depth: Int
    /// The frames that the user brings to a film.
    private(set) var frames: FrameSource?
    /// The video that they are of.
    let clip: VideoClip?
    /// What is heard.
    let sounds: FilmSounds
    /// What is known of each of them.
    let frameFacts: [String]
    /// The other pictures that the recipe reads.
    private let pictures: [PictureReference: Picture]
    package let size: Extent
    /// All of it, as the picture that it becomes carries it.
    package let carried: CarriedRecipe
    /// Of a film of which one frame is wanted, which one; the film ends there.
    private(set) var shownFrame: Int?
    /// Whether others had the processors while it was measured how fast this machine is.
    package var isMachineBusy = false
    /// What the user should know before it is rendered.
    private(set) var remarks: [String]
    /// What was held while pictures were read, beside the program, in bytes: by the reader, by the painter and by the picture at `size`, by others.
    private let reading: (reader: Int, painter: Int, picture: Int, others: Int)
    /// What others hold while it is rendered: a sheet that it is drawn on.
    var beside = 0
    private let share: Int
    /// How it is written, and whether it is looked at meanwhile.
    var writing: (format: PictureFormat, depth: Int?)?
    var showsPreviews = false

    /// Looks at what can be wrong with a job before its network is there.
    /// - Throws: as `init`.
    static func check(_ job: RenderJob, with resources: JobResources) throws {
        try job.check()
        try job.checkFiles()
        let (source, settings) = try job.presetSource().takingPictures(of: try job.settings())
        try source.settingsCheck()(settings)
        _ = try RenderDevice(job, resources.defaults)
    }

    /// Runs the preset's script, loads its network and its pictures, or paints its canvas.
    /// - Throws: what is wrong with any of them, and `JobError`.
    package init(_ job: RenderJob, with resources: JobResources) throws {
        try job.check()
        try job.checkFiles()
        try ComputingThreads.use(job.bounds.threads ?? resources.defaults.threads)
        let drivers = RenderDevice.opening(job, resources.defaults)
        defer { drivers?.wait() }
        share = resources.share
        let old = job.preset.recipe
        let (source, settings) = try job.presetSource().takingPictures(of: try job.settings())
        var loaded: [String: Network] = [:]
        func load(_ name: String) throws -> Network {
            if let known = loaded[name] { return known }
            let shelf = resources.networks
            // Nothing is fetched for what is refused then.
            if shelf.isYetToCome(name) { _ = try RenderDevice(job, resources.defaults) }
            let network = try settings.network == name ? shelf.network(name) : shelf.network(forPreset: name)
            loaded[name] = network
            return network
        }
        let made = try source.recipe(settings: settings) { NetworkVocabulary(try load($0)) }
        (recipe, origin) = (made.recipe, (source, settings, made))
        network = try load(recipe.network)
        others = try recipe.networksRead.reduce(into: [:]) { $0[$1] = try load($1) }
        func canvas(_ own: Extent, _ hash: String?) throws -> Extent {
            try job.size.canvas(for: own, hash: hash, repeating: old)
        }
        device = try RenderDevice(job, resources.defaults)
        var fingerprint: CarriedRecipe.Fingerprint?
        remarks = [device.remark].compactMap { $0 }
        let whole: Picture
        var painting = 0
        let brought = try ResolvedJob.frames(
            for: recipe, job.picture, rate: job.rendering(with: resources.defaults).rate
        ) { try canvas($0, nil) }
        frames = brought?.source
        frameFacts = brought?.facts ?? []
        clip = brought as? VideoClip
        if let brought {
            fingerprint = CarriedRecipe.Fingerprint(sha256: brought.fingerprint)
            whole = try brought.first()
            remarks += brought.remarks
        } else if let input = job.picture {
            let hash: String
            (whole, hash) = try resources.picture(input).picture(size: canvas)
            fingerprint = CarriedRecipe.Fingerprint(sha256: hash)
            remarks += whole.notes(of: input.source)
            if whole.metadata.isAnimated {
                remarks.append("'\(Phrases.harmless(input.source.name))' is animated; its first picture is taken")
            }
        } else {
            let wanted = try canvas(Extent(height: recipe.canvas.height, width: recipe.canvas.width), nil)
            whole = recipe.canvas.picture(size: wanted, seed: recipe.seed)
            painting = recipe.canvas.bytesToPaint(at: wanted)
        }
        size = Extent(height: whole.height, width: whole.width)
        (hasAlpha, depth) = (whole.alpha != nil, whole.metadata.depth)
        var prints: CarriedRecipe.Pictures
        let held: Int
        (pictures, prints, held) = try ResolvedJob.read(made, canvas: size, like: whole.profile, &remarks)
        reading = (whole.metadata.bytesToRead, painting, whole.bytes, held)
        picture = HeldPicture(whole)
        prints.input = fingerprint
        sounds = try FilmSounds(
            for: made, clip: clip, frames: frames?.count,
            rate: job.rendering(with: resources.defaults).rate)
        remarks += sounds.remarks
        var rendering = job.rendering(with: resources.defaults)
        rendering.device = device.device?.name
        rendering.precision = device.precision == .half ? device.precision.rawValue : nil
        var carried = CarriedRecipe(
            made, of: source, settings: settings, version: ReverieVersion.current,
            network: CarriedRecipe.Network(name: network.manifest.name, sha256: network.manifest.sha256),
            others: others.values.map { CarriedRecipe.Network(name: $0.manifest.name, sha256: $0.manifest.sha256) }
                .sorted { $0.name < $1.name },
            canvas: CarriedRecipe.Size(width: size.width, height: size.height), pictures: prints,
            rendering: rendering)
        if !sounds.prints.isEmpty { carried.sounds = sounds.prints }
        if !job.parents.isEmpty { carried.parents = job.parents }
        self.carried = carried
        if let frame = job.frame { try endFilm(at: frame) }
        if let old { remarks += carried.differences(from: old) }
    }

    /// The picture, which is not kept here any longer: a large one should be held once.
    func takePicture() -> Picture { picture.take() }

    /// A look at the picture before it is taken.
    func look<Seen>(_ body: (Picture) -> Seen) -> Seen { picture.look(body) }

    /// The recipe bound to the network, to be rendered within the memory that the user allows, or this one.
    package func renderer(memory: Int? = nil) throws -> Renderer {
        let tiles = carried.rendering.fastHalo.map { Tiling.Mode.fast(halo: $0) } ?? .exact
        var renderer = try Renderer(
            recipe: recipe, network: network, others: others, pictures: pictures, backend: device.backend,
            memory: memory ?? bound, tiles: tiles)
        renderer.surroundings = surroundings(at: size)
        renderer.soundtrack = sounds.soundtrack
        return renderer
    }

    /// What the process may hold, in bytes; no more than the device has room for, which holds most of it.
    var bound: Int { min(carried.rendering.memory ?? share, device.room) }

    /// What is held around a render of a size.
    func surroundings(at canvas: Extent) -> Surroundings {
        let share = Double(canvas.height * canvas.width) / Double(max(size.height * size.width, 1))
        func scaled(_ bytes: Int) -> Int { Int(Double(bytes) * share) }
        // The reader held the picture, too.
        let reader = scaled(reading.picture) + max(reading.reader - reading.picture, 0)
        let read = max(reader, scaled(reading.painter), scaled(reading.picture) + reading.others)
        let weights = others.values.reduce(network.graph.weightBytes) { $0 + $1.graph.weightBytes }
        let loading = Int(Memory.bytesToLoadWeight * Double(weights))
        let filePerPixel = writing?.format.heldBytes(depth: writing?.depth ?? depth, hasAlpha: hasAlpha) ?? 0
        return Surroundings(
            held: Memory.renderingBytes + beside,
            before: Memory.renderingBytes + beside + max(loading, weights + read),
            filePerPixel: filePerPixel, showsPreviews: showsPreviews, hasAlpha: hasAlpha)
    }

    /// The frames, where what is named is a folder or a video.
    private static func frames(
        for recipe: Recipe, _ input: PictureInput?, rate: String?, size: (Extent) throws -> Extent
    ) throws -> (any BroughtFrames)? {
        guard case .file(let path)? = input else { return nil }
        if Files.isFolder(path) {
            guard recipe.film != nil else { throw FilmError.framesWithoutFilm(path: path) }
            return try FrameFolder(path, size: size)
        }
        guard let container = VideoContainer(ofFile: path) else { return nil }
        guard recipe.film != nil else {
            // What is a picture that moves is a picture, too.
            guard container != .apng, container != .gif else { return nil }
            throw FilmError.clipWithoutFilm(path: path)
        }
        return try VideoClip(path, container, rate: rate.flatMap { FrameRate($0) }, size: size)
    }

    /// Ends a film at a frame, which is then the last picture that is made; does nothing where the recipe is no film.
    /// - Throws: `JobError.frame`.
    private mutating func endFilm(at wanted: FrameChoice) throws {
        guard var film = recipe.film else { return }
        let count = frames?.count ?? film.count
        let frame = if case .number(let number) = wanted { number } else { (count + 1) / 2 }
        guard frame <= count else { throw JobError.frame(frame, count: count) }
        (film.count, film.span, film.loop) = (frame, count, 0)
        recipe.film = film
        frames = frames.map { FrameSource(count: frame, frame: $0.frame) }
        shownFrame = frame
    }

    /// SHA-256 of the network's model.
    func networkDigest() throws -> String {
        guard network.manifest.sha256.isEmpty else { return network.manifest.sha256 }
        guard let model = Files.map(network.manifest.model) else {
            throw NetworkError.unreadable(path: network.manifest.model, reason: "it cannot be opened")
        }
        return model.sha256
    }

    /// Reads those that the recipe needs, no larger than it does and in the colours of the canvas, and the hashes of all that the script named;
    /// and tells the most that was held on the way, in bytes.
    private static func read(
        _ made: MadeRecipe, canvas: Extent, like profile: [UInt8]?, _ remarks: inout [String]
    ) throws -> ([PictureReference: Picture], CarriedRecipe.Pictures, held: Int) {
        let needed = made.recipe.picturesRead
        let sizes = made.recipe.sizesNeeded(on: canvas)
        var pictures: [PictureReference: Picture] = [:]
        var prints = CarriedRecipe.Pictures()
        var (held, most) = (0, 0)
        for (reference, source) in made.pictures {
            let data = try source.data()
            most = max(most, held + data.count)
            if needed[reference] != nil {
                let picture = try Picture(data, path: source.name) { height, width in
                    let own = Extent(height: height, width: width)
                    let wanted = sizes[reference].map(own.shrunk) ?? own
                    return (wanted.height, wanted.width)
                }
                remarks += picture.notes(of: source)
                // Colours are converted as numbers that are interleaved.
                let conversion = picture.profile == profile ? picture.bytes : 2 * picture.bytes
                most = max(most, held + data.count + max(picture.metadata.bytesToRead, conversion))
                held += picture.bytes
                pictures[reference] = picture.converted(to: profile)
            }
            let print = CarriedRecipe.Fingerprint(sha256: data.sha256)
            switch reference {
            case .parameter(let name): prints.parameters[name] = print
            case .file(let name): prints.files[name] = print
            case .input: break
            }
        }
        return (pictures, prints, most)
    }
}

extension Extent {
    /// As small as may be without a side getting shorter than those of `size`.
    fileprivate func shrunk(to size: Extent) -> Extent {
        let factor = max(Float(size.height) / Float(height), Float(size.width) / Float(width))
        guard factor < 1 else { return self }
        return Extent(
            height: max(Int((Float(height) * factor).rounded()), 1),
            width: max(Int((Float(width) * factor).rounded()), 1))
    }
}

extension Picture {
    /// What could not be used of its file, for people.
    fileprivate func notes(of source: PictureSource) -> [String] {
        metadata.notes.map { "'\(Phrases.harmless(source.name))': \($0)" }
    }
}

/// A picture that whoever dreams on it takes.
private final class HeldPicture {
    private var picture: Picture?

    init(_ picture: consuming Picture) { self.picture = picture }

    func look<Seen>(_ body: (Picture) -> Seen) -> Seen {
        guard let picture else { preconditionFailure("the picture was taken") }
        return body(picture)
    }

    func take() -> Picture {
        guard let taken = exchange(&picture, with: nil) else { preconditionFailure("a picture is taken once") }
        return taken
    }
}
