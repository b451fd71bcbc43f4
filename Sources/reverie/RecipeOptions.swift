import ArgumentParser
import Dreams
import Engine
import Foundation
import Networks
import Pictures
import Recipes
import Tensors
import Wording

/// What `run` and `plan` have in common: the preset, the picture, and what the user wants otherwise.
struct RecipeOptions: ParsableArguments {
    @Argument(help: "A preset: a name from the library, or a .lua file.")
    var preset: String

    @Argument(help: "The picture to dream on, PNG or JPEG; the preset's own canvas when absent.")
    var picture: String?

    @Option(name: .customLong("set"), help: ArgumentHelp("A parameter of the preset.", valueName: "NAME=VALUE"))
    var settings: [String] = []

    @Option(
        name: .customLong("picture"),
        help: ArgumentHelp("A picture parameter of the preset, PNG or JPEG.", valueName: "NAME=FILE"))
    var pictures: [String] = []

    @Option(help: "A network's name or a .onnx file, instead of the preset's.")
    var network: String?

    @Option(help: "The seed of everything random.")
    var seed: UInt64?

    @Option(help: "Width of the canvas, in pixels; the height follows when it is not given.")
    var width: Int?

    @Option(help: "Height of the canvas, in pixels; the width follows when it is not given.")
    var height: Int?

    @Option(help: "The longer side of the canvas, in pixels.")
    var longEdge: Int?

    @Option(help: "Threads to compute with; every core when absent.")
    var threads: Int?

    @Option(
        help: ArgumentHelp(
            "A bound on what the render holds, such as 2GiB or 512MiB; half of the machine's memory when absent.",
            discussion: "A network that needs more for the whole canvas sees it in tiles; the dream is the same.",
            valueName: "BYTES"))
    var memory: ByteCount?

    @Option(
        help: ArgumentHelp(
            "Where tiles are needed, let them see only this many pixels around them: faster, and an approximation.",
            valueName: "PIXELS"))
    var fastHalo: Int?

    func validate() throws {
        for (name, value) in [("--width", width), ("--height", height), ("--long-edge", longEdge)] {
            guard let value, !(16...16384).contains(value) else { continue }
            throw ValidationError("\(name) is \(value); it must be between 16 and 16384 pixels")
        }
        if longEdge != nil, width != nil || height != nil {
            throw ValidationError("--long-edge and --width or --height exclude each other")
        }
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads is \(threads); it must be between 1 and 1024")
        }
        if let fastHalo, !(0...16384).contains(fastHalo) {
            throw ValidationError("--fast-halo is \(fastHalo); it must be between 0 and 16384 pixels")
        }
        _ = try parameters()
        _ = try pictureFiles()
    }

    /// `--set` options by name.
    fileprivate func parameters() throws -> [String: String] {
        try RecipeOptions.pairs(settings, of: "--set", as: "NAME=VALUE")
    }

    /// `--picture` options by name.
    fileprivate func pictureFiles() throws -> [String: String] {
        try RecipeOptions.pairs(pictures, of: "--picture", as: "NAME=FILE")
    }

    private static func pairs(_ texts: [String], of option: String, as form: String) throws -> [String: String] {
        try texts.reduce(into: [:]) { values, text in
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw ValidationError("\(option) \(text): write it as \(form)")
            }
            let name = String(text[..<equals])
            guard values.updateValue(String(text[text.index(after: equals)...]), forKey: name) == nil else {
                throw ValidationError("\(option) \(name) is given twice")
            }
        }
    }
}

/// A recipe with the network and the picture that it is about to dream with.
struct Session {
    let recipe: Recipe
    let network: Network
    private var picture: Picture
    /// The other pictures that the recipe reads.
    private let pictures: [PictureReference: Picture]
    let size: Extent
    /// SHA-256 of the preset's text.
    let presetDigest: String
    private let memory: ByteCount?
    private let tiles: Tiling.Mode

    /// Runs the preset's script, loads its network and its picture, or paints its canvas.
    init(_ options: RecipeOptions) throws {
        try Threads.use(options.threads)
        let source = try PresetLibrary.standard.find(options.preset)
        let library = NetworkLibrary.standard
        var loaded: Network?
        let settings = Settings(
            network: options.network, parameters: try options.parameters(), pictures: try options.pictureFiles(),
            seed: options.seed)
        let made = try source.recipe(settings: settings) { name in
            let network = try library.load(name)
            loaded = network
            return NetworkVocabulary(network)
        }
        recipe = made.recipe
        pictures = try Session.pictures(made)
        network = try loaded ?? library.load(recipe.network)
        let picture = try Session.picture(for: recipe, options)
        size = Extent(height: picture.height, width: picture.width)
        self.picture = picture
        presetDigest = Data(source.text.utf8).sha256
        memory = options.memory
        tiles = options.fastHalo.map { .fast(halo: $0) } ?? .exact
    }

    /// The picture, which is not kept here any longer: a large one should be held once.
    mutating func takePicture() -> Picture {
        defer { picture.colours = .zeros(Shape(channels: 3, height: 0, width: 0)) }
        return picture
    }

    /// SHA-256 of the picture, which has not been taken yet.
    var pictureDigest: String { picture.sha256 }

    /// The same of the other pictures that the recipe reads, by name.
    var pictureDigests: [String: String] {
        pictures.reduce(into: [:]) { $0["\($1.key)"] = $1.value.sha256 }
    }

    /// SHA-256 of the network's model.
    func networkDigest() throws -> String {
        guard network.manifest.sha256.isEmpty else { return network.manifest.sha256 }
        return try Data(contentsOf: URL(fileURLWithPath: network.manifest.model), options: .mappedIfSafe).sha256
    }

    /// The recipe bound to the network, to be rendered within the memory that the user allows.
    func renderer() throws -> Renderer {
        let bound = (memory?.bytes ?? Memory.sensibleShare) - Memory.renderingBytes
        return try Renderer(recipe: recipe, network: network, pictures: pictures, memory: bound, tiles: tiles)
    }

    /// Reads the files of those that the recipe needs.
    private static func pictures(_ made: MadeRecipe) throws -> [PictureReference: Picture] {
        try made.recipe.picturesRead.keys.reduce(into: [:]) { pictures, reference in
            guard let path = made.pictures[reference] else { return }
            pictures[reference] = try Picture.read(contentsOf: path)
        }
    }

    private static func picture(for recipe: Recipe, _ options: RecipeOptions) throws -> Picture {
        guard let path = options.picture else {
            let wanted = options.size(from: Extent(height: recipe.canvas.height, width: recipe.canvas.width))
            return recipe.canvas.picture(size: wanted, seed: recipe.seed)
        }
        let picture = try Picture.read(contentsOf: path)
        let size = Extent(height: picture.height, width: picture.width)
        let wanted = options.size(from: size)
        return wanted == size ? picture : picture.resized(height: wanted.height, width: wanted.width)
    }
}

extension RecipeOptions {
    /// The canvas for a picture of size `own`: what the user asked for, in the picture's proportions where he left
    /// one side open.
    func size(from own: Extent) -> Extent {
        let ratio = Double(own.width) / Double(own.height)
        switch (width, height, longEdge) {
        case (let width?, let height?, _): return Extent(height: height, width: width)
        case (let width?, nil, _): return Extent(height: rounded(Double(width) / ratio), width: width)
        case (nil, let height?, _): return Extent(height: height, width: rounded(Double(height) * ratio))
        case (nil, nil, let edge?):
            return ratio >= 1
                ? Extent(height: rounded(Double(edge) / ratio), width: edge)
                : Extent(height: edge, width: rounded(Double(edge) * ratio))
        case (nil, nil, nil): return own
        }
    }

    private func rounded(_ side: Double) -> Int { max(1, Int(side.rounded())) }
}
