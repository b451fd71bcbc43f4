import Dreams

/// What a script holds of the host: immutable values that it can combine, and nothing else.
enum HostObject {
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
    /// A stage.
    case stage(Stage)
    /// A canvas.
    case canvas(Canvas)
    /// The declaration of a parameter.
    case parameter(Parameter.Kind, about: String)
    /// `p`, the parameters' values.
    case settings([String: ParameterValue])
    /// What the file returns.
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
        case .parameter: "a parameter"
        case .settings: "the parameters"
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
}

/// What `r.preset` collects: everything but the recipe itself, which is a function until the network is known.
struct PresetDefinition {
    var title: String
    var author: String
    var licence: String
    var about: String
    var network: String
    var canvas: Canvas
    var parameters: [Parameter]
    var recipe: LuaFunction
}
