import Dreams
import Engine
import Foundation
import Networks
import Pictures
import Recipes
import Tensors
import TestSupport

/// One preset, to be tried: what is planned for it, and what a step of every stage makes of a small canvas.
struct Trial: Codable {
    let number: Int
    let text: String
    let plugin: String?
    let width: Int
    let height: Int

    init(number: Int, _ preset: RandomPreset) {
        self.number = number
        (text, plugin, width, height) = (preset.text, preset.plugin, preset.width, preset.height)
    }

    /// The most multiply–accumulates and pixels that are rendered.
    private static let (mostWork, mostPixels) = (1_500_000_000, 250_000)
    private static let memory = 1 << 30
    private static let name = "random.lua"

    private var size: Extent { Extent(height: height, width: width) }

    /// What becomes of it.
    func outcome(_ home: TrialHome) -> PresetTrials.Outcome {
        if let trap = ProcessInfo.processInfo.environment[PresetTrials.trap], !trap.isEmpty, text.contains(trap) {
            fatalError("a planted trap")
        }
        let renderer: Renderer
        let recipe: Recipe
        var pictures: [PictureReference: Picture] = [:]
        var others: [String: Network] = [:]
        do {
            if let plugin {
                try Data(plugin.utf8).write(
                    to: URL(fileURLWithPath: home.path + "/\(RandomPreset.pluginName).lua"))
            }
            var source = PresetSource(text: text, name: Trial.name, folder: home.path)
            source.folders = .shipped
            let made = try home.clock.time("making") {
                try source.recipe(settings: Settings()) { NetworkVocabulary(try TrialNetworks.network($0)) }
            }
            for reference in made.recipe.picturesRead.keys {
                guard let file = made.pictures[reference] else { continue }
                pictures[reference] = try Picture(file.data(), path: file.name)
            }
            recipe = made.recipe.ofOneStep
            others = try made.recipe.networksRead.reduce(into: [:]) { $0[$1] = try TrialNetworks.network($1) }
            let network = try TrialNetworks.network(recipe.network)
            let whole = try Renderer(
                recipe: made.recipe, network: network, others: others, pictures: pictures, memory: Trial.memory)
            guard try home.clock.time("planning", { try whole.plan(for: size) == whole.plan(for: size) }) else {
                return .problem("it is planned in two ways")
            }
            renderer = try Renderer(
                recipe: recipe, network: network, others: others, pictures: pictures, memory: Trial.memory)
        } catch {
            return complaint("\(error)").map { .problem($0) } ?? .refused("\(error)")
        }
        do {
            return try render(with: renderer, recipe, others, pictures, home.clock)
        } catch {
            return complaint("\(error)").map { .problem($0) } ?? .ended("\(error)")
        }
    }

    private func render(
        with renderer: Renderer, _ recipe: Recipe, _ others: [String: Network], _ pictures: [PictureReference: Picture],
        _ clock: TrialClock
    ) throws -> PresetTrials.Outcome {
        let plan = try clock.time("planning") { try renderer.plan(for: size) }
        let largest = plan.everyStage.map { $0.octaves.map(\.size.area).reduce($0.size.area, max) }.max() ?? 0
        guard plan.multiplyAdds < Trial.mostWork, largest < Trial.mostPixels else { return .planned }
        let result = try clock.time("rendering") { try dream(renderer, recipe) }
        guard result.isWhole else { return .problem("it makes pixels that are not finite") }
        guard number % 10 == 0 else { return .rendered }
        return try clock.time("comparing") { try compared(with: result, of: renderer, plan, recipe, others, pictures) }
    }

    /// Two threads dream the same, in tiles, too.
    private func compared(
        with result: Picture, of renderer: Renderer, _ plan: RenderPlan, _ recipe: Recipe, _ others: [String: Network],
        _ pictures: [PictureReference: Picture]
    ) throws -> PresetTrials.Outcome {
        guard try sameOnTwoThreads(renderer, recipe, result) else { return .problem("two threads dream otherwise") }
        // Tiles change no more than rounding does, and threads nothing in them either.
        let network = try TrialNetworks.network(recipe.network)
        let bound = plan.memory - (plan.memory - 1) / 3
        guard
            let tiled = try? Renderer(
                recipe: recipe, network: network, others: others, pictures: pictures, memory: bound),
            let tiledPlan = try? tiled.plan(for: size), tiledPlan.everyStage.contains(where: \.isInTiles)
        else { return .rendered }
        guard try sameOnTwoThreads(tiled, recipe, dream(tiled, recipe)) else {
            return .problem("two threads dream otherwise in tiles")
        }
        return .rendered
    }

    private func sameOnTwoThreads(_ renderer: Renderer, _ recipe: Recipe, _ one: Picture) throws -> Bool {
        try Threads.use(2)
        defer { try? Threads.use(1) }
        let two = try dream(renderer, recipe)
        return two.colours == one.colours && two.alpha == one.alpha
    }

    private func dream(_ renderer: Renderer, _ recipe: Recipe) throws -> Picture {
        var canvas = recipe.canvas.picture(size: size, seed: recipe.seed)
        if number % 5 == 0 {
            canvas.alpha = Tensor(shape: Shape(channels: 1, height: height, width: width), repeating: 0.5)
        }
        guard recipe.film != nil else { return try renderer.render(canvas) { _ in .goOn }.picture }
        return try renderer.renderFilm(canvas, emit: { _, _ in }, report: { _ in .goOn }).picture
    }

    /// What is wrong with an error's words: nil where they name the file, and hold nothing of the program's own.
    private func complaint(_ message: String) -> String? {
        let ours = ["Optional(", "Swift.", "Dreams.", "Recipes.", "LuaValue", "[C]", "[string", "?:", "NaN", "\n"]
        if let text = ours.first(where: message.contains) { return "an error says '\(text)': \(message)" }
        let files = [Trial.name, RandomPreset.pluginName + ".lua"]
        if files.contains(where: { message.hasPrefix($0 + ":") }) { return nil }
        // What the user is to bring or to choose stands in no line, nor what does not fit into a bound of his.
        let others = ["the preset needs a picture", "there is no network '"]
        if message.contains("pixels take at least ") { return nil }
        return others.contains(where: message.hasPrefix) ? nil : "an error without its line: \(message)"
    }
}

/// A folder with what presets name.
struct TrialHome {
    let path: String
    /// What the trial that goes on takes.
    let clock = TrialClock()

    init(_ path: String) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path + "/guides", withIntermediateDirectories: true)
        let fixtures = ["a.png": "rgb.png", "b.jpg": "grey.jpg", "c.png": "alpha.png", "guides/d.png": "palette.png"]
        for (name, fixture) in fixtures where !FileManager.default.fileExists(atPath: path + "/" + name) {
            try FileManager.default.copyItem(atPath: Fixtures.path("Pictures/" + fixture), toPath: path + "/" + name)
        }
        try Tensor(shape: Shape([8]), values: [1, -1, 0, 0.5, 2, 0, 0, 3]).npy.write(
            to: URL(fileURLWithPath: path + "/n.npy"))
        try Threads.use(1)
    }
}

/// Seconds of a processor, by what they go into.
final class TrialClock {
    private var seconds: [String: Double] = [:]

    func time<Result>(_ what: String, _ body: () throws -> Result) rethrows -> Result {
        let begin = Self.now
        defer { seconds[what, default: 0] += Self.now - begin }
        return try body()
    }

    /// What was noted since this was asked last.
    func take() -> [String: Double] {
        defer { seconds = [:] }
        return seconds
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }
}

extension Extent {
    fileprivate var area: Int { height * width }
}

extension RenderPlan.Stage {
    fileprivate var isInTiles: Bool { octaves.contains { $0.tiling.count > 1 } }
}

extension Picture {
    fileprivate var isWhole: Bool {
        colours.values.allSatisfy { (0...1).contains($0) }
            && (alpha?.values.allSatisfy { (0...1).contains($0) } ?? true)
    }
}

extension Recipe {
    /// One step on every octave, a view or two, and two frames of a film.
    fileprivate var ofOneStep: Recipe {
        var recipe = self
        recipe.stages = stages.map(\.ofOneStep)
        guard var film else { return recipe }
        film.frames = film.frames.prefix(2).map { Film.Frame(stages: $0.stages.map(\.ofOneStep)) }
        film.count = min(film.count, 2)
        film.loop = min(film.loop, film.count - 1)
        recipe.film = film
        return recipe
    }
}

extension Stage {
    fileprivate var ofOneStep: Stage {
        guard case .ascent(var ascent) = action else { return self }
        ascent.steps = [1]
        ascent.views = min(ascent.views, 2)
        return Stage(name: name, action: .ascent(ascent), place: place)
    }
}
