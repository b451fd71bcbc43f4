import Dreams
import Files
import Foundation
import Networks
import Pictures
import Recipes
import Wording

/// Makes jobs such as every machine understands that sees the farm's folder: the preset goes there with all that it requires and reads, and so do the
/// networks; pictures and results are named from the root on; what the user's defaults say is said.
struct FarmSending {
    private let folder: String
    private let library: NetworkLibrary
    private let resources: JobResources
    private var source: PresetSource?
    private var pack: PresetPack?
    /// By the names that they were asked for by.
    private(set) var networks: [String: SentNetwork] = [:]
    private var packed: String?
    /// Parameters that are sounds: files, which every machine sees.
    private var sounds: Set<String> = []

    /// - Parameter folder: of the farm, from the root on.
    init(to folder: String, with resources: JobResources) {
        (self.folder, self.resources) = (folder, resources)
        library = NetworkLibrary(folder: folder + "/networks")
    }

    /// Looks at what a job was made of; all jobs are of one preset.
    /// - Throws: `NetworkError`, `PictureError`.
    mutating func see(_ resolved: ResolvedJob, of job: RenderJob) throws {
        let (source, settings, made) = resolved.origin
        if pack == nil { pack = PresetPack(of: source) }
        try pack?.add(made)
        sounds.formUnion(made.sounds.keys)
        for name in [settings.network ?? made.recipe.network] + made.recipe.networksRead.sorted() {
            _ = try send(network: name, with: resources)
        }
    }

    /// Gives the farm a network.
    /// - Returns: what it is called there.
    /// - Throws: `NetworkError`.
    mutating func send(network name: String, with resources: JobResources) throws -> String {
        if let known = networks[name] { return known.name }
        let file = NetworkFormat(ofFile: name) == nil ? name : FarmSending.absolute(name)
        let sent = try resources.networks.send(file, to: library)
        networks[name] = sent
        return sent.name
    }

    /// Writes the preset, once all jobs were seen, and gives what makes a job one of the farm's.
    /// - Throws: `SharingError`, `FarmError`.
    mutating func sender() throws -> (RenderJob) throws -> RenderJob {
        guard let pack else { preconditionFailure("a farm has a job") }
        let data = try pack.encoded()
        let path = "\(folder)/preset/\(data.sha256.prefix(16))\(PresetPack.ending)"
        try Farm.makeFolder(folder + "/preset")
        try AtomicFile.write(data, to: path)
        let (networks, pictures, sounds) = (networks, Set(pack.pictures.keys), sounds)
        let (memory, halo) = (resources.defaults.memory?.bytes, resources.defaults.fastHalo)
        let pause = resources.defaults.checkpointEvery
        return { job in
            var sent = job
            sent.preset = .path(path)
            // What lay beside a preset that a picture carries is in the pack now.
            sent.pictures = job.pictures.filter { !pictures.contains($0.key) }.mapValues(FarmSending.sent)
            sent.picture = job.picture.map(FarmSending.sent)
            sent.parameters = job.parameters.reduce(into: [:]) { sent, parameter in
                let (name, value) = parameter
                sent[name] = sounds.contains(name) ? FarmSending.absolute(value) : value
            }
            sent.network = job.network.map { name in
                guard let known = networks[name] else {
                    preconditionFailure("the network \(name) was not seen")
                }
                return known.name
            }
            sent.bounds.memory = job.bounds.memory ?? memory
            sent.bounds.fastHalo = job.bounds.fastHalo ?? halo
            sent.output = try job.output.map(FarmSending.sent)
            sent.checkpoint = CheckpointChoice(everySeconds: job.checkpoint?.everySeconds ?? pause)
            sent.previews = nil
            return sent
        }
    }

    private static func sent(_ picture: PictureInput) -> PictureInput {
        if case .file(let path) = picture { .file(absolute(path)) } else { picture }
    }

    /// Where a result goes, from the root on.
    /// - Throws: `FarmError.notOnFarm`.
    static func sent(_ output: JobOutput) throws -> JobOutput {
        guard output.path != OutputFile.stdout else {
            throw FarmError.notOnFarm(
                setting: SettingName.output.name, reason: "other machines write to no stdout of this one; name a file")
        }
        guard output.preview == nil else {
            throw FarmError.notOnFarm(setting: "preview", reason: "many pictures grow at once; leave it out")
        }
        var output = output
        output.path = absolute(output.path)
        return output
    }

    /// A path from the root on, as every machine takes it; what leads to it stays as the user knows it.
    static func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        let plain = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return Paths.inside(FileManager.default.currentDirectoryPath, plain)
    }
}
