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
    case mask(Mask)
    case picture(PictureReference)
    /// A sound that the user brings.
    case sound(SoundReference)
    /// Numbers in a file.
    case array(ArrayFile)
    case colour(Colour)
    indirect case canvas(Canvas)
    indirect case stage(Stage)
    indirect case film(Film)
    indirect case camera(CameraMove)
    indirect case transform(Transform)
    case optimizer(Optimizer)
    case parameterization(Parameterization)
    /// What a parameter or an option takes.
    indirect case declaration(Declaration)
    /// A word that a plugin is about to have.
    indirect case definition(Word)
    indirect case plugin(PluginDefinition)
    /// What a preset's file returns.
    indirect case preset(PresetDefinition)
    /// `p` and `o`: values by name.
    case values(NamedValues)
    /// What stands for whatever a mistake made impossible, where a check goes on behind it; everything takes it.
    case broken

    /// What sort of object it is; nil for the few that are no option's value.
    var objectKind: ObjectKind? {
        switch self {
        case .mask: .mask
        case .picture: .picture
        case .sound: .sound
        case .array: .array
        case .network: .network
        case .colour: .colour
        case .canvas: .canvas
        case .stage: .stage
        case .film: .film
        case .camera: .camera
        case .transform: .transform
        case .optimizer: .optimizer
        case .parameterization: .parameterization
        case .declaration: .declaration
        case .definition: .definition
        case .plugin: .plugin
        case .preset: .preset
        case .library, .expression, .schedule, .values, .broken: nil
        }
    }

    /// For messages, with its article.
    var kind: String {
        switch self {
        case .library: "the library"
        case .network: "the network"
        case .expression(let expression): expression.isNumber ? "an objective" : "a tensor expression"
        case .schedule: "a schedule"
        case .values(let values): "the \(values.noun)s"
        default: objectKind?.noun ?? "an object"
        }
    }

    /// For tostring.
    var text: String {
        switch self {
        case .expression(let expression): "\(expression)"
        case .schedule(let schedule): "\(schedule)"
        case .mask(let mask): "\(mask)"
        case .picture(let picture): "\(picture)"
        case .array(let array): array.name
        case .colour(let colour): "\(colour)"
        case .transform(let transform): "\(transform)"
        case .optimizer(let optimizer): "\(optimizer)"
        case .parameterization(let parameterization): "\(parameterization)"
        case .network(let network): network.name
        case .stage(let stage): "stage '\(stage.name)'"
        default: kind
        }
    }

    /// What it counts for among those that a script may be given: about what it takes in memory, an expression being 1.
    var weight: Int {
        switch self {
        case .library, .network, .expression, .schedule, .mask, .picture, .sound, .array, .colour, .optimizer,
            .parameterization, .broken:
            1
        case .canvas, .camera, .transform, .declaration, .values: 2
        case .stage, .film, .definition, .plugin, .preset: 5
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
        case .picture: .picture
        default: nil
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
    var transparency: Recipe.Transparency
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
