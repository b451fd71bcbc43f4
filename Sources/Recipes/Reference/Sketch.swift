/// A word's example, made into a preset whose picture shows what the word does. The reference has that picture beside the
/// word; `Scripts/sketches` renders it.
///
///     for sketch in try LanguageReference(.shipped).sketches { print(sketch.name, sketch.text) }
public struct Sketch: Sendable {
    /// The word as it is called: `r.zoom`. Empty of a picture that others are compared with.
    public let word: String
    /// Of its files: `r-zoom`.
    public let name: String
    /// The preset. Its first line is a comment that names the photo to dream on, or says `its own canvas`.
    public let text: String
    /// The picture to compare it with, by name.
    public let baseline: String?
    /// Whether it is a film, of which some frames are shown.
    public let isFilm: Bool
}

extension LanguageReference {
    /// The sketch of every word that can be seen, and before them the pictures that they are compared with.
    public var sketches: [Sketch] { Sketch.baselines + groups.flatMap(\.words).compactMap(\.sketch) }

    /// The words without a picture, each with the reason why it has none.
    public static var withoutSketch: [String: String] { Setting.unseen }

    /// Every word, as it is called.
    public var titles: [String] { groups.flatMap(\.words).map(\.title) }
}

extension Sketch {
    /// The folder of their pictures, from where the reference lies.
    static let folder = "pictures/words/"

    /// What every dream is, but for what an example changes.
    private static let ascent = "octaves = { count = 3 }, steps = 12"
    private static let objective = "net.fire8:energy()"

    /// A photo, and the dream of it that optimizers, penalties and the like change.
    static let baselines = [
        Sketch(named: "photo", stages: ["r.tone {}"]),
        Sketch(named: "dream", stages: ["r.stage { maximize = \(objective), \(ascent) }"]),
    ]

    private init(named name: String, stages: [String]) {
        self.init(
            word: "", name: name, text: Sketch.preset(stages, named: name, Setting()), baseline: nil, isFilm: false)
    }

    /// A preset whose pictures lie beside it under fixed names.
    static func preset(_ stages: [String], named name: String, _ setting: Setting) -> String {
        let canvas = setting.canvas.map { "\n  canvas = \($0)," } ?? ""
        let plugin = setting.plugin.map { "\nrequire \"\($0)\"" } ?? ""
        let pictures = pictures.filter { picture in stages.contains { $0.contains("p." + picture.name) } }
        let files = pictures.map { "\($0.name) = r.file(\"\($0.file)\")" }.joined(separator: ", ")
        let given = files.isEmpty ? "" : "\n    local p = { \(files) }"
        return """
            -- \(setting.canvas == nil ? setting.photo : "its own canvas")
            local r = require "reverie"\(plugin)

            return r.preset {
              api = 1, title = "\(name)", network = "\(setting.network)",\(canvas)
              recipe = function(net)\(given)
                return {
                  \(stages.joined(separator: ",\n      ")),
                }
              end,
            }

            """
    }

    /// The pictures that examples name, which lie beside the presets.
    private static let pictures: [(name: String, file: String)] = [
        ("guide", "grass.jpg"), ("painting", "coffee.jpg"), ("photo", "coffee.jpg"),
        ("stencil", "astronaut.jpg"), ("plan", "plan.png"), ("sticker", "sticker.png"),
    ]

    /// The stages that show an option of r.stage, such as `minimize = r.tv()`, or an objective.
    static func ascent(_ options: String, _ setting: Setting) -> String {
        let maximize = options.contains("maximize =") ? "" : "maximize = \(objective), "
        let steps = setting.ascent ?? ascent
        return "r.stage { \(maximize)\(options), \(steps) }"
    }

    static let dream = "r.stage { maximize = \(objective), \(ascent) }"
}

/// Where a sketch is dreamt, and how, as far as it is not as all are.
struct Setting {
    var photo = "cat.jpg"
    var network = "squeezenet"
    /// The preset's own, instead of a photo.
    var canvas: String?
    /// Octaves and steps.
    var ascent: String?
    /// A stage before it, such as the dream that it changes.
    var before: String?
    var plugin: String?
}

extension Word {
    /// How it is shown; nil for what cannot be seen by itself.
    var sketch: Sketch? {
        guard let seen = view else { return nil }
        var setting = Setting.special[title] ?? Setting()
        setting.plugin = plugin.flatMap { Setting.standard.contains($0) ? nil : $0 }
        let name = String(title.map { $0 == "." || $0 == ":" ? "-" : $0 })
        let value = example.firstRange(of: " = ").map { String(example[$0.upperBound...]) } ?? example
        var stages: [String]
        var baseline: String? = setting.canvas == nil && setting.photo == Setting().photo ? "photo" : nil
        switch seen {
        case .canvas:
            setting.canvas = value
            (stages, baseline) = (["r.tone {}"], nil)
        case .stages:
            stages = [example]
            if setting.before != nil { baseline = "dream" }
        case .mask: stages = ["r.opacity(\(value))"]
        case .option:
            stages = [Sketch.ascent(example, setting)]
            if !example.contains("maximize =") { baseline = baseline == nil || setting.ascent != nil ? nil : "dream" }
        case .objective: stages = [Sketch.ascent("maximize = \(example)", setting)]
        case .film: (stages, baseline) = ([Sketch.film(example)], nil)
        }
        if let before = setting.before { stages.insert(before, at: 0) }
        return Sketch(
            word: title, name: name, text: Sketch.preset(stages, named: name, setting), baseline: baseline,
            isFilm: seen == .film)
    }

    private enum View { case canvas, stages, mask, option, objective, film }

    /// What its example is, seen from a recipe.
    private var view: View? {
        guard Setting.unseen[title] == nil else { return nil }
        switch gives.usual {
        case .object(.canvas): return .canvas
        case .object(.stage), .stages, .list(.object(.colour), _): return .stages
        case .object(.mask): return .mask
        case .object(.optimizer), .object(.parameterization), .object(.transform): return .option
        case .object(.film), .object(.camera): return .film
        case .objective, .tensor:
            return example.contains("ximize =") || example.contains("inimize =") ? .option : .objective
        default: return nil
        }
    }
}

extension Sketch {
    /// Six frames of a film, or of one with a camera.
    fileprivate static func film(_ example: String) -> String {
        let film =
            example.hasPrefix("camera =")
            ? "r.film { frames = 6, each = { r.stage { maximize = \(objective), octaves = { count = 2 }, steps = 3 } }, \(example) }"
            : example
        let frames = film.firstRange(of: "frames = ")
        guard let frames else { return film }
        return film[..<frames.upperBound] + "6" + film[frames.upperBound...].drop(while: \.isNumber)
    }
}

extension Setting {
    /// The plugins that every script has.
    static let standard: Set = ["likeness", "objectives", "penalties", "sheets"]

    private static let noise = "r.noise { width = 480, height = 320 }"
    /// A class takes its time to be seen.
    private static let long = Setting(ascent: "octaves = { count = 3 }, steps = 40")
    private static let sheet = Setting(
        canvas: noise, ascent: "octaves = { count = 2 }, steps = 40, jitter = 8", before: "r.blur(0.02)")

    /// By the word.
    static let special: [String: Setting] = [
        "r.keep_luminance": Setting(before: Sketch.dream), "r.keep_colour": Setting(before: Sketch.dream),
        "r.match_colours": Setting(before: Sketch.dream), "r.blend": Setting(before: Sketch.dream),
        "net:class": long, "net:classes": long, "net:evidence": long, "net:chimera": long,
        "tensor:typical": Setting(network: "efficientnet-lite0"),
        "r.face": Setting(photo: "astronaut.jpg"), "r.portrait": Setting(photo: "astronaut.jpg"),
        "r.sky": Setting(photo: "coffee.jpg"),
        "tensor:content": Setting(canvas: noise), "tensor:diversity": sheet, "tensor:interpolation": sheet,
        "tensor:alignment": sheet,
    ]
}
