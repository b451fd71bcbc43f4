import Dreams
package import Recipes

/// What a preset says of itself, for whoever makes controls of it.
public struct PresetSchema: Codable, Hashable, Sendable {
    /// Its name for people.
    public var title: String
    /// Who wrote it.
    public var author: String
    /// An SPDX identifier.
    public var licence: String
    /// What it does, in a sentence.
    public var about: String
    /// The network that it dreams with unless told otherwise.
    public var network: String
    /// The canvas that it paints when no picture is given, in pixels: across.
    public var width: Int
    /// Down.
    public var height: Int
    /// What its users may turn.
    public var parameters: [ParameterSchema]
    /// What its script printed.
    public var printed: String

    /// What an outlined preset says.
    package init(_ preset: Preset) {
        (title, author, licence, about) = (preset.title, preset.author, preset.licence, preset.about)
        (network, width, height) = (preset.network, preset.canvas.width, preset.canvas.height)
        (parameters, printed) = (preset.parameters.map(ParameterSchema.init), preset.printed)
    }
}

/// One knob of a preset.
public struct ParameterSchema: Codable, Hashable, Sendable {
    /// What a knob takes.
    public enum Kind: String, Codable, Sendable {
        case number, integer, boolean, choice, text, picture, pictures, sound
        /// The name or the number of a class of the network.
        case className = "class"
    }

    /// As the preset calls it.
    public var name: String
    /// One line by the preset's author.
    public var about: String
    /// What it takes.
    public var kind: Kind
    /// What holds when nobody sets it, as typed; nil for files.
    public var standard: String?
    /// Of a number.
    public var least: Double?
    /// Of a number.
    public var most: Double?
    /// What a number counts, such as px.
    public var unit: String?
    /// Of a choice.
    public var choices: [String]?
    /// Whether a file may be left out.
    public var isOptional = true

    private enum CodingKeys: String, CodingKey {
        case name, about, kind, least, most, unit, choices, isOptional
        case standard = "default"
    }

    /// A picture that lay beside a preset, and has to be brought.
    package init(pictureBeside name: String) {
        (self.name, about, kind, isOptional) = (name, "lay beside the preset", .picture, false)
    }

    init(_ parameter: Parameter) {
        (name, about, unit) = (parameter.name, parameter.about, parameter.unit)
        switch parameter.kind {
        case .number(let value, let range):
            (kind, standard, least, most) = (.number, ParameterSchema.typed(value), range.lowerBound, range.upperBound)
        case .integer(let value, let range):
            (kind, standard) = (.integer, "\(value)")
            (least, most) = (Double(range.lowerBound), Double(range.upperBound))
        case .boolean(let value): (kind, standard) = (.boolean, "\(value)")
        case .choice(let value, let all): (kind, standard, choices) = (.choice, value, all)
        case .className(let value): (kind, standard) = (.className, value)
        case .text(let value): (kind, standard) = (.text, value)
        case .picture(let isOptional): (kind, self.isOptional) = (.picture, isOptional)
        case .pictures(let isOptional): (kind, self.isOptional) = (.pictures, isOptional)
        case .sound(let isOptional): (kind, self.isOptional) = (.sound, isOptional)
        }
    }

    private static func typed(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}

/// What is wrong with a preset, as far as running it shows.
public struct PresetReport: Codable, Hashable, Sendable {
    /// What keeps it from being rendered, with the lines.
    public var mistakes: [JobFailure]
    /// What its users will miss.
    public var advice: [String]
    /// How many recipes were made and planned.
    public var recipes: Int
}
