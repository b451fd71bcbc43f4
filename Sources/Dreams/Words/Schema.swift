/// What a word of the language is called, takes and means.
package struct Schema<Word: DreamWord>: Sendable {
    package let facts: WordFacts
    let options: [WordOption<Word>]
    private let receiver: WordOption<Word>?

    /// - Parameter about: one line.
    /// - Parameter receiver: what it is called on, where that is not the library.
    /// - Parameter positional: how many of the options may be given without their names; all of them when absent.
    /// - Parameter example: a line of Lua; nil for what is known by its name alone, as in `optimizer = "ascent"`.
    /// - Parameter equation: what it computes, in the field's terms.
    /// - Parameter source: who described it first, or a code that it follows.
    init(
        _ name: String, _ about: String, on receiver: WordReceiver<Word> = .library,
        _ options: [WordOption<Word>] = [], positional: Int? = nil, example: String? = nil, equation: String,
        source: String? = nil
    ) {
        let plain = Word()
        self.options = options
        self.receiver = receiver.option
        facts = WordFacts(
            name: name, about: about, receiver: receiver.kind, options: options.map { $0.facts(of: plain) },
            positional: positional ?? options.count, example: example, equation: equation, source: source)
    }

    /// What it is called on, as an option, and its options.
    var everything: [WordOption<Word>] { [receiver].compactMap { $0 } + options }

    /// What is given under a name.
    func option(_ name: String) -> WordOption<Word>? { everything.first { $0.name == name } }
}

/// What a word is called on; it has that for an option, too.
enum WordReceiver<Word>: Sendable {
    case library
    case network(WordOption<Word>.Key<String?>)
    case tensor(WordOption<Word>.Key<Expression>)
    case mask(WordOption<Word>.Key<Mask>)
    case picture(WordOption<Word>.Key<PictureReference>)

    fileprivate var kind: WordFacts.Receiver {
        switch self {
        case .library: .library
        case .network: .network
        case .tensor: .tensor
        case .mask: .mask
        case .picture: .picture
        }
    }

    fileprivate var option: WordOption<Word>? {
        switch self {
        case .library: nil
        case .network(let key): .name(WordFacts.receiver, key)
        case .tensor(let key): .expression(WordFacts.receiver, key)
        case .mask(let key): .mask(WordFacts.receiver, key, "")
        case .picture(let key): .picture(WordFacts.receiver, key, "")
        }
    }
}

/// What is told of a word, whichever it is.
package struct WordFacts: Sendable {
    /// What a word is called on.
    package enum Receiver: String, Sendable { case library, network, tensor, mask, picture }

    /// As a script writes it.
    package let name: String
    /// One line.
    package let about: String
    package let receiver: Receiver
    /// In order.
    package let options: [OptionFacts]
    /// How many of the first options may be given without their names.
    package let positional: Int
    /// A line of Lua; nil for what is known by its name alone.
    package let example: String?
    package let equation: String
    package let source: String?

    /// The name under which a word is given what it is called on.
    package static let receiver = "self"
}

/// What is told of an option.
package struct OptionFacts: Sendable {
    /// What holds when it is left out.
    package enum Absence: Sendable {
        case required
        /// Something that this says in words.
        case meaning(String)
        case value(WordValue)
    }

    /// As a script writes it.
    package let name: String
    package let kind: OptionKind
    package let absence: Absence
    /// What its number counts: `px`, `levels`.
    package let unit: String?
    /// One line.
    package let about: String

    package var isRequired: Bool { if case .required = absence { true } else { false } }
}

/// What an option takes.
package indirect enum OptionKind: Sendable {
    case number(ClosedRange<Double>)
    case integer(ClosedRange<Int>)
    case choice([String])
    /// The name or the number of a class, which becomes its number.
    case classNumber
    /// A number, a schedule or a function of progress.
    case schedule(ClosedRange<Double>)
    case mask, picture, colour
    case list(OptionKind, count: ClosedRange<Int>)
    case either([OptionKind])
}
