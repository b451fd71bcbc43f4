import Dreams
import Networks
import Recipes
import Wording

// A job says what is to be otherwise than its preset; where the preset is a recipe that is done again, otherwise than that recipe.
extension RenderJob {
    /// The preset's text.
    /// - Throws: `PresetError`, `SharingError`.
    func presetSource() throws -> PresetSource { try preset.source() }

    /// What the script gets.
    /// - Throws: `SharingError` where a recipe needs a picture or a network that is not there.
    func settings() throws -> Settings {
        let given = pictures.mapValues(\.source)
        guard let old = preset.recipe else {
            return Settings(network: network, parameters: parameters, pictures: given, seed: seed)
        }
        guard picture != nil || old.pictures.input == nil else {
            throw SharingError.pictureNeeded(path: old.preset.name)
        }
        var settings = Settings(
            parameters: old.parameters.merging(parameters) { $1 }, pictures: given, seed: seed ?? old.seed)
        for name in old.pictures.parameters.keys.sorted() + old.pictures.files.keys.sorted()
        where settings.picture(named: name) == nil {
            throw SharingError.otherPictureNeeded(name: name)
        }
        for name in (old.sounds ?? [:]).keys.sorted() where settings.parameters[name] == nil {
            throw SharingError.soundNeeded(name: name)
        }
        settings.network = try network ?? old.network.installedName(in: .standard)
        return settings
    }

    /// What else decides on the bytes: what the job says, what the recipe says that is done again, the user's defaults.
    func rendering(with defaults: Configuration) -> CarriedRecipe.Rendering {
        let own = output?.rendering ?? CarriedRecipe.Rendering()
        var rendering = preset.recipe?.rendering ?? CarriedRecipe.Rendering()
        rendering.depth = own.depth ?? rendering.depth
        rendering.quality = own.quality ?? rendering.quality
        rendering.keepsGPS = own.keepsGPS ?? rendering.keepsGPS
        rendering.rate = own.rate ?? rendering.rate
        rendering.memory = bounds.memory ?? rendering.memory ?? defaults.memory?.bytes
        rendering.fastHalo = bounds.fastHalo ?? rendering.fastHalo ?? defaults.fastHalo
        return rendering
    }

    /// A recipe that is done again laid open, so that all of it can be seen and changed: its text, what was set, its seed, network and size.
    /// - Throws: `SharingError.otherNetwork`.
    public func laidOpen() throws -> RenderJob {
        guard let old = preset.recipe else { return self }
        var job = self
        job.preset = .text(
            old.preset.text, name: old.preset.name, modules: old.modules, beside: Set(old.pictures.files.keys))
        job.parameters = old.parameters.merging(parameters) { $1 }
        job.seed = seed ?? old.seed
        job.network = try network ?? old.network.installedName(in: .standard)
        if !size.namesSize {
            let canvas = Extent(height: old.canvas.height, width: old.canvas.width).scaled(by: Float(size.scale ?? 1))
            (job.size.width, job.size.height, job.size.scale) = (canvas.width, canvas.height, nil)
        }
        job.bounds.memory = bounds.memory ?? old.rendering.memory
        job.bounds.fastHalo = bounds.fastHalo ?? old.rendering.fastHalo
        job.bounds.precision = bounds.precision ?? old.rendering.precision
        return job
    }
}

extension CarriedRecipe {
    /// Sentences on what differs from the recipe that is done again.
    func differences(from old: CarriedRecipe) -> [String] {
        var remarks: [String] = []
        func differ(_ was: Fingerprint?, _ now: Fingerprint?, _ what: String) {
            if was != now {
                remarks.append("\(what) is not the one that the recipe was rendered with; the dream will differ")
            }
        }
        if old.version != version {
            remarks.append(
                "it was rendered by Reverie \(Phrases.harmless(old.version)), and this is \(version): the dream may "
                    + "differ")
        }
        differ(old.pictures.input, pictures.input, "the picture")
        for (name, print) in pictures.parameters.merging(pictures.files, uniquingKeysWith: { $1 })
            .sorted(by: { $0.key < $1.key })
        {
            differ(
                old.pictures.parameters[name] ?? old.pictures.files[name], print,
                "the picture '\(Phrases.harmless(name))'")
        }
        for (name, print) in (sounds ?? [:]).sorted(by: { $0.key < $1.key }) {
            differ(old.sounds?[name], print, "the sound '\(Phrases.harmless(name))'")
        }
        for other in others ?? [] {
            let was = old.others?.first { $0.name == other.name }
            if was != other {
                remarks.append(
                    "the network '\(Phrases.harmless(other.name))' is not the one that the recipe was rendered with; the dream will "
                        + "differ")
            }
        }
        if (old.rendering.device, old.rendering.precision) != (rendering.device, rendering.precision) {
            let names = [old, self].map {
                Phrases.harmless($0.rendering.device ?? "the processor")
                    + ($0.rendering.precision == nil ? "" : " in float16")
            }
            remarks.append(
                "it was rendered on \(names[0]), and \(names[1]) renders it now: the bytes will differ, and the dream a "
                    + "little")
        }
        if old.network.sha256 != network.sha256 {
            remarks.append("the network is not the one that the recipe was rendered with; the dream will differ")
        }
        return remarks
    }
}

extension CarriedRecipe.Network {
    /// What the network is called here: whatever has its weights, the one of its name first.
    /// - Throws: `SharingError.otherNetwork`.
    func installedName(in library: NetworkLibrary) throws -> String {
        let manifests = try library.list()
        let same = manifests.filter { $0.sha256 == sha256 }.map(\.name)
        if same.contains(name) { return name }
        guard let first = same.first else {
            throw SharingError.otherNetwork(name: name, installed: manifests.contains { $0.name == name })
        }
        return first
    }
}
