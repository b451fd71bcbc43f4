import ArgumentParser
import Dreams
import Networks
import Pictures
import Recipes
import Wording

/// `reverie redo CARRIER [PICTURE] -o OUT`
struct Redo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Renders the recipe that a picture carries, again, on another picture, or larger.",
        discussion: """
            On the machine that rendered it, and on the same pictures, the same file comes out, byte for byte. A picture \
            carries no other: what it dreamt on is named again, and so is what lay beside the preset (--picture \
            NAME=FILE). Another picture is dreamt on at the same length of its longer side. Options change what the recipe \
            says; 'run CARRIER' takes only the preset, with its defaults.

            Examples:
              reverie redo dream.png photo.jpg -o again.png
              reverie redo dream.png other.jpg -o other-dream.jpg
              reverie redo dream.png -o poster.png --scale 3
            """)

    @Argument(help: "A PNG or JPEG that Reverie wrote, or its .recipe.json.", completion: .file())
    var carrier: String

    @Argument(help: "The picture to dream on, PNG or JPEG, if the recipe had one.", completion: .file())
    var picture: String?

    @Option(help: ArgumentHelp("The canvas is this many times as large.", valueName: "FACTOR"))
    var scale: Float?

    @OptionGroup var options: RecipeOptions

    @OptionGroup var output: RenderOptions

    func validate() throws {
        guard let scale else { return }
        guard scale.isFinite, (0.01...100).contains(scale) else {
            throw ValidationError("--scale is \(scale); it must be between 0.01 and 100")
        }
        if options.namesSize {
            throw ValidationError("--scale and --width, --height or --long-edge exclude each other")
        }
    }

    func run() throws {
        try output.render(carrier, on: picture) { rendering in
            try Session(repeating: try CarriedRecipe(contentsOf: carrier), of: self, rendering)
        }
    }
}

extension Session {
    /// A carried recipe, with what the user wants otherwise.
    fileprivate init(
        repeating old: CarriedRecipe, of redo: Redo, _ rendering: CarriedRecipe.Rendering
    ) throws {
        let options = redo.options
        guard redo.picture != nil || old.pictures.input == nil else {
            throw SharingError.pictureNeeded(path: redo.carrier)
        }
        let given = try options.pictureFiles()
        let files = Settings(pictures: given)
        for name in (old.pictures.parameters.keys.sorted() + old.pictures.files.keys.sorted())
        where files.pictureFile(named: name) == nil {
            throw SharingError.otherPictureNeeded(name: name)
        }
        let settings = Settings(
            network: try options.network ?? old.network.installedName(in: .standard),
            parameters: old.parameters.merging(try options.parameters()) { $1 }, pictures: given,
            seed: options.seed ?? old.seed)
        var merged = old.rendering
        merged.depth = rendering.depth ?? merged.depth
        merged.keepsGPS = rendering.keepsGPS ?? merged.keepsGPS
        merged.rate = rendering.rate ?? merged.rate
        merged = try merged.filled(from: options)
        try self.init(
            old.source, settings, on: try redo.picture.map(InputPicture.init(named:)),
            size: { own, hash in
                if options.namesSize { return options.size(from: own) }
                let size = Extent(height: old.canvas.height, width: old.canvas.width)
                let same =
                    hash == old.pictures.input?.sha256 ? size : own.scaled(toLongEdge: max(size.height, size.width))
                let scaled = redo.scale.map { same.scaled(by: $0) } ?? same
                guard max(scaled.width, scaled.height) <= 16384 else {
                    throw ValidationError(
                        "the canvas would be \(scaled.width)×\(scaled.height); 16384 is the longest side")
                }
                return scaled
            }, merged, threads: options.threads)
        compare(with: old)
    }

    /// Remarks on what differs from what the carrier was rendered with.
    private mutating func compare(with old: CarriedRecipe) {
        func differ(_ was: CarriedRecipe.Fingerprint?, _ now: CarriedRecipe.Fingerprint?, _ what: String) {
            if was != now { remark("\(what) is not the one that the recipe was rendered with; the dream will differ") }
        }
        if old.version != carried.version {
            remark(
                "it was rendered by Reverie \(Phrases.harmless(old.version)), and this is \(carried.version): the dream may "
                    + "differ")
        }
        differ(old.pictures.input, carried.pictures.input, "the picture")
        for (name, print) in carried.pictures.parameters.merging(carried.pictures.files, uniquingKeysWith: { $1 })
            .sorted(by: { $0.key < $1.key })
        {
            differ(
                old.pictures.parameters[name] ?? old.pictures.files[name], print,
                "the picture '\(Phrases.harmless(name))'")
        }
        if old.network.sha256 != carried.network.sha256 {
            remark("the network is not the one that the recipe was rendered with; the dream will differ")
        }
    }
}

extension CarriedRecipe.Network {
    /// What the network is called here: whatever has its weights, the one of its name first.
    /// - Throws: `SharingError.otherNetwork`.
    fileprivate func installedName(in library: NetworkLibrary) throws -> String {
        let manifests = try library.list()
        let same = manifests.filter { $0.sha256 == sha256 }.map(\.name)
        if same.contains(name) { return name }
        guard let first = same.first else {
            throw SharingError.otherNetwork(name: name, installed: manifests.contains { $0.name == name })
        }
        return first
    }
}
