import Dreams

/// Anything that a script can call: `r.stage {…}`, `x:channel(3)`, `net:at(0.6)`, and what plugins define. The single source
/// of its checks, of what it does, of its help, its reference page and its annotations.
struct Word: Sendable {
    /// What a word is called on.
    enum Receiver: String, Sendable, CaseIterable {
        case library, tensor, network, mask, schedule, picture
    }

    /// What it does, beside its schema.
    enum Meaning: Sendable {
        case host(@Sendable (Call) throws -> LuaValue)
        /// `function(self, o)`, with the options checked and complete.
        case script(LuaFunction)
    }

    /// As a script writes it, without what it is called on: `stage`.
    let name: String
    let receiver: Receiver
    /// One line.
    let about: String
    /// What it takes, in the order of positions.
    let options: [Option]
    /// How many of the first options may be given without their names.
    let positional: Int
    /// What it makes.
    let gives: ValueKind
    /// A line of Lua.
    let example: String
    let meaning: Meaning
    /// What it computes; nil for words that make no tensor.
    var formula: Formula?
    /// The plugin that defines it; nil for Reverie's own.
    var plugin: String?

    /// A word of the host. Every option may be given by position unless `positional` says otherwise.
    init(
        _ name: String, on receiver: Receiver = .library, _ about: String, options: [Option] = [],
        positional: Int? = nil, gives: ValueKind, example: String,
        does meaning: @escaping @Sendable (Call) throws -> LuaValue
    ) {
        self.init(
            name: name, receiver: receiver, about: about, options: options,
            positional: positional ?? options.count, gives: gives, example: example, meaning: .host(meaning))
    }

    init(
        name: String, receiver: Receiver, about: String, options: [Option], positional: Int, gives: ValueKind,
        example: String, meaning: Meaning, plugin: String? = nil
    ) {
        self.name = name
        self.receiver = receiver
        self.about = about
        self.options = options
        self.positional = positional
        self.gives = gives
        self.example = example
        self.meaning = meaning
        self.plugin = plugin
    }

    /// As it is called: `r.stage`, `tensor:channel`, `net:at`.
    var title: String { receiver.prefix + name }
}

extension Word.Receiver {
    /// What stands before the word's name.
    var prefix: String {
        switch self {
        case .library: "r."
        case .network: "net:"
        case .tensor, .mask, .schedule, .picture: rawValue + ":"
        }
    }

    /// With its article, for messages.
    var noun: String {
        switch self {
        case .library: "the library"
        case .network: "the network"
        case .tensor: "a tensor expression"
        case .mask, .schedule, .picture: "a " + rawValue
        }
    }
}

/// Words that belong together, for lists and for the reference.
struct WordGroup: Sendable {
    let title: String
    var words: [Word]
}

/// One call of a word, its options checked.
struct Call {
    let word: Word
    /// What it was called on.
    let receiver: HostObject
    let options: Options
    let script: PresetScript

    /// Where the preset says so.
    var place: SourceLine? { script.place }

    /// The expression that a word of tensors was called on.
    var tensor: Dreams.Expression {
        guard case .expression(let expression) = receiver else { preconditionFailure("words of tensors have one") }
        return expression
    }

    /// The mask that a word of masks was called on.
    var mask: Mask {
        guard case .mask(let mask) = receiver else { preconditionFailure("words of masks have one") }
        return mask
    }

    /// The picture that a word of pictures was called on.
    var picture: PictureReference {
        guard case .picture(let picture) = receiver else { preconditionFailure("words of pictures have one") }
        return picture
    }

    /// The network that a word of networks was called on.
    var network: NetworkVocabulary {
        guard case .network(let network) = receiver else { preconditionFailure("words of networks have one") }
        return network
    }
}
