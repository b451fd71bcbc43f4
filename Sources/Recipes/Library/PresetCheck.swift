public import Dreams

/// Everything that is wrong with a preset, as far as running it shows.
///
/// The recipe runs with the defaults, and then with each parameter at each end of its range or at each of its choices, so
/// that no branch is seen by its users first; and with and without the pictures that may be given.
public struct PresetCheck {
    /// What keeps it from being rendered; each once, in the order in which it was found.
    public private(set) var errors: [String] = []
    /// What its users will miss.
    public private(set) var advice: [String] = []
    /// How many recipes were made.
    public private(set) var recipes = 0

    private var parametersRead: Set<String> = []

    /// Runs the preset.
    ///
    /// - Parameter vocabulary: the names of the network that the preset asks for.
    /// - Parameter plan: looks at a recipe that was made, and throws what is wrong with it.
    /// - Parameter thoroughly: whether it runs with anything but the defaults.
    public init(
        _ source: PresetSource, thoroughly: Bool = true, vocabulary: (String) throws -> NetworkVocabulary,
        plan: (MadeRecipe) throws -> Void
    ) {
        let outline = attempt(
            { try source.outline() }, all: { source.mistakes(settings: Settings(), vocabulary: vocabulary) })
        guard let preset = outline else { return }
        let pictures = preset.parameters.filter(\.isPicture).reduce(into: [:]) { $0[$1.name] = "a picture" }
        let needed = pictures.filter { name, _ in preset.parameters.contains { $0.name == name && $0.isRequired } }
        // What is heard decides on no branch.
        let sounds = preset.parameters.filter(\.kind.isSound).reduce(into: [:]) { $0[$1.name] = "a sound" }
        attempt(source, Settings(parameters: sounds, pictures: needed), vocabulary, plan)
        guard thoroughly else { return }
        if pictures != needed {
            attempt(source, Settings(parameters: sounds, pictures: pictures), vocabulary, plan)
        }
        for parameter in preset.parameters {
            for value in parameter.extremes {
                let settings = Settings(
                    parameters: sounds.merging([parameter.name: value]) { $1 }, pictures: needed)
                attempt(source, settings, vocabulary, plan)
            }
        }
        advice = advice(on: preset)
    }

    private mutating func attempt(
        _ source: PresetSource, _ settings: Settings, _ vocabulary: (String) throws -> NetworkVocabulary,
        _ plan: (MadeRecipe) throws -> Void
    ) {
        let setting = settings.parameters.first.map { "with \($0.key)=\($0.value): " } ?? ""
        let recipe = attempt(
            { try source.recipe(settings: settings, vocabulary: vocabulary) }, setting,
            all: { source.mistakes(settings: settings, vocabulary: vocabulary) })
        guard let made = recipe else { return }
        parametersRead.formUnion(made.parametersRead)
        recipes += 1
        _ = attempt({ try plan(made) }, setting)
    }

    /// The value, or the error noted; one that is there already is not said again for another setting.
    /// - Parameter all: the mistakes of which the error is the first, where there is a way to find the others.
    private mutating func attempt<Value>(
        _ body: () throws -> Value, _ setting: String = "", all: () -> [String] = { [] }
    ) -> Value? {
        do {
            return try body()
        } catch {
            let mistakes = all()
            for message in mistakes.isEmpty ? ["\(error)"] : mistakes
            where !errors.contains(where: { $0.hasSuffix(message) }) {
                errors.append(setting + message)
            }
            return nil
        }
    }

    private func advice(on preset: Preset) -> [String] {
        var advice: [String] = []
        for (name, text) in [("author", preset.author), ("licence", preset.licence), ("about", preset.about)]
        where text.isEmpty {
            advice.append("it has no \(name)")
        }
        for parameter in preset.parameters {
            if parameter.about.isEmpty { advice.append("the parameter '\(parameter.name)' has no about") }
            if recipes > 0, !parametersRead.contains(parameter.name) {
                advice.append("the parameter '\(parameter.name)' is never read")
            }
        }
        return advice
    }
}

extension Parameter {
    fileprivate var isPicture: Bool { kind.isOptionalPicture != nil }
    fileprivate var isRequired: Bool { kind.isOptionalPicture == false }

    /// Values worth trying, as typed.
    fileprivate var extremes: [String] {
        switch kind {
        case .number(_, let range): [range.lowerBound, range.upperBound].map(LuaValue.text)
        case .integer(_, let range): ["\(range.lowerBound)", "\(range.upperBound)"]
        case .boolean(let value): ["\(!value)"]
        case .choice(let value, let choices): choices.filter { $0 != value }
        case .className, .text, .picture, .pictures, .sound: []
        }
    }
}
