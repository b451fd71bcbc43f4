import ArgumentParser
import Dreams
import Engine
import Foundation
import Networks
import Pictures
import Recipes
import Tensors
import Wording

/// A recipe with the network and the picture that it is about to dream with.
struct Session {
    private(set) var recipe: Recipe
    let network: Network
    private var picture: Picture
    /// The frames that the user brings to a film.
    private(set) var frames: FrameSource?
    /// What is known of each of them.
    let frameFacts: [String]
    /// The other pictures that the recipe reads.
    private let pictures: [PictureReference: Picture]
    let size: Extent
    /// All of it, as the picture that it becomes carries it.
    let carried: CarriedRecipe
    /// Whether others had the processors while it was measured how fast this machine is.
    var isMachineBusy = false
    /// What the user should know before it is rendered.
    private(set) var remarks: [String]

    /// What `run` and `plan` ask for: a preset, on a picture or on its own canvas.
    init(_ arguments: PresetArguments, _ options: RecipeOptions, rendering: CarriedRecipe.Rendering = .init()) throws {
        try self.init(
            try PresetLibrary.standard.find(arguments.preset), try options.presetSettings(),
            on: try arguments.picture.map(InputPicture.init(named:)),
            size: { own, _ in options.size(from: own) }, try rendering.filled(from: options), threads: options.threads)
    }

    /// Runs the preset's script, loads its network and its pictures, or paints its canvas.
    ///
    /// - Parameter size: the canvas for a picture of a size and a hash; no hash for a painted canvas.
    init(
        _ source: PresetSource, _ settings: Settings, on input: InputPicture?, size: (Extent, String?) throws -> Extent,
        _ rendering: CarriedRecipe.Rendering, threads: Int?
    ) throws {
        try Threads.use(try threads ?? Configuration.user().threads)
        let (source, settings) = source.takingPictures(of: settings)
        let library = NetworkLibrary.standard
        var loaded: Network?
        let made = try source.recipe(settings: settings) { name in
            let network = try settings.network.map { try library.loadOnce($0) } ?? library.load(forPreset: name)
            loaded = network
            return NetworkVocabulary(network)
        }
        recipe = made.recipe
        network = try loaded ?? library.loadOnce(recipe.network)
        var fingerprint: CarriedRecipe.Fingerprint?
        remarks = []
        let folder = try Session.frames(for: recipe, input?.source) { try size($0, nil) }
        frames = folder?.source
        frameFacts = folder?.facts ?? []
        if let folder {
            fingerprint = CarriedRecipe.Fingerprint(sha256: folder.fingerprint)
            picture = try folder.first()
        } else if let input {
            let hash: String
            (picture, hash) = try input.picture(size: size)
            fingerprint = CarriedRecipe.Fingerprint(sha256: hash)
            remarks += picture.notes(of: input.source)
            if picture.metadata.isAnimated {
                remarks.append("'\(Phrases.harmless(input.source.name))' is animated; its first picture is taken")
            }
        } else {
            let wanted = try size(Extent(height: recipe.canvas.height, width: recipe.canvas.width), nil)
            picture = recipe.canvas.picture(size: wanted, seed: recipe.seed)
        }
        let canvas = Extent(height: picture.height, width: picture.width)
        self.size = canvas
        var prints: CarriedRecipe.Pictures
        (pictures, prints) = try Session.read(made, canvas: canvas, like: picture.profile, &remarks)
        prints.input = fingerprint
        carried = CarriedRecipe(
            made, of: source, settings: settings, version: Reverie.version,
            network: CarriedRecipe.Network(name: network.manifest.name, sha256: network.manifest.sha256),
            canvas: CarriedRecipe.Size(width: self.size.width, height: self.size.height), pictures: prints,
            rendering: rendering)
    }

    /// The picture, which is not kept here any longer: a large one should be held once.
    mutating func takePicture() -> Picture {
        defer { picture.colours = .zeros(Shape(channels: 3, height: 0, width: 0)) }
        return picture
    }

    /// The recipe bound to the network, to be rendered within the memory that the user allows, or this one.
    func renderer(memory: Int? = nil) throws -> Renderer {
        let bound = (memory ?? carried.rendering.memory ?? Memory.sensibleShare) - Memory.renderingBytes
        let tiles = carried.rendering.fastHalo.map { Tiling.Mode.fast(halo: $0) } ?? .exact
        return try Renderer(recipe: recipe, network: network, pictures: pictures, memory: bound, tiles: tiles)
    }

    /// The frames, where what is named is a folder.
    private static func frames(
        for recipe: Recipe, _ file: PictureSource?, size: (Extent) throws -> Extent
    ) throws -> FrameFolder? {
        guard case .file(let path)? = file, FrameFolder.isFolder(path) else { return nil }
        guard recipe.film != nil else { throw FilmError.framesWithoutFilm(path: path) }
        return try FrameFolder(path, size: size)
    }

    /// Ends a film at a frame, counted from 1, the middle one when nil, which is then the last picture that is made; gives the frame, or nil
    /// where the recipe is no film.
    /// - Throws: `SheetError.frame`.
    mutating func endFilm(at wanted: Int?) throws -> Int? {
        guard var film = recipe.film else { return nil }
        let count = frames?.count ?? film.count
        let frame = wanted ?? (count + 1) / 2
        guard frame <= count else { throw SheetError.frame(frame, count: count) }
        (film.count, film.loop) = (frame, 0)
        recipe.film = film
        frames = frames.map { FrameSource(count: frame, frame: $0.frame) }
        return frame
    }

    /// SHA-256 of the network's model.
    func networkDigest() throws -> String {
        guard network.manifest.sha256.isEmpty else { return network.manifest.sha256 }
        return try Data(contentsOf: URL(fileURLWithPath: network.manifest.model), options: .mappedIfSafe).sha256
    }

    /// Adds what the user should know.
    mutating func remark(_ sentence: String) { remarks.append(sentence) }

    /// Reads those that the recipe needs, no larger than it does and in the colours of the canvas, and the hashes of all that the script named.
    private static func read(
        _ made: MadeRecipe, canvas: Extent, like profile: [UInt8]?, _ remarks: inout [String]
    ) throws -> ([PictureReference: Picture], CarriedRecipe.Pictures) {
        let needed = made.recipe.picturesRead
        let sizes = made.recipe.sizesNeeded(on: canvas)
        var pictures: [PictureReference: Picture] = [:]
        var prints = CarriedRecipe.Pictures()
        for (reference, source) in made.pictures {
            let data = try source.data()
            if needed[reference] != nil {
                let picture = try Picture(data, path: source.name) { height, width in
                    let own = Extent(height: height, width: width)
                    let wanted = sizes[reference].map(own.shrunk) ?? own
                    return (wanted.height, wanted.width)
                }
                remarks += picture.notes(of: source)
                pictures[reference] = picture.converted(to: profile)
            }
            let print = CarriedRecipe.Fingerprint(sha256: data.sha256)
            switch reference {
            case .parameter(let name): prints.parameters[name] = print
            case .file(let name): prints.files[name] = print
            case .input: break
            }
        }
        return (pictures, prints)
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

extension NetworkLibrary {
    /// A network that a preset names: an installed one. A stranger's script opens no file.
    func load(forPreset name: String) throws -> Network {
        guard NetworkFormat(ofFile: name) == nil else { throw SharingError.networkFile(name: name) }
        return try loadOnce(name)
    }
}

extension CarriedRecipe.Rendering {
    /// With what the user said.
    func filled(from options: RecipeOptions) throws -> CarriedRecipe.Rendering {
        var rendering = self
        rendering.memory = options.memory?.bytes ?? memory
        rendering.fastHalo = options.fastHalo ?? fastHalo
        return try rendering.filled()
    }

    /// With the user's defaults.
    func filled() throws -> CarriedRecipe.Rendering {
        var rendering = self
        let defaults = try Configuration.user()
        rendering.memory = memory ?? defaults.memory?.bytes
        rendering.fastHalo = fastHalo ?? defaults.fastHalo
        return rendering
    }
}
