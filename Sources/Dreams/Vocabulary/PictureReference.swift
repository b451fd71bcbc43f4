/// A picture that a recipe reads, as the preset said it: never a path. Who renders the recipe brings the pictures.
public enum PictureReference: Hashable, Sendable {
    /// The picture that the dream begins with, as it was then.
    case input
    /// A picture parameter of the preset: `--picture NAME=FILE`.
    case parameter(String)
    /// A picture that lies beside the preset.
    case file(String)

    /// The most that a preset reads of one folder.
    package static let mostInFolder = 32
}

extension PictureReference: CustomStringConvertible {
    /// `input`, `p.guide`, `file("moss.jpg")`
    public var description: String {
        switch self {
        case .input: "input"
        case .parameter(let name): "p.\(name)"
        case .file(let name): "file(\"\(name)\")"
        }
    }
}
