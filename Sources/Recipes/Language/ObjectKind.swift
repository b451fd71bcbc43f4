/// Kinds of values that words make and only other words take.
enum ObjectKind: String, Sendable, CaseIterable {
    case mask, canvas, stage, film, picture, sound, array, network, colour, transform, optimizer, parameterization,
        camera
    case declaration, definition, plugin, preset

    /// With its article.
    var noun: String { (self == .optimizer || self == .array ? "an " : "a ") + rawValue }

    /// A word that makes one.
    var example: String {
        switch self {
        case .mask: "r.luminance { above = 0.5 }"
        case .canvas: "r.clouds {}"
        case .stage: "r.stage {…}"
        case .film: "r.film {…}"
        case .picture: "r.input() or r.file(\"moss.jpg\")"
        case .sound: "p.song, where params has song = r.sound { optional = true }"
        case .array: "r.file(\"cat.npy\")"
        case .network: "r.network(\"vgg16\")"
        case .colour: "\"#ff8000\""
        case .transform: "r.random_shift(8)"
        case .optimizer: "r.adam {}"
        case .parameterization: "r.fourier {}"
        case .camera: "r.camera { zoom = 1.02 }"
        case .declaration: "r.number { default = 1 }"
        case .definition: "r.define {…}"
        case .plugin: "r.plugin {…}"
        case .preset: "r.preset {…}"
        }
    }
}
