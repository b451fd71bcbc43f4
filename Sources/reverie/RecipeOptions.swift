import ArgumentParser
import Networks
import Recipes
import Tensors
import Wording

/// What `run` and `plan` are about.
struct PresetArguments: ParsableArguments {
    @Argument(help: "A preset: a name from the library, a .lua file, or a picture that carries one.")
    var preset: String

    @Argument(
        help: "The picture to dream on, PNG or JPEG, or a film's folder of them; the preset's own canvas when absent.",
        completion: .file())
    var picture: String?
}

extension PresetArguments {
    /// Arguments that a command has found out itself.
    init(preset: String, picture: String?) {
        self.init()
        self.preset = preset
        self.picture = picture
    }
}

/// What the user wants otherwise than the preset does.
struct RecipeOptions: ParsableArguments {
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

    /// What of it goes to the preset.
    func presetSettings() throws -> Settings {
        Settings(network: network, parameters: try parameters(), pictures: try pictureFiles(), seed: seed)
    }

    /// `--set` options by name.
    func parameters() throws -> [String: String] {
        try RecipeOptions.pairs(settings, of: "--set", as: "NAME=VALUE")
    }

    /// `--picture` options by name.
    func pictureFiles() throws -> [String: String] {
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

    /// The same, for a canvas that is soon made.
    var smallest: RecipeOptions {
        var options = self
        (options.width, options.height, options.longEdge) = (16, 16, nil)
        return options
    }

    /// Whether the user said anything about the size.
    var namesSize: Bool { width != nil || height != nil || longEdge != nil }

    private func rounded(_ side: Double) -> Int { max(1, Int(side.rounded())) }
}
