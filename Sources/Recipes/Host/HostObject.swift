import Dreams

/// What a script holds of the host: immutable values that it can combine, and nothing else.
enum HostObject: Sendable {
    /// `r`, what `require "reverie"` gives.
    case library
    /// `net`
    case network(NetworkVocabulary)
    /// A tensor expression.
    case expression(Dreams.Expression)
    /// A number over the steps of a stage.
    case schedule(Schedule)
    /// Where a stage works.
    case mask(Mask)
    case stage(Stage)
    case canvas(Canvas)
    /// What a parameter or an option takes.
    indirect case declaration(Declaration)
    /// `p` and `o`: values by name.
    case values(NamedValues)
    /// A word that a plugin is about to have.
    case definition(Word)
    case plugin(PluginDefinition)
    /// What a preset's file returns.
    case preset(PresetDefinition)

    /// For messages, with its article.
    var kind: String {
        switch self {
        case .library: "the library"
        case .network: "the network"
        case .expression(let expression): expression.isScalar ? "an objective" : "a tensor expression"
        case .schedule: "a schedule"
        case .mask: "a mask"
        case .stage: "a stage"
        case .canvas: "a canvas"
        case .declaration: "a declaration"
        case .values(let values): "the \(values.noun)s"
        case .definition: "a definition"
        case .plugin: "a plugin"
        case .preset: "a preset"
        }
    }

    /// For tostring.
    var text: String {
        switch self {
        case .expression(let expression): "\(expression)"
        case .schedule(let schedule): "\(schedule)"
        case .network(let network): network.name
        case .stage(let stage): "stage '\(stage.name)'"
        default: kind
        }
    }

    /// What its words are defined on; nil for what has none.
    var receiver: Word.Receiver? {
        switch self {
        case .library: .library
        case .network: .network
        case .expression: .tensor
        case .schedule: .schedule
        case .mask: .mask
        case .stage, .canvas, .declaration, .values, .definition, .plugin, .preset: nil
        }
    }
}

/// What `p.strength` and `o.strength` read.
struct NamedValues: Sendable {
    static let parameter = "parameter"
    static let option = "option"

    /// One of these.
    let noun: String
    let values: [String: LuaValue]
}

/// What `r.preset` collects: everything but the recipe itself, which is a function until the network is known.
struct PresetDefinition: Sendable {
    var title: String
    var author: String
    var licence: String
    var about: String
    var network: String
    var canvas: Canvas
    var parameters: [Parameter]
    var recipe: LuaFunction
}

/// What `r.plugin` collects.
struct PluginDefinition: Sendable {
    var name: String
    var title: String
    var author: String
    var licence: String
    var about: String
    var words: [Word]
}
