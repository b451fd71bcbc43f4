import Synchronization
import Wording

/// The names that a preset may use of a network: all that a script gets to know of it.
public struct NetworkVocabulary: Hashable, Sendable {
    /// The network's name.
    public var name: String
    /// What layers are told to belong to; nil for the preset's own network.
    public var reference: String?
    /// Exact names and aliases of its layers, in the order of the graph.
    public var layers: [String]
    /// The names of its classes by index; a class may have synonyms, separated by commas. Empty when it knows none.
    public var classes: [String] {
        didSet { index = ClassIndex() }
    }
    /// By the name of a layer that the network's file has and nothing can be computed of: why.
    public var closed: [String: String]
    /// Why it has no classes.
    public var withoutClasses: String
    /// Why it makes nothing of texts; nil where it does.
    public var withoutText: String?

    private var index = ClassIndex()

    /// A vocabulary from its parts.
    public init(
        name: String, layers: [String], classes: [String], closed: [String: String] = [:],
        withoutClasses: String? = nil,
        withoutText: String? = nil
    ) {
        self.name = name
        self.layers = layers
        self.classes = classes
        self.closed = closed
        self.withoutText = withoutText
        self.withoutClasses =
            withoutClasses ?? "\(name) knows no classes; dream with its layers, or with a classifier such as squeezenet"
    }
}

extension NetworkVocabulary {
    /// The index of a class by its name, by one of its synonyms, or by its number; case is free. Nil when there is none.
    public func classIndex(named name: String) -> Int? {
        if let number = Int(name) { return classes.indices.contains(number) ? number : nil }
        return index.of(classes).numbers[name.lowercased()]
    }

    /// Every name that a class goes by, for guesses, in lowercase and by its words.
    public var classNames: [(name: String, words: Set<Substring>)] { index.of(classes).names }

    /// What to say behind a name that is no class's: classes that somebody may have meant, which are those with all the words of the name, or a name
    /// like it, or one that is a part of it.
    public func classGuess(for name: String) -> String {
        if Int(name) != nil { return "; its classes are 0…\(classes.count - 1)" }
        let wanted = NetworkVocabulary.words(of: String(name.unicodeScalars.prefix(200)))
        let names = classNames
        let holding = names.filter { !wanted.isEmpty && wanted.isSubset(of: $0.words) }.map { "'\($0.name)'" }
        if !holding.isEmpty {
            return "; there \(holding.count == 1 ? "is" : "are") " + holding.prefix(5).joined(separator: ", ")
                + (holding.count > 5 ? " and others" : "")
        }
        let guess = Phrases.didYouMean(name, among: names.lazy.map(\.name))
        guard guess.isEmpty, let part = names.first(where: { !$0.words.isEmpty && $0.words.isSubset(of: wanted) })
        else {
            return guess.isEmpty ? "; 'reverie networks classes \(self.name)' lists them" : guess
        }
        return " (did you mean '\(part.name)'?)"
    }

    /// The words of a name, without case.
    public static func words(of name: String) -> Set<Substring> { Set(name.lowercased().split { !$0.isLetter }) }
}

/// The names of classes by what they are looked up by: made when the first is asked for, since there may be tens of thousands of them, and scripts ask often.
private final class ClassIndex: Hashable, Sendable {
    struct Names: Sendable {
        var numbers: [String: Int] = [:]
        var names: [(name: String, words: Set<Substring>)] = []
    }

    private let made = Mutex<Names?>(nil)

    func of(_ classes: [String]) -> Names {
        made.withLock { made in
            if let made { return made }
            var names = Names()
            for (number, text) in classes.enumerated() {
                let whole = text.lowercased()
                let synonyms = whole.split(separator: ",").map { String($0.drop { $0 == " " }) }
                // The first class of a name has it.
                for name in [whole] + synonyms where names.numbers[name] == nil { names.numbers[name] = number }
                names.names += synonyms.map { ($0, NetworkVocabulary.words(of: $0)) }
            }
            made = names
            return names
        }
    }

    /// It follows from the classes.
    static func == (left: ClassIndex, right: ClassIndex) -> Bool { true }

    func hash(into hasher: inout Hasher) {}
}
